import Glibc
import Siamese
import Video

/// The program from outside: time from start to end against what network and decoding need, start-up,
/// and memory.
struct ProgramSection {
  /// The executables' folder.
  let folder: String
  let small: TrackingSection.Target
  let full: TrackingSection.Target
  let rounds: Int

  private var track: String { folder + "/track" }
  private var itself: String { folder + "/benchmark" }

  /// Tracks the 720p clip to its end, in every precision that the processor has instructions for.
  func printWhole() throws {
    for precision in ModelPrecision.allCases where precision.isSupported {
      try printWhole(precision)
    }
  }

  private func printWhole(_ precision: ModelPrecision) throws {
    let processors = Double(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let frames = try Self.decode(small.path)
    let twin = NetworkSection.twin
    let plan = try NetworkSection.plan(
      precision == .int8 ? twin.quantized().searchNetwork : twin.searchNetwork,
      inputs: [
        TwinNetwork.Port.exemplar: [1, 256, 6, 6], TwinNetwork.Port.image: [3, 3, 255, 255],
      ], precision, 1)
    var ratios: [Double] = []
    var walls: [Double] = []
    var decodes: [Double] = []
    var networks: [Double] = []
    for _ in 0..<max(rounds / 20, 3) {
      let decoding = try ProgramMeasurement(itself, ["--decode", small.path]).cpu
      let began = secondsNow()
      for _ in 0..<20 { try plan.run() }
      let network = (secondsNow() - began) / 20
      let run = try ProgramMeasurement(
        track,
        [
          small.path, "--box", small.box.numbers, "--output", "-", "--quiet", "--precision",
          precision.rawValue,
        ])
      let floor = (network * Double(frames) + decoding) / processors
      ratios.append(run.wall / floor)
      walls.append(run.wall * 1e3 / Double(frames))
      decodes.append(decoding * 1e3 / Double(frames))
      networks.append(network * 1e3)
    }
    var table = Table(
      title: "1280×720 H.264 to boxes in \(precision.rawValue), a frame, ms (10–90 %)",
      columns: ["\(frames) frames"])
    let whole = Samples(milliseconds: walls)
    table.add("decoding, one processor", [Samples(milliseconds: decodes).cell])
    table.add("network, one processor", [Samples(milliseconds: networks).cell])
    table.add("the program, wall clock", [whole.cell])
    table.add("frames a second", [decimal(1e3 / whole.median, 1)])
    table.add(
      "wall clock / ((network + decoding) / processors) (bar: 1.10)",
      [Samples(milliseconds: ratios).cell])
    table.print()
  }

  /// From the start of the process to the second frame's row: the header and two rows.
  func printStart() throws {
    var table = Table(
      title: "start to the second row, s (10–90 %)", columns: ["warm cache (bar: 0.3)"])
    for (name, target) in [("1280×720", small), ("1920×1080", full)] {
      let times = try (0..<max(rounds / 10, 5)).compactMap { _ in
        try ProgramMeasurement(
          track,
          [target.path, "--box", target.box.numbers, "--output", "-", "--quiet", "--end", "1"],
          lines: 3
        ).untilLines
      }
      table.add(name, [Samples(milliseconds: times).cell])
    }
    table.print()
  }

  func printMemory() throws {
    let decoding = try ProgramMeasurement(itself, ["--decode", full.path]).peakMemory
    let tracking = try ProgramMeasurement(
      track, [full.path, "--box", full.box.numbers, "--output", "-", "--quiet"]
    ).peakMemory
    var table = Table(title: "peak resident memory at 1920×1080, MB", columns: ["MB"])
    table.add("decoding alone", [decimal(Double(decoding) / 1e6, 0)])
    table.add("tracking", [decimal(Double(tracking) / 1e6, 0)])
    table.add(
      "tracking beyond decoding (bar: 150)", [decimal(Double(tracking - decoding) / 1e6, 0)])
    table.print()
  }

  /// Decodes a video to its end and returns the number of its frames.
  static func decode(_ path: String) throws -> Int {
    let reader = try VideoReader(path)
    var frames = 0
    while try reader.next() != nil { frames += 1 }
    return frames
  }
}
