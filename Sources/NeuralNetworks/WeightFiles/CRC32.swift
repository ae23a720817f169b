/// The checksum of zip archives (ISO 3309, reflected polynomial 0xEDB88320).
package func crc32(_ bytes: UnsafeRawBufferPointer) -> UInt32 {
  var remainder = UInt32.max
  for byte in bytes {
    remainder = crc32Table[Int(UInt8(truncatingIfNeeded: remainder) ^ byte)] ^ remainder >> 8
  }
  return ~remainder
}

private let crc32Table: [UInt32] = (0..<256).map { byte in
  (0..<8).reduce(UInt32(byte)) { value, _ in
    value & 1 == 1 ? 0xEDB8_8320 ^ value >> 1 : value >> 1
  }
}
