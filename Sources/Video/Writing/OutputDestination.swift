/// Where annotated video goes, as the user's path says.
enum OutputDestination: Equatable {
  /// One video file.
  case file(path: String, ContainerFormat)
  /// One picture a frame; `folder` ends the path of an existing or wanted folder.
  case pictures(PictureNames, PictureFormat)

  /// Reads a path: a folder (its name ends in `/`, or it exists) means PNG pictures in it, an
  /// extension of a picture a pattern such as `frames/%05d.jpg`, and any other one a container.
  ///
  /// - Throws: `VideoWritingError` for a path that means nothing or lies in no folder.
  init(path: String) throws {
    if path.hasSuffix("/") || Self.isFolder(path) {
      let folder = path.hasSuffix("/") ? path : path + "/"
      self = .pictures(PictureNames(folder: folder), .png)
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

  private static func isFolder(_ path: String) -> Bool {
    if case .folder = FileKind(path) { true } else { false }
  }
}

/// The names of numbered pictures.
struct PictureNames: Equatable {
  /// What stands before the number, the folder included.
  let prefix: String
  /// The number's digits at least; shorter numbers get zeros or blanks in front.
  let digits: Int
  /// Whether short numbers are filled with zeros, and not with blanks.
  let zeroFilled: Bool
  /// What stands after the number, the extension included.
  let suffix: String

  /// Six digits and `.png` in a folder whose path ends in `/`.
  init(folder: String) {
    (prefix, digits, zeroFilled, suffix) = (folder, 6, true, ".png")
  }

  /// Reads a pattern in the manner of printf: one `%d`, `%5d` or `%05d` in the file's name, `%%`
  /// for a percent sign; a folder's name is taken as it is.
  init(pattern: String) throws {
    let nameStart = pattern.lastIndex(of: "/").map(pattern.index(after:)) ?? pattern.startIndex
    var (prefix, suffix) = (String(pattern[..<nameStart]), "")
    var number: (digits: Int, zeroFilled: Bool)?
    var rest = pattern[nameStart...]
    while let character = rest.popFirst() {
      var text = String(character)
      if character == "%", rest.first == "%" {
        rest.removeFirst()
      } else if character == "%" {
        let width = rest.prefix { $0.isASCII && $0.isNumber }
        guard number == nil, rest.dropFirst(width.count).first == "d", width.count < 3 else {
          throw VideoWritingError.badPattern(path: pattern)
        }
        number = (Int(width) ?? 1, width.hasPrefix("0"))
        rest = rest.dropFirst(width.count + 1)
        text = ""
      }
      if number == nil { prefix += text } else { suffix += text }
    }
    guard let number else { throw VideoWritingError.noFrameNumber(path: pattern) }
    (self.prefix, self.suffix) = (prefix, suffix)
    (digits, zeroFilled) = (number.digits, number.zeroFilled)
  }

  /// The path of picture `number`, which is not negative.
  func path(_ number: Int) -> String {
    let text = String(number)
    let filling = String(repeating: zeroFilled ? "0" : " ", count: max(0, digits - text.count))
    return prefix + filling + text + suffix
  }
}
