import Foundation
import Glibc
import Video

/// What a benchmark is told.
struct BenchmarkOptions {
  let clip: String
  let box: Box
  let folder: String
  private(set) var rounds = 100
  private(set) var sections = Benchmark.Section.allCases
  private(set) var json: String?

  /// Reads arguments; says what is expected and ends the program where they make no sense.
  init(_ arguments: [String]) {
    guard arguments.count >= 3, !arguments.count.isMultiple(of: 2) else { Self.refuse("") }
    let numbers = arguments[1].split(separator: ",").compactMap { Double($0) }
    guard numbers.count == 4 else { Self.refuse(arguments[1]) }
    clip = arguments[0]
    box = Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
    folder = arguments[2]
    for index in stride(from: 3, to: arguments.count, by: 2) {
      let value = arguments[index + 1]
      switch arguments[index] {
      case "--rounds":
        guard let rounds = Int(value), rounds > 0 else { Self.refuse(value) }
        self.rounds = rounds
      case "--sections":
        sections = value.split(separator: ",").map { name in
          guard let section = Benchmark.Section(rawValue: String(name)) else {
            Self.refuse(String(name))
          }
          return section
        }
      case "--json": json = value
      default: Self.refuse(arguments[index])
      }
    }
  }

  private static func refuse(_ found: String) -> Never {
    let sections = Benchmark.Section.allCases.map(\.rawValue).joined(separator: ",")
    let text = """
      \(found.isEmpty ? "" : "benchmark: found '\(found)'\n")\
      usage: benchmark CLIP X,Y,W,H FOLDER [--rounds 100] [--sections \(sections)] [--json FILE]
             benchmark --compare OLD.json NEW.json
      """
    FileHandle.standardError.write(Data((text + "\n").utf8))
    exit(EX_USAGE)
  }
}
