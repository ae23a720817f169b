import NeuralNetworks

/// The bytes of files of annotations.
enum FileBytes {
  /// Reads a whole file.
  static func read(_ path: String) throws -> [UInt8] {
    try withBytes(of: path) { Array($0) }
  }

  /// Lends the bytes of a file that may be too long to hold.
  static func withBytes<Result>(
    of path: String, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) throws -> Result {
    let file: FileContents
    do {
      file = try FileContents(mapping: path)
    } catch WeightsError.unreadable(_, let reason) {
      throw TrainingError.file(path: path, reason: reason)
    }
    return try file.withBytes(in: 0..<file.count, part: "file", body)
  }
}
