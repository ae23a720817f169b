import TestSupport

@testable import Video

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension TemporaryFolder {
  /// Makes a folder in the folder.
  func makeFolder(_ name: String) -> String {
    mkdir(file(name), 0o755)
    return file(name)
  }

  /// Writes a file in the folder.
  @discardableResult
  func write(_ bytes: [UInt8], to name: String) throws -> String {
    try writeBytes(bytes, to: file(name))
    return file(name)
  }

  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try write(Array(text.utf8), to: name)
  }
}

func writeBytes(_ bytes: [UInt8], to path: String) throws {
  guard let file = fopen(path, "wb") else {
    throw LibAVFailure(description: "\(path): \(systemReason())")
  }
  defer { fclose(file) }
  _ = bytes.withUnsafeBytes { fwrite($0.baseAddress, 1, $0.count, file) }
}

/// A file's bytes; at most `size` of them, where its length is not known beforehand (`/proc`).
func readBytes(_ path: String, size: Int? = nil) throws -> [UInt8] {
  guard let file = fopen(path, "rb") else {
    throw LibAVFailure(description: "\(path): \(systemReason())")
  }
  defer { fclose(file) }
  var length = size ?? 0
  if size == nil {
    fseek(file, 0, SEEK_END)
    length = ftell(file)
    rewind(file)
  }
  var bytes = [UInt8](repeating: 0, count: length)
  let count = bytes.withUnsafeMutableBytes { fread($0.baseAddress, 1, $0.count, file) }
  return Array(bytes.prefix(count))
}
