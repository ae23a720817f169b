import Testing

@testable import NeuralNetworks

/// Pickles that PyTorch would not write, or does no longer.
@Suite struct UnpicklerTests {
  private func checkpoint(_ pickle: [UInt8], storage: [Float] = []) throws -> PyTorchCheckpoint {
    let data = storage.flatMap { WeightFixtures.littleEndian($0.bitPattern) }
    return try WeightFixtures.checkpoint(
      ZipBuilder.checkpoint(pickle: pickle, storages: [data]).bytes())
  }

  private func message(_ pickle: [UInt8], storage: [Float] = []) throws -> String {
    try WeightFixtures.message { _ = try checkpoint(pickle, storage: storage) } ?? "accepted"
  }

  private func load(_ build: (inout PickleBuilder) -> Void) throws -> (PickleValue, PickleArena) {
    var pickle = PickleBuilder()
    build(&pickle)
    let contents = FileContents(copying: pickle.bytes, path: "test.pkl")
    var unpickler = Unpickler(
      try ByteCursor(contents, in: 0..<contents.count, part: "data.pkl"))
    return (try unpickler.load(), unpickler.arena)
  }

  @Test func readsNumbersOfAllSizes() throws {
    for number in [0, 1, -1, 127, 128, 255, 256, -32768, 1 << 40, .max, .min] {
      let (value, _) = try load {
        $0.integer(number)
        $0.code(".")
      }
      guard case .integer(number) = value else {
        Issue.record("\(value) is not \(number)")
        continue
      }
    }
    let (value, _) = try load { $0.raw([0x8A, 2, 0x00, 0xFF] + Array(".".utf8)) }
    guard case .integer(-256) = value else { return #expect(Bool(false), "\(value)") }
  }

  /// Python 2 wrote an ordered dictionary as a call with a list of pairs, and its strings as bytes.
  @Test func readsWhatPython2Wrote() throws {
    var pickle = PickleBuilder()
    pickle.global("collections", "OrderedDict")
    pickle.raw(Array("(]](U".utf8) + [6] + Array("weight".utf8))
    pickle.tensor(of: "FloatStorage", count: 2, shape: [2], strides: [1])
    pickle.raw(Array("eatR.".utf8))
    let tensors = try checkpoint(pickle.bytes, storage: [1.5, -2]).tensors
    #expect(tensors == ["weight": Tensor(shape: [2], values: [1.5, -2])])
  }

  @Test func readsAViewOfAStorage() throws {
    var pickle = PickleBuilder()
    pickle.raw(Array("}".utf8))
    pickle.string("weight")
    pickle.global("torch._utils", "_rebuild_tensor")
    pickle.raw(Array("((".utf8))
    pickle.string("storage")
    pickle.global("torch.cuda", "FloatStorage")
    pickle.string("0")
    pickle.string("cuda:0")
    pickle.integer(6)
    pickle.raw(Array("(".utf8))
    pickle.string("view")
    pickle.integer(2)
    pickle.integer(3)
    pickle.raw(Array("ttQ".utf8))
    pickle.integer(1)
    pickle.tuple([2])
    pickle.tuple([1])
    pickle.raw(Array("tRs.".utf8))
    let tensors = try checkpoint(pickle.bytes, storage: [0, 1, 2, 3, 4, 5]).tensors
    #expect(tensors == ["weight": Tensor(shape: [2], values: [3, 4])])
  }

  /// Tensors that reach beyond their storage of six elements, or ask for more than it has.
  @Test(arguments: [
    (0, [7], [1]), (1, [6], [1]), (0, [2, 3], [4, 1]), (7, [0], [1]), (0, [6], [2]),
    (0, [1 << 40], [0]), (0, [1 << 40, 1 << 40], [0, 0]), (0, [2], [.max]), (.max, [2], [1]),
    (0, [3, 3, 2], [.max, .max, .max]), (0, [.max, 2, 0], [1, 1, 1]), (-1, [2], [1]),
    (0, [-1], [1]), (0, [2], [-1]), (0, [2, 2], [1]),
    (0, Array(repeating: 1, count: 65), Array(repeating: 1, count: 65)),
  ])
  func refusesATensorBeyondItsStorage(_ offset: Int, _ shape: [Int], _ strides: [Int]) throws {
    let pickle = PickleBuilder.tensor(count: 6, offset: offset, shape: shape, strides: strides)
    let text = try message(pickle, storage: [0, 1, 2, 3, 4, 5])
    #expect(text.contains("expected elements within") || text.contains("make no sense"), "\(text)")
  }

  @Test func takesTensorsWithinTheirStorage() throws {
    for (offset, shape, strides, values) in [
      (0, [2, 3], [3, 1], [0, 1, 2, 3, 4, 5]), (5, [1], [.max], [5]), (6, [0, .max], [1, 1], []),
      (0, [2, 1, 2], [4, 99, 1], [0, 1, 4, 5]), (3, [2, 2], [0, 1], [3, 4, 3, 4]),
    ] as [(Int, [Int], [Int], [Float])] {
      let pickle = PickleBuilder.tensor(count: 6, offset: offset, shape: shape, strides: strides)
      let tensor = try checkpoint(pickle, storage: [0, 1, 2, 3, 4, 5]).tensors["weight"]
      #expect(tensor == Tensor(shape: shape, values: values))
    }
  }

  @Test func refusesAStorageThatLies() throws {
    for count in [7, 1 << 40, Int.max] {
      let pickle = PickleBuilder.tensor(count: count, shape: [2], strides: [1])
      let text = try message(pickle, storage: [0, 1, 2, 3, 4, 5])
      #expect(text.contains("found 24 bytes in storage \"0\", expected \(count) elements"))
    }
    let absent = try WeightFixtures.message {
      let pickle = PickleBuilder.tensor(count: 6, shape: [2], strides: [1])
      _ = try WeightFixtures.checkpoint(ZipBuilder.checkpoint(pickle: pickle).bytes())
    }
    #expect(absent?.contains("found no storage \"0\"") == true)
  }

  @Test func boundsTheMemoryOfSharedStorages() throws {
    var pickle = PickleBuilder()
    pickle.code("}")
    for index in 0..<1000 {
      pickle.string("\(index)")
      pickle.tensor(count: 100_000, shape: [100_000], strides: [1])
      pickle.code("s")
    }
    pickle.code(".")
    let text = try message(pickle.bytes, storage: Array(repeating: 0, count: 100_000))
    #expect(text.contains("more than four times the file's size"), "\(text)")
  }

  @Test(arguments: [
    ("os", "system"), ("builtins", "eval"), ("__builtin__", "eval"), ("torch", "load"),
    ("torch.hub", "load"), ("collections", "namedtuple"), ("numpy.core.multiarray", "scalar"),
    ("torch._utils", "_rebuild_sparse_tensor"), ("torch", "OrderedDict"), ("", ""),
    ("collections.OrderedDict", ""), ("torch", "ComplexFloatStorage"),
  ])
  func refusesGlobalsByName(_ module: String, _ name: String) throws {
    let refused = WeightsError.refusedGlobal(file: "test.pkl", module: module, name: name)
    #expect(throws: refused) {
      try load {
        $0.global(module, name)
        $0.code(".")
      }
    }
    #expect(throws: refused) {
      try load {
        $0.string(module)
        $0.string(name)
        $0.raw([0x93] + Array(".".utf8))
      }
    }
  }

  /// Pickles that break the machine's rules, as their bytes after the protocol.
  @Test(arguments: [
    (".", "no value"), ("0.", "instruction 0x30"), ("h\u{5}.", "memo 5"), ("a.", "no value"),
    ("Na.", "expected a list"), ("Ns.", "no value"), ("NNNs.", "pairs for a dictionary"),
    ("t.", "no mark"), ("(e.", "a list to append to"), ("](e", "found 0 bytes, expected 1"),
    ("}(Nu.", "pairs for a dictionary"), ("](Na.", "expected a list"), ("N(R.", "no value"),
    (")R.", "no value"), ("N)R.", "a call of None"), ("}Nb.", "attributes"), ("NQ.", "in a tuple"),
    (")Q.", "expected a storage"), ("}(.", "no value"), ("cos", "found 0 bytes"),
    ("ccollections\nOrderedDict\nNR.", "arguments in a tuple"),
    ("ccollections\nOrderedDict\n(NtR.", "a call of"),
    ("ccollections\nOrderedDict\n(](NetR.", "a pair of key and value"),
    ("X\u{7f}\u{7f}\u{7f}\u{7f}abc", "expected 2139062143"), ("(i", "instruction 0x69"),
  ])
  func refusesABrokenPickle(_ code: String, _ expected: String) throws {
    let message = try WeightFixtures.message { _ = try load { $0.raw(Array(code.utf8)) } }
    #expect(message?.contains(expected) == true, "\(code): \(message ?? "accepted")")
  }

  @Test func refusesUnknownProtocols() throws {
    for version: UInt8 in [0, 1, 6, 255] {
      let message = try WeightFixtures.message { _ = try load { $0.raw([0x80, version]) } }
      #expect(message?.contains("pickle protocol \(version)") == true)
    }
  }

  /// A value nested a million deep, one that holds itself, and one that doubles with every step.
  @Test func survivesKnottedValues() throws {
    let (_, deep) = try load {
      $0.raw(Array(")".utf8) + Array(repeating: 0x85, count: 1_000_000) + Array(".".utf8))
    }
    #expect(deep.sequences.count == 1_000_001)

    let (value, knot) = try load {
      $0.raw(
        Array("]q\0h\0a}q\u{1}h\0h\u{1}sh\0\u{86}".utf8.filter { $0 != 0xC2 }) + Array(".".utf8))
    }
    guard case .sequence = value else { return #expect(Bool(false), "\(value)") }
    #expect(knot.dictionaries.count == 1)

    let (_, doubled) = try load { pickle in
      pickle.raw(Array(")".utf8))
      for _ in 0..<1000 { pickle.raw([0x71, 0, 0x68, 0, 0x86]) }
      pickle.code(".")
    }
    #expect(doubled.sequences.count == 1001)
  }

  @Test func looksThroughDictionariesThatHoldThemselves() throws {
    var pickle = PickleBuilder()
    pickle.raw(Array("}q".utf8) + [0])
    for name in ["state_dict", "model", "self"] {
      pickle.string(name)
      pickle.raw([0x68, 0, 0x73])
    }
    pickle.code(".")
    #expect(try message(pickle.bytes).contains("found a dictionary without tensors by name"))
  }

  /// Half a million mentions of a dictionary with half a million entries.
  @Test func searchesManyMentionsOfOneDictionaryOnce() throws {
    var pickle = PickleBuilder()
    pickle.raw(Array("}(".utf8))
    pickle.raw(Array(repeating: UInt8(ascii: "N"), count: 400_000) + Array("uq".utf8) + [0])
    pickle.raw(Array("}(".utf8))
    pickle.string("state_dict")
    pickle.raw([0x71, 1, 0x68, 0])
    for _ in 0..<200_000 { pickle.raw([0x68, 1, 0x68, 0]) }
    pickle.raw(Array("u.".utf8))
    #expect(try message(pickle.bytes).contains("without tensors by name"))
  }

  @Test func boundsTheNumberOfInstructions() throws {
    let message = try WeightFixtures.message {
      _ = try load { $0.raw(Array(repeating: UInt8(ascii: "N"), count: 2_000_001)) }
    }
    #expect(message?.contains("more than 2000000 pickle instructions") == true)
  }

  @Test func boundsTheCopiesOfAList() throws {
    let message = try WeightFixtures.message {
      _ = try load { pickle in
        pickle.raw(Array("](".utf8))
        for _ in 0..<10_000 { pickle.raw(Array("NN".utf8) + [0x86]) }
        pickle.raw(Array("e".utf8) + [0x85, 0x71, 0])
        for _ in 0..<10_000 {
          pickle.global("collections", "OrderedDict")
          pickle.raw([0x68, 0, 0x52])
        }
        pickle.code(".")
      }
    }
    #expect(message?.contains("more than 2000000 dictionary items") == true, "\(message ?? "")")
  }

  @Test func refusesTwoTensorsOfOneName() throws {
    var pickle = PickleBuilder()
    pickle.code("}")
    for name in ["weight", "module.weight"] {
      pickle.string(name)
      pickle.tensor(count: 2, shape: [2], strides: [1])
      pickle.code("s")
    }
    pickle.code(".")
    #expect(try message(pickle.bytes, storage: [0, 1]).contains("two tensors named \"weight\""))
  }

  @Test func checksTheStoragesOfTheLegacyForm() throws {
    let bytes = try WeightFixtures.bytes("network.legacy.pth")
    // The last storage is one 64-bit integer: its number of elements is 16 bytes before the end.
    for (claim, expected) in [(2, "with 2 elements"), (UInt64.max, "elements")] {
      var changed = bytes
      changed.replaceSubrange(
        bytes.count - 16..<bytes.count - 8, with: WeightFixtures.littleEndian(claim))
      let message = try WeightFixtures.message { _ = try WeightFixtures.checkpoint(changed) }
      #expect(message?.contains(expected) == true, "\(message ?? "accepted")")
    }
  }
}
