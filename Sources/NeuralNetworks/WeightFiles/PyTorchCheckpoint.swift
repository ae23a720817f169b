/// The tensors of a PyTorch checkpoint (`.pth`, `.pt`), as `torch.save` writes it: the zip archive of
/// PyTorch 1.6 and later, and the row of pickles of the versions before.
///
/// ```swift
/// let checkpoint = try PyTorchCheckpoint("siamfc_alexnet_e50.pth")
/// let weights = checkpoint.tensors["features.conv1.0.weight"]
/// ```
///
/// A checkpoint holds a pickle, a program that in Python may run anything. Here it is read by a small
/// interpreter that knows tensors, dictionaries, lists and numbers, refuses everything else by name
/// and runs nothing. The formats are those of `torch/serialization.py` in PyTorch 2.
///
/// Taken are the tensors of the first dictionary that holds any: of the outermost one, else of those
/// inside it, level by level, where the one named `state_dict`, `model_state_dict`, `model` or `net`
/// comes before the tensors around it. A `module.` at the front of their names, which
/// `torch.nn.DataParallel` leaves there, is taken off. Other values in that dictionary are passed
/// over.
public struct PyTorchCheckpoint: WeightFile {
  public let path: String

  /// The tensors by name, their elements converted to 32-bit floats.
  public let tensors: [String: Tensor]

  /// The scalars of 64-bit integer type by name, exactly; `tensors` has them too. PyTorch keeps a
  /// batch norm's `num_batches_tracked` so.
  public let integerScalars: [String: Int64]

  /// Reads a checkpoint.
  ///
  /// - Throws: `WeightsError`: `.refusedGlobal` names a class or function that has no place in
  ///   weights.
  public init(_ path: String) throws {
    try self.init(FileContents(mapping: path))
  }

  init(_ contents: FileContents) throws {
    path = contents.path
    let pickled: PickledCheckpoint
    switch contents.byte(at: 0) {
    case UInt8(ascii: "P"): pickled = try PickledCheckpoint(archive: contents)
    case 0x80: pickled = try PickledCheckpoint(legacy: contents)
    default:
      throw WeightsError.malformed(
        file: path, part: "first byte",
        found: contents.byte(at: 0).map { "0x\(String($0, radix: 16))" } ?? "an empty file",
        expected: "a checkpoint of torch.save: a zip archive or a pickle")
    }
    guard let entries = firstTensors(in: pickled) else {
      throw WeightsError.malformed(
        file: path, part: "pickle", found: pickled.root.kind + " without tensors by name",
        expected: "a dictionary of tensors")
    }
    var decoder = CheckpointTensorDecoder(contents, pickled)
    var tensors: [String: Tensor] = [:]
    var integerScalars: [String: Int64] = [:]
    for (key, reference) in entries {
      let name = key.hasPrefix("module.") ? String(key.dropFirst("module.".count)) : key
      let tensor = try decoder.tensor(reference, named: name)
      guard tensors.updateValue(tensor, forKey: name) == nil else {
        throw WeightsError.duplicateTensor(file: path, tensor: name)
      }
      integerScalars[name] = try decoder.integerScalar(reference, named: name)
    }
    self.tensors = tensors
    self.integerScalars = integerScalars
  }

  /// The names of all tensors, sorted.
  public var tensorNames: [String] { tensors.keys.sorted() }

  public func shape(of name: String) -> [Int]? {
    tensors[name]?.shape
  }

  public func tensor(named name: String) throws -> Tensor {
    guard let tensor = tensors[name] else {
      throw WeightsError.missingTensors(file: path, tensors: [name])
    }
    return tensor
  }
}

/// The tensors of the first dictionary that holds any, level by level, and their names.
private func firstTensors(in checkpoint: PickledCheckpoint) -> [(String, TensorReference)]? {
  let arena = checkpoint.arena
  guard case .dictionary(let root) = checkpoint.root else { return nil }
  // Found once for every dictionary: a file may name the same one any number of times.
  let holdsTensors = arena.dictionaries.map { $0.contains { $0.key.isString && $0.value.isTensor } }
  var level = [root]
  // A dictionary may hold itself.
  var seen: Set<Int> = [root]
  while !level.isEmpty {
    var nextLevel: [Int] = []
    for dictionary in level {
      for name in ["state_dict", "model_state_dict", "model", "net"] {
        for case (.string(name), .dictionary(let inner)) in arena.dictionaries[dictionary]
        where holdsTensors[inner] {
          return namedTensors(of: inner, in: arena)
        }
      }
      if holdsTensors[dictionary] { return namedTensors(of: dictionary, in: arena) }
      for case (_, .dictionary(let inner)) in arena.dictionaries[dictionary]
      where seen.insert(inner).inserted {
        nextLevel.append(inner)
      }
    }
    level = nextLevel
  }
  return nil
}

private func namedTensors(of dictionary: Int, in arena: PickleArena) -> [(String, TensorReference)]
{
  arena.dictionaries[dictionary].compactMap { key, value in
    guard case .string(let name) = key, case .tensor(let tensor) = value else { return nil }
    return (name, arena.tensors[tensor])
  }
}

extension PickleValue {
  fileprivate var isString: Bool {
    if case .string = self { true } else { false }
  }

  fileprivate var isTensor: Bool {
    if case .tensor = self { true } else { false }
  }
}
