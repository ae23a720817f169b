import Glibc

/// The lines that come from a TraX client.
public struct TraXInput {
  /// A picture of as many pixels as can be read (2²⁶), in Base64, with room for what stands around.
  public static let longestLine = 300_000_000

  private let descriptor: Int32
  private let limit: Int
  private var bytes: [UInt8] = []
  /// Where the first line begins that was not given yet.
  private var place = 0

  /// Reads lines from a file descriptor, which stays the caller's.
  ///
  /// - Parameter limit: No line may have more bytes.
  public init(descriptor: Int32, limit: Int = longestLine) {
    self.descriptor = descriptor
    self.limit = limit
  }

  /// Waits for the next line and gives it without its end; nil where the client has closed its side.
  /// A last line without an end counts.
  ///
  /// - Throws: ``TraXError/lineTooLong(limit:)`` or ``TraXError/connectionFailed(reason:)``.
  public mutating func nextLine() throws -> ArraySlice<UInt8>? {
    var searched = place
    while true {
      if let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) {
        defer { place = end + 1 }
        return bytes[place..<end]
      }
      bytes.removeFirst(place)
      place = 0
      searched = bytes.count
      guard searched <= limit else { throw TraXError.lineTooLong(limit: limit) }
      guard try readMore() else {
        defer { place = bytes.count }
        return bytes.isEmpty ? nil : bytes[...]
      }
    }
  }

  /// Waits for more bytes; false at the end.
  private mutating func readMore() throws -> Bool {
    try withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
      while true {
        let count = read(descriptor, buffer.baseAddress, buffer.count)
        if count > 0 { bytes.append(contentsOf: buffer[..<count]) }
        if count >= 0 { return count > 0 }
        guard errno == EINTR else {
          throw TraXError.connectionFailed(reason: String(cString: strerror(errno)))
        }
      }
    }
  }
}
