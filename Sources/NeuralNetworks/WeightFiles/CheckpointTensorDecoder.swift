/// Copies the elements of a checkpoint's tensors out of their storages.
struct CheckpointTensorDecoder {
  private let contents: FileContents
  private let checkpoint: PickledCheckpoint
  private var storageRanges: [String: Range<Int>] = [:]
  /// The bytes that the tensors to come may take.
  ///
  /// Several tensors may share a storage, so a small file could ask for any amount of memory. Real
  /// ones share little: an embedding and its transpose, a running average.
  private var remainingByteCount: Int

  init(_ contents: FileContents, _ checkpoint: PickledCheckpoint) {
    self.contents = contents
    self.checkpoint = checkpoint
    remainingByteCount = contents.count.multipliedReportingOverflow(by: 4).partialValue
  }

  /// A tensor's elements in row-major order, whatever their order in the storage.
  mutating func tensor(_ reference: TensorReference, named name: String) throws -> Tensor {
    let storage = checkpoint.arena.storages[reference.storage]
    let range = try bytes(of: storage, named: name)
    let size = storage.elementType.byteCount
    let count = try checkedCount(reference, elementsInStorage: range.count / size, named: name)
    remainingByteCount -= count * size
    guard remainingByteCount >= 0 else {
      throw malformed(
        name, found: "tensors of more than four times the file's size", expected: "fewer")
    }
    let values = try contents.withBytes(in: range, part: "tensor \(quoted(name))") { bytes in
      let first = bytes.dropFirst(reference.offset * size)
      if count == 0 { return [Float]() }
      if reference.isContiguous {
        return storage.elementType.values(
          in: UnsafeRawBufferPointer(rebasing: first.prefix(count * size)))
      }
      let gathered = gather(reference, count, from: first, size: size)
      return gathered.withUnsafeBytes { storage.elementType.values(in: $0) }
    }
    return Tensor(shape: reference.shape, values: values)
  }

  /// The value of a scalar of 64-bit integer type; nil for any other tensor.
  mutating func integerScalar(_ reference: TensorReference, named name: String) throws -> Int64? {
    let storage = checkpoint.arena.storages[reference.storage]
    guard storage.elementType == .int64, reference.shape.isEmpty else { return nil }
    let range = try bytes(of: storage, named: name)
    _ = try checkedCount(reference, elementsInStorage: range.count / 8, named: name)
    return try contents.withBytes(in: range, part: "tensor \(quoted(name))") {
      let stored = $0.loadUnaligned(fromByteOffset: reference.offset * 8, as: Int64.self)
      return Int64(littleEndian: stored)
    }
  }

  /// Where a storage's elements, or those of a view of it, lie in the file.
  private mutating func bytes(of storage: StorageReference, named name: String) throws -> Range<Int>
  {
    let found = try storageRanges[storage.key] ?? checkpoint.range(ofStorage: storage.key)
    guard let found else {
      throw malformed(name, found: "no storage \(quoted(storage.key))", expected: "its elements")
    }
    storageRanges[storage.key] = found
    let size = storage.elementType.byteCount
    guard storage.elementCount <= found.count / size else {
      throw malformed(
        name, found: "\(found.count) bytes in storage \(quoted(storage.key))",
        expected: "\(storage.elementCount) elements of \(size)")
    }
    let view = storage.view ?? 0..<storage.elementCount
    return found.lowerBound + view.lowerBound * size..<found.lowerBound + view.upperBound * size
  }

  /// The number of a tensor's elements, after checking that all of them lie in its storage.
  private func checkedCount(
    _ reference: TensorReference, elementsInStorage available: Int, named name: String
  ) throws -> Int {
    guard let count = elementCount(ofShape: reference.shape), count <= available,
      reference.offset <= available,
      count == 0 || reference.lastElement.map({ $0 < available }) == true
    else {
      throw malformed(
        name,
        found: "shape \(abbreviated(reference.shape)) with strides "
          + "\(abbreviated(reference.strides)) at element \(reference.offset)",
        expected: "elements within a storage of \(available), and no more than it has")
    }
    return count
  }

  /// The bytes of a tensor's elements in row-major order.
  private func gather(
    _ reference: TensorReference, _ count: Int, from storage: Slice<UnsafeRawBufferPointer>,
    size: Int
  ) -> [UInt8] {
    let source = UnsafeRawBufferPointer(rebasing: storage)
    let dimensions = zip(reference.shape, reference.strides).filter { $0.0 > 1 }
    var index = Array(repeating: 0, count: dimensions.count)
    var element = 0
    var gathered: [UInt8] = []
    gathered.reserveCapacity(count * size)
    for _ in 0..<count {
      gathered.append(contentsOf: source[element * size..<(element + 1) * size])
      // To the next index, like the wheels of a mileage counter.
      for dimension in dimensions.indices.reversed() {
        index[dimension] += 1
        element += dimensions[dimension].1
        if index[dimension] < dimensions[dimension].0 { break }
        element -= dimensions[dimension].0 * dimensions[dimension].1
        index[dimension] = 0
      }
    }
    return gathered
  }

  private func malformed(_ name: String, found: String, expected: String) -> WeightsError {
    .malformed(
      file: contents.path, part: "tensor \(quoted(name))", found: found, expected: expected)
  }
}

extension TensorReference {
  /// The place of the last element in the storage, or nil where Int cannot hold it.
  fileprivate var lastElement: Int? {
    var last = offset
    for (extent, stride) in zip(shape, strides) where extent > 1 {
      let (distance, overflow) = (extent - 1).multipliedReportingOverflow(by: stride)
      let (sum, overflowed) = last.addingReportingOverflow(distance)
      guard !overflow, !overflowed else { return nil }
      last = sum
    }
    return last
  }

  /// Whether the elements lie one after another in row-major order.
  fileprivate var isContiguous: Bool {
    var expected = 1
    for (extent, stride) in zip(shape, strides).reversed() where extent > 1 {
      guard stride == expected else { return false }
      expected *= extent
    }
    return true
  }
}
