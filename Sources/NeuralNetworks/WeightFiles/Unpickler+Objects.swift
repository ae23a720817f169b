/// What a pickle makes with classes and functions: ordered dictionaries, storages and tensors.
extension Unpickler {
  /// Classes, functions and storages.
  mutating func runObject(_ code: UInt8) throws -> Bool {
    switch code {
    case UInt8(ascii: "c"):
      let module = try line()
      push(try global(module: module, name: try line()))
    case 0x93:
      guard case .string(let name) = try pop(), case .string(let module) = try pop() else {
        throw cursor.malformed(found: "a global without a name", expected: "module and name")
      }
      push(try global(module: module, name: name))
    case UInt8(ascii: "R"):
      let arguments = try popSequence("arguments")
      push(try call(try pop(), arguments))
    case UInt8(ascii: "b"): try build()
    case UInt8(ascii: "Q"):
      arena.storages.append(try storage(try popSequence("a storage's description")))
      push(.storage(arena.storages.count - 1))
    default: return false
    }
    return true
  }

  /// Text up to the end of a line.
  private mutating func line() throws -> String {
    var length = 0
    while let byte = cursor.contents.byte(at: cursor.position + length),
      length < cursor.remaining, byte != UInt8(ascii: "\n")
    { length += 1 }
    let text = try cursor.string(length)
    _ = try cursor.byte()
    return text
  }

  private func global(module: String, name: String) throws -> PickleValue {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw WeightsError.refusedGlobal(file: cursor.contents.path, module: module, name: name)
    }
    return .global(global)
  }

  /// An object's attributes: PyTorch gives its ordered dictionaries some (`_metadata`), which weights
  /// have no use for.
  private mutating func build() throws {
    let attributes = try pop()
    let object = try pop()
    guard case .dictionary = object, case .dictionary = attributes else {
      throw cursor.malformed(
        found: "attributes (\(attributes.kind)) for \(object.kind)",
        expected: "a dictionary's at most")
    }
    push(object)
  }

  private mutating func call(_ function: PickleValue, _ arguments: [PickleValue]) throws
    -> PickleValue
  {
    switch (function, arguments.first) {
    case (.global(.orderedDictionary), nil):
      arena.dictionaries.append([])
    case (.global(.orderedDictionary), .sequence(let index)) where arguments.count == 1:
      arena.dictionaries.append(try pairs(arena.sequences[index]))
    case (.global(.size), .sequence(let index)) where arguments.count == 1:
      return .sequence(index)
    case (.global(.rebuildTensor), .storage(let storage)) where arguments.count == 4,
      (.global(.rebuildTensorVersion2), .storage(let storage)) where 6...7 ~= arguments.count:
      arena.tensors.append(try tensor(of: storage, arguments))
      return .tensor(arena.tensors.count - 1)
    case (.global(.rebuildParameter), .tensor(let tensor)) where arguments.count == 3:
      return .tensor(tensor)
    default:
      let kinds = arguments.prefix(8).map(\.kind).joined(separator: ", ")
      throw cursor.malformed(
        found: "a call of \(function.kind) with (\(kinds))",
        expected: "one that makes a tensor or an ordered dictionary")
    }
    return .dictionary(arena.dictionaries.count - 1)
  }

  /// The items of an ordered dictionary that Python 2 wrote as a list of pairs.
  private mutating func pairs(_ list: [PickleValue]) throws -> [(PickleValue, PickleValue)] {
    copiedElements += list.count
    guard copiedElements <= Self.maximumInstructions else {
      throw cursor.malformed(
        found: "more than \(Self.maximumInstructions) dictionary items", expected: "fewer")
    }
    return try list.map { element in
      guard case .sequence(let index) = element, arena.sequences[index].count == 2 else {
        throw cursor.malformed(found: element.kind, expected: "a pair of key and value")
      }
      return (arena.sequences[index][0], arena.sequences[index][1])
    }
  }

  /// The tensor of `_rebuild_tensor(storage, offset, shape, strides, …)`.
  private func tensor(of storage: Int, _ arguments: [PickleValue]) throws -> TensorReference {
    guard case .integer(let offset) = arguments[1], offset >= 0,
      let shape = extents(arguments[2]), let strides = extents(arguments[3]),
      shape.count == strides.count
    else {
      throw cursor.malformed(
        found: "a tensor with offset, shape and strides that make no sense",
        expected: "whole numbers, 0 or more, as many strides as dimensions")
    }
    return TensorReference(storage: storage, offset: offset, shape: shape, strides: strides)
  }

  /// Up to 64 numbers that are not negative: PyTorch's tensors have no more dimensions.
  private func extents(_ value: PickleValue) -> [Int]? {
    guard case .sequence(let index) = value, arena.sequences[index].count <= 64 else { return nil }
    var extents: [Int] = []
    for case .integer(let extent) in arena.sequences[index] where extent >= 0 {
      extents.append(extent)
    }
    return extents.count == arena.sequences[index].count ? extents : nil
  }

  /// A storage from what PyTorch calls its persistent id: ("storage", type, key, location, number of
  /// elements), and in the old form a view of it or None.
  private func storage(_ description: [PickleValue]) throws -> StorageReference {
    guard 5...6 ~= description.count, case .string("storage") = description[0],
      case .global(.storage(let type)) = description[1], case .string(let key) = description[2],
      case .integer(let count) = description[4], count >= 0
    else {
      throw cursor.malformed(
        found: "(\(description.prefix(8).map(\.kind).joined(separator: ", ")))",
        expected: "a storage: its type, key, location and number of elements")
    }
    var storage = StorageReference(key: key, elementType: type, elementCount: count, view: nil)
    if description.count == 6, case .sequence(let index) = description[5] {
      let view = arena.sequences[index]
      guard view.count == 3, case .integer(let offset) = view[1], case .integer(let size) = view[2],
        0...count ~= offset, 0...(count - offset) ~= size
      else {
        throw cursor.malformed(
          found: "a view beyond its storage", expected: "one within its \(count) elements")
      }
      storage.view = offset..<offset + size
    }
    return storage
  }

  private mutating func popSequence(_ expected: String) throws -> [PickleValue] {
    let value = try pop()
    guard case .sequence(let index) = value else {
      throw cursor.malformed(found: value.kind, expected: "\(expected) in a tuple")
    }
    return arena.sequences[index]
  }
}
