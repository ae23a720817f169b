/// How a weight file stores the elements of a tensor. The raw values are safetensors' names.
enum ElementType: String, CaseIterable, Sendable {
  case float64 = "F64"
  case float32 = "F32"
  case float16 = "F16"
  case bfloat16 = "BF16"
  case int64 = "I64"
  case int32 = "I32"
  case int16 = "I16"
  case int8 = "I8"
  case uint64 = "U64"
  case uint32 = "U32"
  case uint16 = "U16"
  case uint8 = "U8"
  case boolean = "BOOL"

  /// The size of one element, in bytes.
  var byteCount: Int {
    switch self {
    case .float64, .int64, .uint64: 8
    case .float32, .int32, .uint32: 4
    case .float16, .bfloat16, .int16, .uint16: 2
    case .int8, .uint8, .boolean: 1
    }
  }

  /// The little-endian elements in `bytes` as 32-bit floats, rounded to the nearest where they have
  /// more digits; a 64-bit float beyond the range of 32 bits becomes infinite.
  func values(in bytes: UnsafeRawBufferPointer) -> [Float] {
    switch self {
    case .float64: convert(bytes) { (bits: UInt64) in Float(Double(bitPattern: bits)) }
    case .float32: copy(bytes)
    case .float16: convert(bytes) { (bits: UInt16) in Float(Float16(bitPattern: bits)) }
    case .bfloat16: convert(bytes) { (bits: UInt16) in Float(bitPattern: UInt32(bits) << 16) }
    case .int64: convert(bytes) { (value: Int64) in Float(value) }
    case .int32: convert(bytes) { (value: Int32) in Float(value) }
    case .int16: convert(bytes) { (value: Int16) in Float(value) }
    case .int8: convert(bytes) { (value: Int8) in Float(value) }
    case .uint64: convert(bytes) { (value: UInt64) in Float(value) }
    case .uint32: convert(bytes) { (value: UInt32) in Float(value) }
    case .uint16: convert(bytes) { (value: UInt16) in Float(value) }
    case .uint8: convert(bytes) { (value: UInt8) in Float(value) }
    case .boolean: convert(bytes) { (value: UInt8) in value == 0 ? 0 : 1 }
    }
  }

  /// 32-bit floats as they lie in the file; Swift's platforms all have the lowest byte first.
  private func copy(_ bytes: UnsafeRawBufferPointer) -> [Float] {
    let size = MemoryLayout<Float>.size
    return Array(unsafeUninitializedCapacity: bytes.count / size) { values, count in
      count = bytes.count / size
      UnsafeMutableRawBufferPointer(values).copyMemory(
        from: UnsafeRawBufferPointer(rebasing: bytes.prefix(count * size)))
    }
  }

  @inline(__always)
  private func convert<Stored: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, _ float: (Stored) -> Float
  ) -> [Float] {
    let size = MemoryLayout<Stored>.size
    return Array(unsafeUninitializedCapacity: bytes.count / size) { values, count in
      for index in values.indices.prefix(bytes.count / size) {
        // Unaligned, because a safetensors file need not align its tensors.
        let stored = bytes.loadUnaligned(fromByteOffset: index * size, as: Stored.self)
        values.initializeElement(at: index, to: float(Stored(littleEndian: stored)))
      }
      count = bytes.count / size
    }
  }
}

/// The number of elements of a tensor, or nil where a dimension is negative or Int cannot hold it.
func elementCount(ofShape shape: [Int]) -> Int? {
  var count = 1
  for dimension in shape {
    let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
    guard dimension >= 0, !overflow else { return nil }
    count = product
  }
  return count
}
