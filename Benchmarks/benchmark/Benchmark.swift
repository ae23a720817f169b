import Foundation
import Glibc
import Video

/// Measures what tracking costs, part by part: `make benchmark`.
///
///     benchmark CLIP X,Y,W,H FOLDER [--rounds 100] [--sections network,…] [--json FILE]
///     benchmark --compare OLD.json NEW.json
///
/// A clip and its object, a folder for the clips in other sizes that are made of it, and how often each
/// thing is measured.
@main enum Benchmark {
  /// What can be measured by itself, in the order of measuring: memory comes while this process is
  /// small.
  enum Section: String, CaseIterable {
    case memory, program, network, tracking, objects
  }

  private static let seed = 1

  static func main() {
    do {
      try run()
    } catch {
      FileHandle.standardError.write(Data("benchmark: \(error)\n".utf8))
      exit(EXIT_FAILURE)
    }
  }

  private static func run() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.count == 2, arguments[0] == "--decode" {
      _ = try ProgramSection.decode(arguments[1])
    } else if arguments.count == 5, arguments[0] == "--enlarge", let height = Int(arguments[2]),
      let frames = Int(arguments[3])
    {
      _ = try EnlargedClip.make(
        of: arguments[1], height: height, frames: frames, in: arguments[4])
    } else if arguments.count == 3, arguments[0] == "--compare" {
      let (old, new) = (
        try Results(contentsOf: arguments[1]), try Results(contentsOf: arguments[2])
      )
      print(Comparison(old: old, new: new).markdown, terminator: "")
    } else {
      try measure(BenchmarkOptions(arguments))
    }
  }

  private static func measure(_ options: BenchmarkOptions) throws {
    guard let path = realpath("/proc/self/exe", nil) else {
      throw ProgramMeasurement.Failure(program: "benchmark", reason: "/proc is not there")
    }
    defer { free(path) }
    let itself = String(cString: path)
    let rows = Double(try VideoReader(options.clip).information.height)
    func target(height: Int, frames: Int) throws -> TrackingSection.Target {
      // In a process of its own: what a process starts counts the starter's memory as its own.
      _ = try ProgramMeasurement(
        itself, ["--enlarge", options.clip, "\(height)", "\(frames)", options.folder])
      let factor = Double(height) / rows
      return .init(
        path: EnlargedClip.path(height: height, frames: frames, in: options.folder),
        box: options.box.scaled(x: factor, y: factor))
    }
    let small = try target(height: 720, frames: 300)
    let full = try target(height: 1080, frames: 60)
    let program = ProgramSection(
      folder: "/" + itself.split(separator: "/").dropLast().joined(separator: "/"),
      small: small, full: full,
      lengths: options.sections.contains(.memory)
        ? try [300, 3000, 30000].map { ($0, try target(height: 180, frames: $0)) } : [],
      rounds: options.rounds)
    let objects = ObjectsSection(target: small, rounds: options.rounds)

    srand48(seed)
    var results = Results(machine: .current, rounds: options.rounds, seed: seed)
    print(results.machine.text + "\n")
    for section in Section.allCases where options.sections.contains(section) {
      switch section {
      case .memory: try program.measureMemory(into: &results)
      case .program: try program.measureTime(into: &results)
      case .network: try NetworkSection(rounds: options.rounds).measure(into: &results)
      case .tracking:
        let targets = [
          480: try target(height: 480, frames: 8), 720: small, 1080: full,
          2160: try target(height: 2160, frames: 8),
        ]
        try TrackingSection(targets: targets, rounds: options.rounds).measure(into: &results)
      case .objects:
        try objects.measure(into: &results)
        try program.measureObjects(objects.boxes, into: &results)
      }
      // What comes may fail, and takes long.
      if let json = options.json { try results.write(to: json) }
    }
    print(results.barsMarkdown)
    if let json = options.json { print("Results: \(json)") }
  }
}
