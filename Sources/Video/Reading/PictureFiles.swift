/// Finding picture files: all those of a folder, or those that a pattern describes.
package enum PictureFiles {
  /// The endings of the names of picture files, in lower case.
  static let extensions: Set<String> = [
    "bmp", "dds", "dpx", "exr", "j2k", "jp2", "jpeg", "jpg", "jxl", "pam", "pbm", "pcx", "pgm",
    "pgmyuv", "png", "pnm", "ppm", "qoi", "ras", "sgi", "sun", "tga", "tif", "tiff", "webp", "xbm",
  ]

  /// Whether a file's name ends like a picture's.
  package static func isPicture(_ path: String) -> Bool {
    let name = path.split(separator: "/").last ?? ""
    guard let dot = name.lastIndex(of: ".") else { return false }
    return extensions.contains(name[name.index(after: dot)...].lowercased())
  }

  /// The paths of all pictures in a folder, in natural order.
  static func inFolder(_ folder: String) throws -> [String] {
    let names = try namesInFolder(folder).filter(isPicture).sorted(by: naturallyPrecedes)
    guard !names.isEmpty else {
      throw VideoError.noPictures(source: folder, expected: "jpg, png, bmp, tif, webp or ppm files")
    }
    return names.map { join(folder, $0) }
  }

  /// The paths of all files that a pattern (`frames/%05d.jpg`) describes, by number. Numbers may
  /// start anywhere and have gaps.
  static func matching(_ path: String) throws -> [String] {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    let folder = parts.dropLast().joined(separator: "/")
    let place = path.hasPrefix("/") && folder.isEmpty ? "/" : folder.isEmpty ? "." : folder
    guard let name = parts.last, let pattern = NumberPattern(String(name)), !folder.contains("%")
    else {
      throw VideoError.badPattern(
        source: path, expected: "one number such as %d or %05d in the last part of the path")
    }
    guard case .folder = FileKind(place) else { throw VideoError.notFound(source: place) }
    let names = try namesInFolder(place).filter(pattern.matches).sorted(by: naturallyPrecedes)
    guard !names.isEmpty else {
      throw VideoError.noPictures(source: path, expected: "files named like \(pattern.example)")
    }
    return names.map { folder.isEmpty && place == "." ? $0 : join(place, $0) }
  }

  private static func join(_ folder: String, _ name: String) -> String {
    folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}

/// A file name with one number in it, as printf writes it: `%d`, or `%05d` for five digits and more.
/// `%%` stands for one percent sign.
struct NumberPattern: Equatable {
  /// What comes before the number.
  private(set) var prefix: [UInt8] = []
  /// What comes behind it.
  private(set) var suffix: [UInt8] = []
  /// The smallest number of digits.
  private(set) var minimumDigits = 1

  /// Reads a pattern; nil where it does not have exactly one number.
  init?(_ pattern: String) {
    var rest = Array(pattern.utf8)[...]
    var hasNumber = false
    while let byte = rest.popFirst() {
      guard byte == UInt8(ascii: "%") else {
        append(byte, afterNumber: hasNumber)
        continue
      }
      if rest.first == byte {
        rest.removeFirst()
        append(byte, afterNumber: hasNumber)
        continue
      }
      let digits = rest.prefix(while: isDigit)
      rest = rest.dropFirst(digits.count)
      guard !hasNumber, rest.popFirst() == UInt8(ascii: "d"), digits.count <= 3 else { return nil }
      hasNumber = true
      minimumDigits = max(Int(String(decoding: digits, as: UTF8.self)) ?? 1, 1)
    }
    guard hasNumber else { return nil }
  }

  private mutating func append(_ byte: UInt8, afterNumber: Bool) {
    if afterNumber { suffix.append(byte) } else { prefix.append(byte) }
  }

  /// Whether printf could have written `name` from this pattern.
  func matches(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    guard bytes.count >= prefix.count + minimumDigits + suffix.count, bytes.starts(with: prefix),
      bytes.suffix(suffix.count).elementsEqual(suffix)
    else { return false }
    let number = bytes.dropFirst(prefix.count).dropLast(suffix.count)
    let hasExtraZero = number.count > minimumDigits && number.first == UInt8(ascii: "0")
    return number.allSatisfy(isDigit) && !hasExtraZero
  }

  /// A name that matches, for messages.
  var example: String {
    let zeros = String(repeating: "0", count: minimumDigits - 1)
    return String(decoding: prefix, as: UTF8.self) + zeros + "1"
      + String(decoding: suffix, as: UTF8.self)
  }
}
