/// Where annotated video goes, as the user's path says.
enum OutputDestination: Equatable {
  /// One video file.
  case file(path: String, ContainerFormat)
  /// One picture a frame.
  case pictures(PictureNames, PictureFormat)

  /// Reads a path: a folder (its name ends in `/`, or it exists) means PNG pictures in it, an
  /// extension of a picture a pattern such as `frames/%05d.jpg`, and any other one a container.
  ///
  /// - Throws: `VideoWritingError` for a path that means nothing or lies in no folder.
  init(path: String) throws {
    if path.hasSuffix("/") || Self.isFolder(path) {
      let folder = path.hasSuffix("/") ? path : path + "/"
      self = .pictures(try PictureNames(folder: folder), .png)
      return
    }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    let dot = name.lastIndex(of: ".")
    let found = dot.map { name[name.index(after: $0)...].lowercased() } ?? ""
    if let format = ContainerFormat(rawValue: found) {
      self = .file(path: path, format)
    } else if let format = PictureFormat(fileExtension: found) {
      self = .pictures(try PictureNames(pattern: path), format)
    } else {
      throw VideoWritingError.unknownExtension(path: path, found: found)
    }
    let folder = Self.folder(of: path)
    guard Self.isFolder(folder) else {
      throw VideoWritingError.folderNotFound(path: path, folder: folder)
    }
  }

  /// The encoders that suit the format, the best first.
  var encoders: [EncoderRecipe] {
    switch self {
    case .file(_, let container): EncoderRecipe.candidates(for: container)
    case .pictures(_, let format): EncoderRecipe.candidates(for: format)
    }
  }

  /// Creates the file or folder.
  func makeSink() throws -> any PacketSink {
    switch self {
    case .file(let path, let container): try ContainerFile(path: path, container)
    case .pictures(let names, _): try PictureFolder(names)
    }
  }

  /// The folder part of a path; `.` where it has none.
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  static func isFolder(_ path: String) -> Bool {
    if case .folder = FileKind(path) { true } else { false }
  }
}

/// The names of numbered pictures.
struct PictureNames: Equatable {
  /// The folder's path and a slash; empty for the current folder.
  let folder: String
  private let pattern: NumberPattern

  /// Six digits and `.png` in a folder whose path ends in `/`.
  init(folder: String) throws {
    try self.init(pattern: folder + "%06d.png")
  }

  /// Reads a pattern whose last part has one `%d` or `%05d`; folders' names are taken as they are.
  init(pattern path: String) throws {
    let nameStart = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    let name = path[nameStart...]
    guard let pattern = NumberPattern(String(name)) else {
      throw name.contains("%")
        ? VideoWritingError.badPattern(path: path) : VideoWritingError.noFrameNumber(path: path)
    }
    self.pattern = pattern
    folder = String(path[..<nameStart])
  }

  /// The path of picture `number`, which is not negative.
  func path(_ number: Int) -> String {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(0, pattern.minimumDigits - digits.count))
    return folder + String(decoding: pattern.prefix, as: UTF8.self) + zeros + digits
      + String(decoding: pattern.suffix, as: UTF8.self)
  }
}
