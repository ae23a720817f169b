import Glibc
import Siamese
import Video

/// The program from outside: time from start to end against what network and decoding need, start-up,
/// memory, and how they grow.
struct ProgramSection {
  /// The executables' folder.
  let folder: String
  let small: TrackingSection.Target
  let full: TrackingSection.Target
  /// The same clip in three lengths, by their number of frames.
  let lengths: [(frames: Int, target: TrackingSection.Target)]
  let rounds: Int

  private var track: String { folder + "/track" }
  private var itself: String { folder + "/benchmark" }

  /// What has to come first: memory can only be told while this process is small.
  func measureMemory(into results: inout Results) throws {
    try measurePeaks(into: &results)
    if !lengths.isEmpty { try measureLengths(into: &results) }
  }

  func measureTime(into results: inout Results) throws {
    try measureStart(into: &results)
    for precision in ModelPrecision.allCases where precision.isSupported {
      try measureWhole(precision, into: &results)
    }
  }

  private func run(
    _ target: TrackingSection.Target, boxes: [Box]? = nil, _ options: [String] = [],
    lines: Int = 0
  ) throws -> ProgramMeasurement {
    let boxes = (boxes ?? [target.box]).flatMap { ["--box", $0.numbers] }
    return try ProgramMeasurement(
      track, [target.path, "--output", "-", "--quiet"] + boxes + options, lines: lines)
  }

  /// Tracks the 720p clip: to its end in the fastest precision, in the others, which take longer, a
  /// third of it.
  private func measureWhole(_ precision: ModelPrecision, into results: inout Results) throws {
    let processors = Double(sysconf(Int32(_SC_NPROCESSORS_ONLN)))
    let all = try Self.decode(small.path)
    let isFastest = precision == .fastestSupported
    let frames = isFastest ? all : all / 3
    let network = SiamFCNetwork(precision, threads: 1)
    let (backbone, correlation) = (try network.bareBackbone(), try network.bareCorrelation())
    var quotients: [Double] = []
    var (walls, decodes, networks): ([Double], [Double], [Double]) = ([], [], [])
    for _ in 0..<max(rounds * 3 / 10, 3) {
      let decoding = try ProgramMeasurement(itself, ["--decode", small.path]).cpu
      let began = processorSeconds()
      for _ in 0..<10 {
        try backbone.run()
        try correlation.run()
      }
      let bare = (processorSeconds() - began) / 10
      let run = try run(small, ["--precision", precision.rawValue, "--end", "\(frames - 1)"])
      let floor = (bare + decoding / Double(all)) / processors
      quotients.append(run.wall / Double(frames) / floor)
      walls.append(run.wall * 1e3 / Double(frames))
      decodes.append(decoding * 1e3 / Double(all))
      networks.append(bare * 1e3)
    }
    var table = Table(
      title: "1280×720 H.264 to boxes in \(precision.rawValue), a frame, ms (10–90 %)",
      columns: ["\(frames) frames"])
    let (decoding, bare) = (Measurement(decodes), Measurement(networks))
    table.add("decoding alone, processor time", [decoding])
    table.add("bare primitives on one thread, processor time", [bare])
    table.add("the program, wall clock", [Measurement(walls)])
    table.add("frames a second", [Measurement(walls.map { 1e3 / $0 })])
    table.add("wall clock / ((primitives + decoding) / processors)", [Measurement(quotients)])
    results.add(table)
    guard isFastest else { return }
    results.hold(
      "H.264 file to rows in \(precision.rawValue) / ((primitives + decoding) / processors)",
      Measurement(quotients), .atMost(1.15),
      floor: "primitives \(bare.text), decoding \(decoding.text) ms a frame")
  }

