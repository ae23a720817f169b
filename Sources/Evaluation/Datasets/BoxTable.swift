import Video

/// A table of boxes: this project's own CSV (RFC 4180, a header that names the columns), or lines of
/// bare numbers, `x,y,width,height`, one a frame.
struct BoxTable {
  /// The regions of each object by their frames. The object is empty where the table has no `id`.
  let regions: [String: [Int: Region]]
  /// Whether lines stand for frames in their order, so that there must be one for each.
  let isBare: Bool

  /// The number of frames that a table may speak of, 92 hours of 30 a second: a wrong number must not
  /// ask for the memory of as many frames.
  static let maximumFrames = 10_000_000

  /// Reads a table.
  ///
  /// - Throws: ``DatasetError``.
  init(_ path: String) throws {
    let file = try TextFile(path, purpose: "a table of boxes")
    guard let header = Header(file) else {
      let regions = try file.regions(TruthColumns())
      self.regions = ["": Dictionary(uniqueKeysWithValues: regions.enumerated().map { $0 })]
      isBare = true
      return
    }
    var regions: [String: [Int: Region]] = [:]
    for line in file.lines.indices.dropFirst() {
      let (object, frame, region) = try header.read(line, of: file)
      guard regions[object, default: [:]].updateValue(region, forKey: frame) == nil else {
        throw file.badLine(line, expected: "each frame once")
      }
    }
    self.regions = regions
    isBare = header.frame == nil
  }

  /// Whether a file looks like a table of boxes.
  static func looksRight(_ path: String) -> Bool {
    guard let file = try? TextFile(path, purpose: ""), let line = file.lines.first else {
      return false
    }
    return Header(file) != nil || fields(of: line).prefix(4).count { Double($0) != nil } == 4
  }

  /// Whether a file's header has a column `id`.
  static func hasObjects(_ path: String) -> Bool {
    (try? TextFile(path, purpose: "")).flatMap { Header($0) }?.object != nil
  }

  /// The columns that the first line names.
  private struct Header {
    let box: [Int]
    let frame: Int?
    let object: Int?

    /// Nil where the first line names no box.
    init?(_ file: TextFile) {
      let names = fields(of: file.lines.first ?? "").map {
        $0.filter { $0 != "\"" }.lowercased()
      }
      func column(_ choices: String...) -> Int? { names.firstIndex(where: choices.contains) }
      guard let x = column("x", "left"), let y = column("y", "top"),
        let width = column("width", "w"), let height = column("height", "h")
      else { return nil }
      box = [x, y, width, height]
      frame = column("frame")
      object = column("id")
    }

    func read(
      _ line: Int, of file: TextFile
    ) throws -> (object: String, frame: Int, region: Region) {
      let fields = fields(of: file.lines[line]).map { $0.filter { $0 != "\"" } }
      func field(_ column: Int) -> String { column < fields.count ? String(fields[column]) : "" }
      let texts = box.map(field)
      // A row with nothing in it says that the object is not there.
      let numbers = texts.compactMap { $0.isEmpty ? .nan : Double($0) }
      guard fields.count > (box.max() ?? 0) || texts.allSatisfy(\.isEmpty), numbers.count == 4,
        let region = TruthColumns().region(numbers)
      else { throw file.badLine(line, expected: "x, y, width and height in the columns named so") }
      let number = frame.map { Int(field($0)) } ?? line - 1
      guard let number, (0..<BoxTable.maximumFrames).contains(number) else {
        throw file.badLine(
          line, expected: "a frame's number, from 0 to \(BoxTable.maximumFrames - 1)")
      }
      return (object.map(field) ?? "", number, region)
    }
  }
}
