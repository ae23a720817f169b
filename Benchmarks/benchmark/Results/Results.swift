import Glibc

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a run of the benchmark measured: printed as it goes, and kept as JSON.
struct Results: Codable {
  var format = 1
  var machine: Machine
  /// How often each thing was measured.
  var rounds: Int
  /// What the random numbers began with.
  var seed: Int
  private(set) var tables: [Table] = []
  private(set) var bars: [Bar] = []

  init(machine: Machine, rounds: Int, seed: Int) {
    self.machine = machine
    self.rounds = rounds
    self.seed = seed
  }

  /// Prints a table and keeps it.
  mutating func add(_ table: Table) {
    print(table.markdown)
    // Shown as it goes, also through a pipe.
    fflush(nil)
    tables.append(table)
  }

  /// Keeps something for the table of bars at the end.
  mutating func hold(_ name: String, _ measured: Measurement, _ limit: Bar.Limit, floor: String) {
    bars.append(Bar(name: name, measured: measured, floor: floor, limit: limit))
  }

  /// What was measured against what it was held to.
  var barsMarkdown: String {
    markdownTable(
      [["bar", "measured (10–90 %)", "limit", "kept", "beside it, in this run"]]
        + bars.map {
          [$0.name, $0.measured.text, $0.limitText, $0.isKept ? "yes" : "no", $0.floor]
        })
  }

  init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ProgramMeasurement.Failure(program: path, reason: "cannot be read")
    }
    guard let results = try? JSONDecoder().decode(Results.self, from: data), results.format == 1
    else {
      throw ProgramMeasurement.Failure(program: path, reason: "not the results of this benchmark")
    }
    self = results
  }

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try encoder.encode(self).write(to: URL(fileURLWithPath: path), options: .atomic)
  }
}
