import Video

/// What a file of COCO annotations (Lin et al., 2014) says about boxes, and about tracks where it was
/// exported by a program that knows them, such as CVAT.
struct COCOFile {
  struct Picture: Hashable {
    var identifier: Int
    var name: String
  }

  struct Annotation: Hashable {
    var picture: Int
    var category: Int
    var track: Int?
    var box: Box
  }

  private(set) var pictures: [Picture] = []
  private(set) var annotations: [Annotation] = []
  private(set) var categories: [Int: String] = [:]

  /// Reads a file; nil where it is JSON of another kind.
  ///
  /// - Throws: ``TrainingError`` where it is not even JSON, or cannot be read.
  init?(_ path: String) throws {
    var hasPictures = false
    var hasAnnotations = false
    var file = COCOFile()
    try FileBytes.withBytes(of: path) { bytes in
      var scanner = JSONScanner(bytes, path: path)
      guard scanner.isAtObject() else { return }
      try scanner.object { scanner, key in
        switch key {
        case "images" where scanner.isAtArray():
          hasPictures = true
          try scanner.array { if let picture = try Picture(&$0) { file.pictures.append(picture) } }
        case "annotations" where scanner.isAtArray():
          hasAnnotations = true
          try scanner.array {
            if let annotation = try Annotation(&$0) { file.annotations.append(annotation) }
          }
        case "categories" where scanner.isAtArray():
          try scanner.array { try file.readCategory(&$0) }
        default: try scanner.skip()
        }
      }
    }
    guard hasPictures, hasAnnotations else { return nil }
    self = file
  }

  private init() {}

  private mutating func readCategory(_ scanner: inout JSONScanner) throws {
    var (identifier, name): (Int?, String?) = (nil, nil)
    guard scanner.isAtObject() else { return try scanner.skip() }
    try scanner.object { scanner, key in
      switch key {
      case "id": identifier = try scanner.wholeNumber()
      case "name": name = try scanner.text()
      default: try scanner.skip()
      }
    }
    if let identifier, let name { categories[identifier] = name }
  }
}

extension COCOFile.Picture {
  fileprivate init?(_ scanner: inout JSONScanner) throws {
    var (identifier, name): (Int?, String?) = (nil, nil)
    guard scanner.isAtObject() else {
      try scanner.skip()
      return nil
    }
    try scanner.object { scanner, key in
      switch key {
      case "id": identifier = try scanner.wholeNumber()
      case "file_name": name = try scanner.text()
      default: try scanner.skip()
      }
    }
    guard let identifier, let name else { return nil }
    self.init(identifier: identifier, name: name)
  }
}

extension COCOFile.Annotation {
  /// Reads an annotation; nil for a crowd and for what has no box.
  fileprivate init?(_ scanner: inout JSONScanner) throws {
    var (picture, category, track): (Int?, Int?, Int?) = (nil, nil, nil)
    var numbers: [Double] = []
    var isCrowd = false
    guard scanner.isAtObject() else {
      try scanner.skip()
      return nil
    }
    try scanner.object { scanner, key in
      switch key {
      case "image_id": picture = try scanner.wholeNumber()
      case "category_id": category = try scanner.wholeNumber()
      case "track_id": track = try scanner.wholeNumber()
      case "iscrowd": isCrowd = try scanner.number() ?? 0 != 0
      case "bbox" where scanner.isAtArray():
        try scanner.array { if let number = try $0.number() { numbers.append(number) } }
      case "attributes" where scanner.isAtObject():
        try scanner.object { scanner, key in
          if key == "track_id" { track = try scanner.wholeNumber() } else { try scanner.skip() }
        }
      default: try scanner.skip()
      }
    }
    guard let picture, numbers.count == 4, !isCrowd else { return nil }
    self.init(
      picture: picture, category: category ?? 0, track: track,
      box: Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3]))
  }
}
