import Evaluation
import Video

/// COCO's layout (Lin et al., 2014), and what other programs export like it: JSON files in
/// `annotations` or beside the pictures, those of training where their names tell.
///
/// An annotation with a track is a view of an object that is seen again; one without is an object
/// that is seen once. Crowds are left out.
enum COCOObjects {
  static func units(in folder: String) throws -> [TrainingUnit]? {
    guard isFolder(folder) else { return nil }
    let files = try annotationFiles(in: folder)
    guard !files.isEmpty else { return nil }
    let places = try PicturePlaces(in: folder)
    let units = try files.flatMap { name -> [TrainingUnit] in
      let path = folder + "/" + name
      guard let file = try COCOFile(path) else { return [] }
      return self.units(of: file, named: withoutExtension(name), at: path, places)
    }
    return units.isEmpty ? nil : units
  }

  /// The files to read, relative to the folder.
  private static func annotationFiles(in folder: String) throws -> [String] {
    var found: [String] = []
    for place in ["annotations", "Annotations", "."] + ["train"] {
      let path = folder + "/" + place
      guard isFolder(path) else { continue }
      found += try FolderTree.names(in: path).filter { $0.hasSuffix(".json") }
        .map { place == "." ? $0 : place + "/" + $0 }
    }
    // A data set has the same pictures' captions and joints in other files.
    for mark in ["instances", "train"] {
      let marked = found.filter { $0.contains(mark) }
      if !marked.isEmpty { found = marked }
    }
    return found.filter { isCOCO(folder + "/" + $0) }
  }

  /// Whether a file's beginning looks right: a folder may have other JSON, long files even.
  private static func isCOCO(_ path: String) -> Bool {
    let beginning = try? FileBytes.withBytes(of: path) { bytes in
      String(decoding: bytes.prefix(4096), as: UTF8.self)
    }
    guard let beginning else { return false }
    return ["\"images\"", "\"annotations\"", "\"categories\"", "\"licenses\"", "\"info\""]
      .contains { beginning.contains($0) }
  }

  private static func units(
    of file: COCOFile, named name: String, at path: String, _ places: PicturePlaces
  ) -> [TrainingUnit] {
    let references = places.references(of: file.pictures)
    var single: [Int: [COCOFile.Annotation]] = [:]
    var tracked: [Int: [COCOFile.Annotation]] = [:]
    for annotation in file.annotations {
      if let track = annotation.track {
        tracked[track, default: []].append(annotation)
      } else {
        single[annotation.picture, default: []].append(annotation)
      }
    }
    let pictures = file.pictures.filter { single[$0.identifier] != nil }
    var units = stride(from: 0, to: pictures.count, by: AnnotatedPictures.unitSize).map { start in
      let part = Array(
        pictures[start..<min(start + AnnotatedPictures.unitSize, pictures.count)])
      let annotations = part.map { single[$0.identifier] ?? [] }
      return TrainingUnit(name: "\(name)/\(part[0].name)") { [categories = file.categories] in
        content(of: part, annotations, categories, references, in: name)
      }
    }
    if !tracked.isEmpty {
      units.append(tracks(tracked, of: file, named: name, references))
    }
    return units
  }

  /// Objects that are seen once.
  private static func content(
    of pictures: [COCOFile.Picture], _ annotations: [[COCOFile.Annotation]],
    _ categories: [Int: String], _ references: [Int: PictureReference], in name: String
  ) -> TrainingUnit.Content {
    var content = TrainingUnit.Content()
    for (picture, annotations) in zip(pictures, annotations) {
      guard let reference = references[picture.identifier] else {
        content.skipped.append(missing(picture))
        continue
      }
      for (number, annotation) in annotations.enumerated() {
        content.objects.append(
          TrainingObject(
            name: "\(name)/\(picture.name)#\(number)", category: categories[annotation.category],
            views: [TrainingView(picture: reference, frame: 0, place: .box(annotation.box))]))
      }
    }
    return content
  }

