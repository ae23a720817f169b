/// A value on the unpickler's stack.
///
/// Containers and tensors are numbers of places in a `PickleArena`, so a value that holds itself, or
/// is nested a million deep, is copied and freed like any other.
enum PickleValue {
  case none
  case boolean(Bool)
  case integer(Int)
  /// An integer beyond 64 bits, lowest byte first.
  case longInteger([UInt8])
  case real(Double)
  case string(String)
  /// A tuple, a list or a torch.Size.
  case sequence(Int)
  /// A dict or an OrderedDict.
  case dictionary(Int)
  case global(PickleGlobal)
  case storage(Int)
  case tensor(Int)
}

extension PickleValue {
  /// What it is, for messages.
  var kind: String {
    switch self {
    case .none: "None"
    case .boolean: "a truth value"
    case .integer, .longInteger: "an integer"
    case .real: "a float"
    case .string: "a string"
    case .sequence: "a tuple or list"
    case .dictionary: "a dictionary"
    case .global(let global): "a class or function (\(global))"
    case .storage: "a storage"
    case .tensor: "a tensor"
    }
  }
}

/// The classes and functions that a pickle may name. Each stands for what this reader does; nothing
/// is ever looked up or run.
enum PickleGlobal: Equatable {
  case orderedDictionary
  case size
  case rebuildTensor
  case rebuildTensorVersion2
  case rebuildParameter
  case storage(ElementType)

  /// The meaning of a name in a module, or nil where it is refused.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch", "Size"): self = .size
    case ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensorVersion2
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    // The old checkpoints of networks on a graphics card name torch.cuda; the bytes are the same.
    case ("torch", _), ("torch.cuda", _), ("torch.storage", _):
      guard let type = Self.storageTypes[name] else { return nil }
      self = .storage(type)
    default: return nil
    }
  }

  private static let storageTypes: [String: ElementType] = [
    "DoubleStorage": .float64, "FloatStorage": .float32, "HalfStorage": .float16,
    "BFloat16Storage": .bfloat16, "LongStorage": .int64, "IntStorage": .int32,
    "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8, "BoolStorage": .boolean,
    "UntypedStorage": .uint8, "_UntypedStorage": .uint8,
  ]
}

/// The containers, storages and tensors of one pickle.
struct PickleArena {
  var sequences: [[PickleValue]] = []
  var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
  var storages: [StorageReference] = []
  var tensors: [TensorReference] = []
}

/// The bytes of tensors, by the name that the checkpoint keeps them under.
struct StorageReference {
  var key: String
  var elementType: ElementType
  /// The number of elements under that name.
  var elementCount: Int
  /// The elements that are meant, where it is not all of them.
  var view: Range<Int>?
}

/// A tensor as a pickle describes it: elements of a storage, a fixed number of them apart in every
/// dimension.
struct TensorReference {
  /// A place in the arena's `storages`.
  var storage: Int
  /// The number of elements before the first one.
  var offset: Int
  var shape: [Int]
  var strides: [Int]
}
