import TestSupport
import Testing

/// `track --timing`.
@Suite struct TimingTests {
  @Test func theTableAddsUp() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(
      [
        Clip.path, "--box", Clip.box(), "--end", "20", "--output", "boxes.csv", "--timing",
        "--precision", "fp32",
      ], in: folder.path)
    #expect(run.exitCode == 0)
    let lines = run.standardError.split(separator: "\n").map(String.init)
    #expect(lines.first == "milliseconds a frame, 21 frames:")
    var rows: [String: Double] = [:]
    for line in lines.dropFirst() {
      let words = line.split(separator: " ")
      try #require(words.count >= 4 && words.last == "%")
      rows[words.dropLast(3).joined(separator: " ")] = Double(words[words.count - 3])
    }
    let layers = rows.filter { $0.key.hasPrefix("backbone.") || $0.key.contains("orrelation") }
    #expect(layers.count >= 6)
    let (network, whole) = (try #require(rows["network"]), try #require(rows["whole"]))
    #expect(network > 0 && network < whole)
    let parts = [
      "wait for frames", "crop", "score maps to box", "draw and write", "everything else",
    ]
    let sum = try parts.reduce(network) { try $0 + #require(rows[$1]) }
    // Each is rounded to hundredths.
    #expect(abs(sum - whole) < 0.05)
    #expect(try #require(rows["decode, on threads of its own"]) > 0)
  }

  @Test func thereIsNoTableUnlessItIsAskedFor() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(
      [Clip.path, "--box", Clip.box(), "--end", "2", "--output", "boxes.csv"], in: folder.path)
    #expect(run.exitCode == 0)
    #expect(run.standardError == "")
  }
}