  /// From the start of the process to the second frame's row: the header and two rows.
  private func measureStart(into results: inout Results) throws {
    var table = Table(title: "start to the second row, s (10–90 %)", columns: ["warm cache"])
    for (name, target) in [("1280×720", small), ("1920×1080", full)] {
      let times = try (0..<max(rounds * 3 / 10, 5)).compactMap { _ in
        try run(target, ["--end", "1"], lines: 3).untilLines
      }
      guard !times.isEmpty else {
        throw ProgramMeasurement.Failure(program: track, reason: "wrote fewer rows than expected")
      }
      table.add(name, [Measurement(times)])
      results.hold(
        "start to the second row at \(name), s", Measurement(times), .atMost(0.3), floor: "")
    }
    results.add(table)
  }

  private func measurePeaks(into results: inout Results) throws {
    let decoding = try peak(ProgramMeasurement(itself, ["--decode", full.path]))
    var table = Table(
      title: "peak resident memory at 1920×1080, MB", columns: ["MB", "beyond decoding"])
    func megabytes(_ bytes: Int) -> Measurement { Measurement([Double(bytes) / 1e6]) }
    table.add("decoding alone", [megabytes(decoding), megabytes(0)])
    for precision in ModelPrecision.allCases where precision.isSupported {
      let tracking = try peak(run(full, ["--precision", precision.rawValue]))
      table.add(
        "tracking in \(precision.rawValue)", [megabytes(tracking), megabytes(tracking - decoding)])
      results.hold(
        "memory beyond decoding at 1920×1080 in \(precision.rawValue), MB",
        megabytes(tracking - decoding), .atMost(precision == .int8 ? 80 : 150),
        floor: "decoding \(megabytes(decoding).text), tracking \(megabytes(tracking).text)")
    }
    results.add(table)
  }

  private func peak(_ measurement: ProgramMeasurement) throws -> Int {
    guard measurement.isPeakItsOwn else {
      throw ProgramMeasurement.Failure(
        program: track, reason: "its memory cannot be told from the benchmark's own")
    }
    return measurement.peakMemory
  }

  /// Tracks clips of growing length.
  private func measureLengths(into results: inout Results) throws {
    var table = Table(
      title: "as the video grows, 320×180", columns: lengths.map { "\($0.frames) frames" })
    let runs = try lengths.map { try run($0.target) }
    let times = zip(runs, lengths).map { run, length in
      Measurement([run.wall * 1e3 / Double(length.frames)])
    }
    let memory = try runs.map { Measurement([Double(try peak($0)) / 1e6]) }
    table.add("a frame, start included, ms", times)
    table.add("peak memory, MB", memory)
    results.add(table)
    // The shortest is no measure of time: the start is a good part of it.
    let (last, before) = (lengths.count - 1, lengths.count - 2)
    results.hold(
      "a frame of \(lengths[last].frames) / of \(lengths[before].frames)",
      Measurement([times[last].median / times[before].median]), .atMost(1.05),
      floor: "\(times[last].text) and \(times[before].text) ms")
    results.hold(
      "memory for \(lengths[last].frames) frames / for \(lengths[0].frames)",
      Measurement([memory[last].median / memory[0].median]), .atMost(1.05),
      floor: "\(memory[last].text) and \(memory[0].text) MB")
  }

  /// Several objects: their frames are decoded once.
  func measureObjects(_ boxes: [Box], into results: inout Results) throws {
    let frames = try Self.decode(small.path)
    let decoding = try ProgramMeasurement(itself, ["--decode", small.path]).cpu
    let (one, all) = (try run(small), try run(small, boxes: boxes))
    var table = Table(
      title: "1280×720 H.264 to boxes of several objects, a frame, ms",
      columns: ["1 object", "\(boxes.count) objects"])
    func each(_ seconds: Double) -> Measurement { Measurement([seconds * 1e3 / Double(frames)]) }
    table.add("the program, wall clock", [each(one.wall), each(all.wall)])
    table.add("the program, processor time", [each(one.cpu), each(all.cpu)])
    table.add("decoding alone, processor time", [each(decoding), each(decoding)])
    results.add(table)
  }

  /// Decodes a video to its end and returns the number of its frames.
  static func decode(_ path: String) throws -> Int {
    let reader = try VideoReader(path)
    var frames = 0
    while try reader.next() != nil { frames += 1 }
    return frames
  }
}
