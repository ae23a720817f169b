/// Puts pickles together, instruction by instruction.
struct PickleBuilder {
  private(set) var bytes: [UInt8] = [0x80, 2]

  mutating func code(_ character: Unicode.Scalar) { bytes.append(UInt8(ascii: character)) }
  mutating func raw(_ more: [UInt8]) { bytes += more }

  mutating func global(_ module: String, _ name: String) {
    bytes += Array("c\(module)\n\(name)\n".utf8)
  }

  mutating func string(_ text: String) {
    code("X")
    bytes += WeightFixtures.littleEndian(UInt32(text.utf8.count)) + text.utf8
  }

  mutating func integer(_ number: Int) {
    bytes += [0x8A, 8] + WeightFixtures.littleEndian(number)
  }

  mutating func tuple(_ numbers: [Int]) {
    code("(")
    for number in numbers { integer(number) }
    code("t")
  }

  /// A tensor of float elements in storage `key`.
  mutating func tensor(
    storage key: String = "0", of type: String = "FloatStorage", count: Int, offset: Int = 0,
    shape: [Int], strides: [Int]
  ) {
    global("torch._utils", "_rebuild_tensor_v2")
    code("(")
    code("(")
    string("storage")
    global("torch", type)
    string(key)
    string("cpu")
    integer(count)
    code("t")
    code("Q")
    integer(offset)
    tuple(shape)
    tuple(strides)
    raw([0x89])  // requires_grad
    raw(Array("}".utf8))  // hooks
    code("t")
    code("R")
  }

  /// A pickle of one tensor in a dictionary.
  static func tensor(
    of type: String = "FloatStorage", count: Int, offset: Int = 0, shape: [Int], strides: [Int]
  ) -> [UInt8] {
    var pickle = PickleBuilder()
    pickle.code("}")
    pickle.string("weight")
    pickle.tensor(of: type, count: count, offset: offset, shape: shape, strides: strides)
    pickle.code("s")
    pickle.code(".")
    return pickle.bytes
  }
}
