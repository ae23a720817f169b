import Video

extension Trajectory {
  /// Reads a run in VOT's binary form: a 16-bit 1, the number of frames in 32 bits, then a region a
  /// frame, all with the lowest byte first.
  ///
  /// A region is a byte for its kind and its numbers: 0 and a 32-bit code; 1 and four 32-bit floats
  /// of a rectangle; 2, a 16-bit count and so many corners; 3 and a mask's left, top, width, height
  /// and number of runs, then the runs, all of 16 bits.
  ///
  /// - Parameters:
  ///   - bytes: The file's content.
  ///   - path: The file, for messages.
  /// - Throws: ``VOTError/malformed(path:offset:found:expected:)``.
  public init(votBinary bytes: [UInt8], path: String) throws {
    var reader = BinaryReader(bytes: bytes, path: path)
    let version = try reader.integer(Int16.self, "the format's version")
    guard version == 1 else {
      throw reader.malformed(at: 0, found: "version \(version)", expected: "version 1")
    }
    let count = Int(try reader.integer(UInt32.self, "the number of frames"))
    var steps: [Step] = []
    // Each frame takes five bytes or more, so a count that lies does not take memory.
    steps.reserveCapacity(min(count, bytes.count / 5))
    for _ in 0..<count { steps.append(Step(try reader.outcome())) }
    self.init(steps: steps)
  }

  /// The run in VOT's binary form, byte by byte as the vot-toolkit 0.9.0 writes it.
  ///
  /// - Parameter path: The file, for messages.
  /// - Throws: ``VOTError/unwritable(path:frame:reason:)`` where a number does not fit into the 16
  ///   bits that the form has for it; the text form has no such limits.
  public func votBinary(path: String) throws -> [UInt8] {
    var writer = BinaryWriter()
    writer.append(Int16(1))
    writer.append(UInt32(steps.count))
    for (frame, step) in steps.enumerated() {
      guard writer.append(step.outcome) else {
        throw VOTError.unwritable(
          path: path, frame: frame,
          reason: "found a region with more corners, runs or pixels than the binary form can say, "
            + "expected the text form for it")
      }
    }
    return writer.bytes
  }
}

private struct BinaryReader {
  let bytes: [UInt8]
  let path: String
  private var offset = 0

  init(bytes: [UInt8], path: String) {
    self.bytes = bytes
    self.path = path
  }

  func malformed(at offset: Int? = nil, found: String, expected: String) -> VOTError {
    .malformed(path: path, offset: offset ?? self.offset, found: found, expected: expected)
  }

  mutating func integer<Number: FixedWidthInteger>(
    _ type: Number.Type, _ meaning: String
  ) throws -> Number {
    let size = MemoryLayout<Number>.size
    guard size <= bytes.count - offset else {
      throw malformed(found: "the end of the file", expected: meaning)
    }
    var number: Number = 0
    for index in (0..<size).reversed() {
      number = number << 8 | Number(truncatingIfNeeded: bytes[offset + index])
    }
    offset += size
    return number
  }

  mutating func outcome() throws -> Trajectory.Outcome {
    let kind = try integer(UInt8.self, "the kind of a frame's region")
    switch kind {
    case 0: return .init(votCode: try integer(UInt32.self, "a code"))
    case 1:
      let numbers = try floats(4, "a rectangle")
      return .init(
        votRegion: .box(Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])))
    case 2:
      let count = Int(try integer(UInt16.self, "the number of corners"))
      let numbers = try floats(2 * count, "a polygon's corners")
      return .region(
        .polygon((0..<count).map { Point(x: numbers[2 * $0], y: numbers[2 * $0 + 1]) }))
    case 3: return .region(.mask(try mask()))
    default:
      throw malformed(
        at: offset - 1, found: "a region of kind \(kind)",
        expected: "0 a code, 1 a rectangle, 2 a polygon or 3 a mask")
    }
  }

  private mutating func floats(_ count: Int, _ meaning: String) throws -> [Double] {
    var numbers: [Double] = []
    for _ in 0..<count {
      numbers.append(Double(Float(bitPattern: try integer(UInt32.self, meaning))))
    }
    return numbers
  }

  private mutating func mask() throws -> Mask {
    let start = offset
    let x = Int(try integer(Int16.self, "a mask's left column"))
    let y = Int(try integer(Int16.self, "a mask's top row"))
    let width = Int(try integer(UInt16.self, "a mask's width"))
    let height = Int(try integer(UInt16.self, "a mask's height"))
    var runs: [Int] = []
    for _ in 0..<(try integer(UInt16.self, "the number of a mask's runs")) {
      runs.append(Int(try integer(UInt16.self, "a mask's runs")))
    }
    guard let mask = Mask(x: x, y: y, width: width, height: height, runs: runs) else {
      throw malformed(
        at: start, found: "runs of \(runs.reduce(0, +)) pixels",
        expected: "no more than the mask's \(width) × \(height)")
    }
    return mask
  }
}

private struct BinaryWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ number: some FixedWidthInteger) {
    withUnsafeBytes(of: number.littleEndian) { bytes.append(contentsOf: $0) }
  }

  private mutating func append(_ number: Double) { append(Float(number).bitPattern) }

  /// Whether the outcome could be written.
  mutating func append(_ outcome: Trajectory.Outcome) -> Bool {
    switch outcome {
    case .skipped, .region(.unknown): append(code: Trajectory.Outcome.skippedCode)
    case .initialized: append(code: Trajectory.Outcome.initializedCode)
    case .failed: append(code: Trajectory.Outcome.failedCode)
    case .region(.absent): append(Box(x: 0, y: 0, width: 0, height: 0))
    case .region(.box(let box)): append(box)
    case .region(.polygon(let corners)):
      guard let count = UInt16(exactly: corners.count) else { return false }
      append(UInt8(2))
      append(count)
      for corner in corners {
        append(corner.x)
        append(corner.y)
      }
    case .region(.mask(let mask)): return append(mask)
    }
    return true
  }

  private mutating func append(code: UInt32) {
    append(UInt8(0))
    append(code)
  }

  private mutating func append(_ box: Box) {
    append(UInt8(1))
    for number in [box.x, box.y, box.width, box.height] { append(number) }
  }

  private mutating func append(_ mask: Mask) -> Bool {
    // The toolkit's own limit; it could be 65,535.
    let runs = mask.shortestRuns(upTo: 255 * 255)
    guard let x = Int16(exactly: mask.x), let y = Int16(exactly: mask.y),
      let width = UInt16(exactly: mask.width), let height = UInt16(exactly: mask.height),
      let count = UInt16(exactly: runs.count)
    else { return false }
    append(UInt8(3))
    append(x)
    append(y)
    for number in [width, height, count] { append(number) }
    for run in runs { append(UInt16(run)) }
    return true
  }
}
