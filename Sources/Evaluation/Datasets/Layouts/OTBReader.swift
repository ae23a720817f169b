/// OTB's layout, and those that are made after it.
///
/// A sequence is a folder with pictures in `img/` and the truth in `groundtruth_rect.txt`: a line a
/// frame, `x,y,width,height`, 1-based, with commas, tabs or spaces between the numbers. Two targets in
/// one video have `groundtruth_rect.1.txt` and `groundtruth_rect.2.txt`, and become the sequences
/// `Jogging.1` and `Jogging.2`; a file without a line (Human4's first) does not count. Of a few
/// sequences not all pictures count (``OTBTable``), Diving has more of them than boxes.
///
/// DTB70 is the same with other sequences. TLP's and TinyTLP's lines are
/// `frame,x,y,width,height,isLost`, 0-based.
enum OTBReader: LayoutReader {
  static func listing(of folder: DatasetFolder, for request: ListingRequest) throws
    -> DatasetListing?
  {
    let folders =
      isSequence(folder.path) ? [folder.path] : folder.sequences(where: isSequence)
    guard let folders, let first = folders.first else { return nil }
    if !request.isInsisted {
      guard layout(of: folders, in: folder, firstTruth: truthFiles(in: first)[0]) == request.layout
      else { return nil }
    }
    guard request.layout == .otb else {
      return DatasetListing(
        name: name(of: folder, layout: request.layout), layout: request.layout,
        entries: folders.flatMap { entries(in: $0, layout: request.layout) })
    }
    return listing(of: folders, in: folder, subset: request.subset)
  }

  private static func isSequence(_ path: String) -> Bool {
    isFile(path + "/groundtruth_rect.txt") || isFile(path + "/groundtruth_rect.1.txt")
      || isFile(path + "/groundtruth_rect.2.txt")
  }

  /// The files of truth in a sequence's folder, without those that have no line; all of them where
  /// none has one.
  private static func truthFiles(in folder: String) -> [String] {
    var paths = ["groundtruth_rect.txt", "groundtruth_rect.1.txt", "groundtruth_rect.2.txt"]
      .map { folder + "/" + $0 }.filter(isFile)
    // More targets than two are nowhere in OTB, but the next number.
    if paths.last?.hasSuffix(".2.txt") == true {
      paths += (3...9).map { folder + "/groundtruth_rect.\($0).txt" }.prefix(while: isFile)
    }
    guard paths.count > 1 else { return paths }
    let filled = paths.filter { (try? TextFile($0, purpose: ""))?.lines.isEmpty == false }
    return filled.isEmpty ? paths : filled
  }
}

// MARK: - Which of them it is

extension OTBReader {
  /// Tells the layouts apart: TLP by the number of columns, DTB70 by the sequences' names.
  private static func layout(
    of folders: [String], in folder: DatasetFolder, firstTruth: String
  ) -> DatasetLayout {
    let line = (try? TextFile(firstTruth, purpose: ""))?.lines.first ?? ""
    if fields(of: line).count >= 6 { return .tlp }
    let names = folders.map(lastPart)
    let inDTB70 = names.count(where: DTB70Table.names.contains)
    let inOTB = names.count { OTBTable.rows[$0] != nil }
    return folder.name.lowercased().contains("dtb70") || inDTB70 > inOTB ? .dtb70 : .otb
  }

  private static func name(of folder: DatasetFolder, layout: DatasetLayout) -> String {
    guard layout == .tlp else { return "DTB70" }
    return folder.name.lowercased().contains("tiny") ? "TinyTLP" : "TLP"
  }

  /// The sequences of OTB: all that are there, or those of a list.
  private static func listing(
    of folders: [String], in folder: DatasetFolder, subset: String?
  ) -> DatasetListing {
    let present = Set(folders.map(lastPart))
    let complete = DatasetLayout.otb.subsets.first { present == Set(OTBTable.names(of: $0)) }
    guard let subset else {
      return DatasetListing(
        name: "OTB" + (complete ?? ""), layout: .otb,
        entries: folders.flatMap { entries(in: $0, layout: .otb) })
    }
    let listed = OTBTable.names(of: subset)
    return DatasetListing(
      name: "OTB" + subset, layout: .otb,
      entries: listed.flatMap { name in
        let path = folder.file(name)
        return present.contains(name)
          ? entries(in: path, layout: .otb)
          : [.missing(name, path: path, purpose: "a sequence of OTB\(subset)")]
      })
  }
}

// MARK: - Sequences

extension OTBReader {
  private static func entries(in folder: String, layout: DatasetLayout) -> [Dataset.Entry] {
    let files = truthFiles(in: folder)
    let base = lastPart(of: folder)
    return files.enumerated().map { index, file in
      let name = files.count == 1 ? base : "\(base).\(index + 1)"
      return Dataset.Entry(name: name) {
        try sequence(name, in: folder, truthFile: file, layout: layout)
      }
    }
  }

  private static func sequence(
    _ name: String, in folder: String, truthFile: String, layout: DatasetLayout
  ) throws -> BenchmarkSequence {
    var columns = TruthColumns(origin: layout.coordinateOrigin)
    if layout == .tlp { (columns.first, columns.lost) = (1, 5) }
    let truth = try TextFile(truthFile, purpose: "the truth").regions(columns)
    var pictures = try PictureListing(folder + "/img")
    let row = layout == .otb ? OTBTable.rows[lastPart(of: folder)] : nil
    if let range = row?.pictures { pictures = pictures.numbered(range) }
    return try BenchmarkSequence(
      name: name, pictures: pictures, truth: truth, truthFile: truthFile,
      attributes: row?.attributes ?? [])
  }
}
