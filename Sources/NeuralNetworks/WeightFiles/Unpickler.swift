/// Reads the pickles of PyTorch checkpoints: numbers, strings, tuples, lists, dictionaries, storages
/// and tensors. Whatever else a pickle asks for is refused by name; nothing is ever run.
///
/// A pickle is a program for a small machine with a stack and a numbered memo. Its instructions are
/// those of Python's `pickletools`, protocols 2 to 5, as far as `torch.save` writes them. Every
/// instruction costs bounded time and memory, and their number is bounded.
struct Unpickler {
  /// More than the checkpoints of any network that this package could run have: about sixty
  /// instructions a tensor.
  static let maximumInstructions = 2_000_000

  var arena = PickleArena()
  var cursor: ByteCursor
  private var stack: [PickleValue] = []
  /// The stack's heights at the marks that are open.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  /// The elements copied from one container to another, counted against the same bound as the
  /// instructions.
  var copiedElements = 0

  init(_ cursor: ByteCursor) {
    self.cursor = cursor
  }

  /// Runs one pickle to its end. The next one of the same file may follow; the arena grows.
  mutating func load() throws -> PickleValue {
    stack = []
    marks = []
    memo = [:]
    for _ in 0..<Self.maximumInstructions {
      let start = cursor.position
      let code = try cursor.byte()
      if code == UInt8(ascii: ".") { return try pop() }
      guard
        try runConstant(code) || runString(code) || runMemo(code) || runContainer(code)
          || runObject(code)
      else {
        throw cursor.malformed(
          at: start, found: "pickle instruction 0x\(String(code, radix: 16))",
          expected: "one that torch.save writes")
      }
    }
    throw cursor.malformed(
      found: "more than \(Self.maximumInstructions) pickle instructions", expected: "fewer")
  }

  // MARK: - The stack

  mutating func push(_ value: PickleValue) {
    stack.append(value)
  }

  /// Takes the topmost value, but none from below an open mark.
  mutating func pop() throws -> PickleValue {
    guard stack.count > marks.last ?? 0, let value = stack.popLast() else {
      throw cursor.malformed(found: "no value on the pickle's stack", expected: "one")
    }
    return value
  }

  /// Takes all values above the last mark, and the mark.
  private mutating func popToMark() throws -> [PickleValue] {
    guard let height = marks.popLast() else {
      throw cursor.malformed(found: "no mark on the pickle's stack", expected: "one")
    }
    defer { stack.removeSubrange(height...) }
    return Array(stack[height...])
  }

  private mutating func push(sequence: [PickleValue]) {
    arena.sequences.append(sequence)
    push(.sequence(arena.sequences.count - 1))
  }

  private mutating func push(dictionary: [(key: PickleValue, value: PickleValue)]) {
    arena.dictionaries.append(dictionary)
    push(.dictionary(arena.dictionaries.count - 1))
  }

  // MARK: - Instructions, by what they make; false where the code is none of theirs

  /// PROTO, FRAME and the constants.
  private mutating func runConstant(_ code: UInt8) throws -> Bool {
    switch code {
    case 0x80:
      let version = try cursor.byte()
      guard (2...5).contains(version) else {
        throw cursor.malformed(found: "pickle protocol \(version)", expected: "2 to 5")
      }
    case 0x95: _ = try cursor.skip(8)  // a frame's length, which only helps reading ahead
    case UInt8(ascii: "N"): push(.none)
    case 0x88: push(.boolean(true))
    case 0x89: push(.boolean(false))
    case UInt8(ascii: "K"): push(.integer(Int(try cursor.byte())))
    case UInt8(ascii: "M"): push(.integer(Int(try cursor.little(UInt16.self))))
    case UInt8(ascii: "J"): push(.integer(Int(try cursor.little(Int32.self))))
    case 0x8A: push(integer(try cursor.bytes(Int(cursor.byte()))))
    case UInt8(ascii: "G"):
      push(.real(Double(bitPattern: try cursor.little(UInt64.self).byteSwapped)))
    default: return false
    }
    return true
  }

  /// An integer of any length, lowest byte first, in two's complement.
  private func integer(_ bytes: [UInt8]) -> PickleValue {
    guard bytes.count <= 8 else { return .longInteger(bytes) }
    let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
    return .integer(bytes.reversed().reduce(isNegative ? -1 : 0) { $0 << 8 | Int($1) })
  }

  /// Strings, of Python 3 and of Python 2.
  private mutating func runString(_ code: UInt8) throws -> Bool {
    let length: UInt64
    switch code {
    case 0x8C, UInt8(ascii: "U"): length = UInt64(try cursor.byte())
    case UInt8(ascii: "X"), UInt8(ascii: "T"): length = UInt64(try cursor.little(UInt32.self))
    case 0x8D: length = try cursor.little(UInt64.self)
    default: return false
    }
    push(.string(try cursor.string(Int(clamping: length))))
    return true
  }

  private mutating func runMemo(_ code: UInt8) throws -> Bool {
    switch code {
    case UInt8(ascii: "q"): try remember(Int(try cursor.byte()))
    case UInt8(ascii: "r"): try remember(Int(try cursor.little(UInt32.self)))
    case 0x94: try remember(memo.count)
    case UInt8(ascii: "h"): push(try recall(Int(try cursor.byte())))
    case UInt8(ascii: "j"): push(try recall(Int(try cursor.little(UInt32.self))))
    default: return false
    }
    return true
  }

  private mutating func remember(_ number: Int) throws {
    let value = try pop()
    memo[number] = value
    push(value)
  }

  private func recall(_ number: Int) throws -> PickleValue {
    guard let value = memo[number] else {
      throw cursor.malformed(found: "memo \(number), which is empty", expected: "a filled one")
    }
    return value
  }

  private mutating func runContainer(_ code: UInt8) throws -> Bool {
    switch code {
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: ")"), UInt8(ascii: "]"): push(sequence: [])
    case UInt8(ascii: "}"): push(dictionary: [])
    case UInt8(ascii: "t"): push(sequence: try popToMark())
    case 0x85, 0x86, 0x87:
      var elements: [PickleValue] = []
      for _ in 0..<(code - 0x84) { elements.append(try pop()) }
      push(sequence: elements.reversed())
    case UInt8(ascii: "a"): try append([try pop()])
    case UInt8(ascii: "e"): try append(try popToMark())
    case UInt8(ascii: "s"):
      let value = try pop()
      try set([try pop(), value])
    case UInt8(ascii: "u"): try set(try popToMark())
    default: return false
    }
    return true
  }

  /// Appends values to the list on top of the stack.
  private mutating func append(_ values: [PickleValue]) throws {
    guard stack.count > marks.last ?? 0, case .sequence(let index) = stack.last else {
      throw cursor.malformed(found: describe(stack.last), expected: "a list to append to")
    }
    arena.sequences[index].append(contentsOf: values)
  }

  /// Sets keys and values, which follow each other, in the dictionary on top of the stack.
  private mutating func set(_ items: [PickleValue]) throws {
    guard stack.count > marks.last ?? 0, case .dictionary(let index) = stack.last,
      items.count.isMultiple(of: 2)
    else {
      throw cursor.malformed(
        found: "\(items.count) items for \(describe(stack.last))",
        expected: "pairs for a dictionary")
    }
    for item in stride(from: 0, to: items.count, by: 2) {
      arena.dictionaries[index].append((items[item], items[item + 1]))
    }
  }

  private func describe(_ value: PickleValue?) -> String {
    value?.kind ?? "nothing"
  }
}