  /// Objects that are seen again, all in one unit: they share pictures.
  private static func tracks(
    _ tracks: [Int: [COCOFile.Annotation]], of file: COCOFile, named name: String,
    _ references: [Int: PictureReference]
  ) -> TrainingUnit {
    let pictures = file.pictures.sorted { naturallyPrecedes($0.name, $1.name) }
    let categories = file.categories
    return TrainingUnit(name: "\(name)/tracks") {
      var content = TrainingUnit.Content()
      var frames: [Int: Int] = [:]
      for (frame, picture) in pictures.enumerated() {
        frames[picture.identifier] = frame
        if references[picture.identifier] == nil { content.skipped.append(missing(picture)) }
      }
      for (track, annotations) in tracks.sorted(by: { $0.key < $1.key }) {
        let views = annotations.compactMap { annotation -> TrainingView? in
          guard let frame = frames[annotation.picture],
            let reference = references[annotation.picture]
          else { return nil }
          return TrainingView(picture: reference, frame: frame, place: .box(annotation.box))
        }
        content.objects.append(
          TrainingObject(
            name: "\(name)#\(track)",
            category: annotations.first.flatMap { categories[$0.category] },
            views: views.sorted { $0.frame < $1.frame }))
      }
      return content
    }
  }

  private static func missing(_ picture: COCOFile.Picture) -> SkippedCrop {
    SkippedCrop(source: picture.name, reason: "there is no such picture in the folder")
  }
}

/// The pictures and videos below a folder, to be found by the names that annotations give them.
struct PicturePlaces {
  private let folder: String
  private var byName: [String: String] = [:]
  private var byStem: [String: String] = [:]
  private var byNumber: [Int: String] = [:]
  /// The only video, whose frames the pictures' numbers count.
  private var video: String?

  init(in folder: String) throws {
    self.folder = folder
    var ambiguous = Set<Int>()
    for path in try FolderTree.files(in: folder, where: PictureFiles.isPicture) {
      let name = lastPart(of: path)
      byName[path] = path
      byName[name] = byName[name] ?? path
      byStem[stem(of: path)] = byStem[stem(of: path)] ?? path
      guard let number = Self.number(in: name) else { continue }
      if byNumber.updateValue(path, forKey: number) != nil { ambiguous.insert(number) }
    }
    for number in ambiguous { byNumber[number] = nil }
    if byName.isEmpty {
      let videos = try FolderTree.files(in: folder, where: FolderTree.isVideo)
      video = videos.count == 1 ? videos[0] : nil
    }
  }

  /// Where pictures are, by their identifiers: those of the same path, or name, or name but for the
  /// ending; where none of the names is found, as after a change of names, those of the same number.
  func references(of pictures: [COCOFile.Picture]) -> [Int: PictureReference] {
    var found: [Int: PictureReference] = [:]
    for picture in pictures {
      let path =
        byName[picture.name] ?? byName[lastPart(of: picture.name)]
        ?? byStem[stem(of: picture.name)]
      if let path { found[picture.identifier] = .file(folder + "/" + path) }
    }
    guard found.isEmpty else { return found }
    for picture in pictures {
      guard let number = Self.number(in: lastPart(of: picture.name)) else { continue }
      if let video {
        found[picture.identifier] = .video(path: folder + "/" + video, frame: number)
      } else if let path = byNumber[number] {
        found[picture.identifier] = .file(folder + "/" + path)
      }
    }
    return found
  }

  /// The last number in a file's name before its ending.
  private static func number(in name: String) -> Int? {
    let bytes = stem(of: name).utf8
    func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
    guard let last = bytes.lastIndex(where: isDigit) else { return nil }
    let digits = bytes[...last].reversed().prefix(while: isDigit).reversed()
    return Int(String(decoding: digits, as: UTF8.self))
  }
}
