import Foundation

/// A PNG picture of labels (PNG specification). Its data are stored, not compressed.
enum IndexedPNG {
  /// How a picture stores its labels.
  enum Kind {
    /// As indices into a palette, a byte each.
    case palette
    /// As levels of grey, a byte each.
    case grey
    /// As black for 0 and white for all others, a bit each.
    case bits
  }

  static func data(_ labels: [[UInt8]], _ kind: Kind = .palette) -> Data {
    var file = Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    let size = bytes(UInt32(labels[0].count)) + bytes(UInt32(labels.count))
    file += chunk("IHDR", size + [kind == .bits ? 1 : 8, kind == .palette ? 3 : 0, 0, 0, 0])
    if kind == .palette {
      // Many colours that are the same: only the index tells the objects apart.
      file += chunk("PLTE", (0..<256).flatMap { [0, 0, UInt8($0 / 2)] })
    }
    // Each row begins with its filter, 0 for none.
    let rows = kind == .bits ? labels.map(packed) : labels
    file += chunk("IDAT", stored(rows.flatMap { [0] + $0 }))
    file += chunk("IEND", [])
    return file
  }

  private static func packed(_ row: [UInt8]) -> [UInt8] {
    stride(from: 0, to: row.count, by: 8).map { start in
      row[start..<min(start + 8, row.count)].enumerated().reduce(0) { byte, pixel in
        byte | (pixel.element == 0 ? 0 : 0x80 >> UInt8(pixel.offset))
      }
    }
  }

  private static func chunk(_ type: String, _ content: [UInt8]) -> [UInt8] {
    let named = Array(type.utf8) + content
    return bytes(UInt32(content.count)) + named + bytes(checksum(named))
  }

  /// A zlib stream (RFC 1950) of one stored block (RFC 1951), at most 65,535 bytes.
  private static func stored(_ content: [UInt8]) -> [UInt8] {
    let length = UInt16(content.count)
    func little(_ value: UInt16) -> [UInt8] { [UInt8(value & 255), UInt8(value >> 8)] }
    var (a, b): (UInt32, UInt32) = (1, 0)
    for byte in content {
      a = (a + UInt32(byte)) % 65521
      b = (b + a) % 65521
    }
    return [0x78, 0x01, 1] + little(length) + little(~length) + content + bytes(b << 16 | a)
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    var remainder = UInt32.max
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 { remainder = remainder >> 1 ^ (remainder & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~remainder
  }

  private static func bytes(_ value: UInt32) -> [UInt8] {
    withUnsafeBytes(of: value.bigEndian) { Array($0) }
  }
}
