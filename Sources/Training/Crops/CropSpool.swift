import Glibc
import NeuralNetworks
import Video

/// The bytes of a unit's crops until they are written: in memory, and where they are many in a file
/// without a name, which is gone with this object, however the process ends.
final class CropSpool {
  /// The number of bytes.
  private(set) var count = 0

  /// A crossing with hundred people seen hundred times has 200 MB; several units wait at once.
  private static let mostInMemory = 4 << 20

  private let folder: String
  private var memory: [UInt8] = []
  private var descriptor: Int32 = -1

  /// Creates a spool.
  ///
  /// - Parameter path: A file beside which there is room.
  init(beside path: String) {
    folder = path
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
  }

  /// Adds bytes behind the others.
  func append(_ bytes: UnsafeRawBufferPointer) throws {
    memory += bytes
    count += bytes.count
    if memory.count >= Self.mostInMemory { try flush() }
  }

  private func flush() throws {
    if descriptor < 0 { try makeFile() }
    try memory.withUnsafeBytes { try writeAll($0, to: descriptor, path: folder) }
    memory.removeAll(keepingCapacity: true)
  }

  private func makeFile() throws {
    var name = Array((folder + ".spool.XXXXXX").utf8CString)
    descriptor = mkstemp(&name)
    guard descriptor >= 0 else { throw TrainingError.file(path: folder, reason: systemReason()) }
    unlink(name)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
  }

  /// Lends the bytes in their order, in pieces.
  func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
    var piece: [UInt8] = []
    var place = 0
    while place < count - memory.count {
      piece = try readAll(
        min(Self.mostInMemory, count - memory.count - place), from: descriptor, at: place,
        path: folder)
      try piece.withUnsafeBytes(body)
      place += piece.count
    }
    try memory.withUnsafeBytes(body)
  }
}

/// Writes all bytes to a file.
func writeAll(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32, path: String) throws {
  do {
    try NeuralNetworks.writeAll(bytes, to: descriptor, path: path)
  } catch WeightsError.unwritable(let path, let reason) {
    throw TrainingError.file(path: path, reason: reason)
  }
}

/// Reads bytes from a place of a file.
func readAll(_ count: Int, from descriptor: Int32, at place: Int, path: String) throws -> [UInt8] {
  try [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
    while filled < count {
      let read = pread(
        descriptor, buffer.baseAddress.map { $0 + filled }, count - filled, place + filled)
      if read < 0 && errno == EINTR { continue }
      guard read > 0 else {
        let reason = read < 0 ? systemReason() : "it became shorter while it was read"
        throw TrainingError.file(path: path, reason: reason)
      }
      filled += read
    }
  }
}
