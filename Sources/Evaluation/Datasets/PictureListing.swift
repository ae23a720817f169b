import Video

/// The pictures of a folder, in the order of their numbers.
struct PictureListing {
  /// The folder they lie in.
  let folder: String
  /// The files' names, and the numbers in them.
  private(set) var files: [(name: String, number: Int?)]

  /// Lists the pictures of a folder.
  ///
  /// - Throws: ``DatasetError/missing(path:purpose:)`` where there is no such folder, or no picture
  ///   in it; ``DatasetError/unreadable(path:reason:)`` where it may not be read.
  init(_ folder: String) throws {
    guard isFolder(folder) else {
      throw DatasetError.missing(path: folder, purpose: "a folder of pictures")
    }
    let names: [String]
    do {
      names = try namesInFolder(folder)
    } catch VideoError.cannotOpen(_, let reason) {
      throw DatasetError.unreadable(path: folder, reason: reason)
    }
    self.folder = folder
    files = names.filter(PictureFiles.isPicture).sorted(by: naturallyPrecedes)
      .map { ($0, lastNumber(in: $0)) }
    guard !files.isEmpty else {
      throw DatasetError.missing(path: folder, purpose: "pictures in this folder")
    }
  }

  /// The paths of the pictures.
  var paths: [String] { files.map { folder + "/" + $0.name } }

  /// Only the pictures with these numbers.
  func numbered(_ range: ClosedRange<Int>) -> PictureListing {
    var part = self
    part.files = files.filter { $0.number.map(range.contains) ?? false }
    return part
  }

  /// Only the first ones.
  func prefix(_ count: Int) -> PictureListing {
    var part = self
    part.files = Array(files.prefix(count))
    return part
  }

  /// Checks that there is one picture for each line of the truth.
  ///
  /// - Throws: ``DatasetError/inconsistent(path:found:expected:)``, with the first number that is
  ///   missing between two pictures.
  func check(against count: Int, linesOf truth: String) throws {
    guard files.count != count else { return }
    let lines = count == 1 ? "1 line" : "\(count) lines"
    let gap = firstGap.map { " (number \($0) is missing)" } ?? ""
    throw DatasetError.inconsistent(
      path: truth, found: lines,
      expected: "\(files.count), one for each picture in \(folder)\(gap)")
  }

  /// The first number that is missing between two pictures.
  private var firstGap: Int? {
    let numbers = files.map(\.number)
    for (number, next) in zip(numbers, numbers.dropFirst()) {
      if let number, let next, next > number + 1 { return number + 1 }
    }
    return nil
  }
}

/// The last number in a file's name before its extension.
private func lastNumber(in name: String) -> Int? {
  func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
  var bytes = name.utf8[...]
  if let dot = bytes.lastIndex(of: UInt8(ascii: ".")) { bytes = bytes[..<dot] }
  guard let last = bytes.lastIndex(where: isDigit) else { return nil }
  let digits = bytes[...last].reversed().prefix(while: isDigit).reversed()
  var number = 0
  for digit in digits {
    // A name may have more digits than a number has.
    guard number < Int.max / 10 else { return nil }
    number = number * 10 + Int(digit - UInt8(ascii: "0"))
  }
  return number
}
