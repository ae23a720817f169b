import CallCounter
import Glibc
import Siamese
import Tracking
import Video

/// What a frame costs once it is decoded.
struct TrackingSection {
  /// A clip and a box in its first frame.
  struct Target {
    var path: String
    var box: Box

    /// The clip's first frames, decoded.
    func frames(_ count: Int) throws -> [Frame] {
      let reader = try VideoReader(path)
      var frames: [Frame] = []
      while frames.count < count, let frame = try reader.next() { frames.append(frame) }
      return frames
    }
  }

  /// By height in pixels.
  let targets: [Int: Target]
  let threads = [1, 2]
  let rounds: Int

  func measure(into results: inout Results) throws {
    try measureCrops(into: &results)
    for precision in ModelPrecision.allCases where precision.isSupported {
      try measureUpdates(precision, into: &results)
    }
    try measureSizes(.fastestSupported, into: &results)
    try countCalls(.fastestSupported, into: &results)
  }

  private func target(_ height: Int) throws -> Target {
    guard let target = targets[height] else {
      throw ProgramMeasurement.Failure(program: "benchmark", reason: "no clip of \(height) rows")
    }
    return target
  }

  // MARK: Crops

  private func measureCrops(into results: inout Results) throws {
    var table = Table(
      title: "crops of 255×255 on one thread, ms (10–90 %)", columns: ["one", "three scales"])
    for height in [1080, 2160] {
      let target = try target(height)
      guard let frame = try target.frames(1).first else { continue }
      let sampler = RegionSampler()
      let output = UnsafeMutableBufferPointer<Float>.allocate(capacity: 3 * 255 * 255)
      defer { output.deallocate() }
      let fill = RGBColor(red: 100, green: 100, blue: 100)
      let side = 2 * (target.box.width + target.box.height)
      func crop(_ scale: Double) throws {
        let region = SquareRegion(
          x: Int(target.box.x + (target.box.width - side * scale) / 2),
          y: Int(target.box.y + (target.box.height - side * scale) / 2),
          side: Int(side * scale))
        try sampler.sample(frame, region, side: 255, fill: fill, into: output)
      }
      let times = try measureInTurns(
        [
          Candidate(name: "one") { try crop(1) },
          Candidate(name: "three") { for scale in [1 / 1.0375, 1, 1.0375] { try crop(scale) } },
        ], rounds: rounds)
      table.add(
        "\(frame.width)×\(frame.height), \(Int(side)) pixels wide", times.map(Measurement.init))
    }
    results.add(table)
  }

  // MARK: Updates

  private func measureUpdates(_ precision: ModelPrecision, into results: inout Results) throws {
    let target = try target(720)
    let frames = try target.frames(30)
    let sides = try threads.map { threads in
      let network = SiamFCNetwork(precision, threads: threads)
      return (
        backbone: try network.bareBackbone(), correlation: try network.bareCorrelation(),
        loop: try TrackingLoop(frames, [target.box], precision, threads: threads)
      )
    }
    let times = try measureInTurns(
      sides.flatMap { side in
        [
          Candidate(name: "bare") {
            try side.backbone.run()
            try side.correlation.run()
          },
          Candidate(name: "update", run: side.loop.step),
        ]
      }, rounds: rounds)
    let bare = stride(from: 0, to: times.count, by: 2).map { times[$0] }
    let updates = stride(from: 1, to: times.count, by: 2).map { times[$0] }
    var table = Table(
      title: "a frame of 1280×720 with three scales in \(precision.rawValue), ms (10–90 %)",
      columns: threads.map(threadsText))
    table.add("bare primitives", bare.map(Measurement.init))
    table.add("crops, mean", sides.map { Measurement([$0.loop.milliseconds(\.cutting)]) })
    table.add("network, mean", sides.map { Measurement([$0.loop.milliseconds(\.network)]) })
    table.add(
      "score maps to box, mean", sides.map { Measurement([$0.loop.milliseconds(\.locating)]) })
    table.add("whole update", updates.map(Measurement.init))
    table.add("whole update / bare primitives", zip(updates, bare).map(ratios))
    table.add("updates a second", updates.map { Measurement($0.map { 1e3 / $0 }) })
    let gains = updates.map { ratios(updates[0], $0) }
    table.add("times as fast as one thread", gains)
    results.add(table)
    guard let lastBare = bare.last, let lastUpdate = updates.last, let gain = gains.last else {
      return
    }
    let name = "\(precision.rawValue), \(threads.last.map(threadsText) ?? "")"
    results.hold(
      "decoded picture to box in \(name) / bare primitives", ratios(lastUpdate, lastBare),
      .atMost(1.12),
      floor: "bare \(Measurement(lastBare).text) ms, update \(Measurement(lastUpdate).text) ms")
    results.hold(
      "one thread to two threads in \(precision.rawValue)", gain, .atLeast(1.85),
      floor: "bare primitives \(ratios(bare[0], lastBare).text)")
  }

  // MARK: Sizes

  private func measureSizes(_ precision: ModelPrecision, into results: inout Results) throws {
    let heights = targets.keys.sorted()
    let loops = try heights.map { height in
      let target = try target(height)
      return try TrackingLoop(target.frames(8), [target.box], precision, threads: 2)
    }
    let times = try measureInTurns(
      loops.enumerated().map { index, loop in
        Candidate(name: "\(heights[index])", run: loop.step)
      }, rounds: rounds)
    var table = Table(
      title: "an update in \(precision.rawValue) by the picture's rows, ms (10–90 %)",
      columns: heights.map { "\($0)" })
    table.add("whole update", times.map(Measurement.init))
    table.add(
      "of that, crops, mean", loops.map { Measurement([$0.milliseconds(\.cutting)]) })
    table.add("times \(heights[0]) rows'", times.map { ratios($0, times[0]) })
    results.add(table)
    guard let last = times.last else { return }
    results.hold(
      "update at \(heights[heights.count - 1]) rows / at \(heights[0])", ratios(last, times[0]),
      .atMost(1.10), floor: "at \(heights[0]) rows \(Measurement(times[0]).text) ms")
  }

  // MARK: Calls

  /// Counts what steady updates ask of heap and locks.
  private func countCalls(_ precision: ModelPrecision, into results: inout Results) throws {
    let target = try target(720)
    let (warmUps, updates) = (20, 20)
    // No more steps than frames: to start again copies the trackers.
    let loop = try TrackingLoop(
      target.frames(warmUps + updates + 2), [target.box], precision, threads: 2)
    for _ in 0..<warmUps { try loop.step() }
    call_counter_start()
    for _ in 0..<updates { try loop.step() }
    let counts = call_counter_stop()
    // What is known to make one call of each, to see that it is counted.
    let control = Control()
    call_counter_start()
    control.act()
    let seen = call_counter_stop()
    guard control.memory != nil, seen.own_allocations == 1, seen.own_locks == 1 else {
      throw ProgramMeasurement.Failure(
        program: "benchmark",
        reason: "counted \(seen.own_allocations) allocations, \(seen.own_locks) locks, expected 1")
    }
    func each(_ count: Int) -> Measurement { Measurement([Double(count) / Double(updates)]) }
    var table = Table(
      title: "calls in a steady update in \(precision.rawValue)",
      columns: ["this program's", "the libraries'"])
    table.add("allocations", [each(counts.own_allocations), each(counts.library_allocations)])
    table.add("POSIX mutexes locked", [each(counts.own_locks), each(counts.library_locks)])
    results.add(table)
    results.hold(
      "allocations in a steady update", each(counts.own_allocations), .atMost(0),
      floor: "in the libraries \(each(counts.library_allocations).text)")
    results.hold(
      "POSIX mutexes locked in a steady update: a plan is lent and given back",
      each(counts.own_locks),
      .atMost(2), floor: "in the libraries \(each(counts.library_locks).text)")
  }
}

/// One allocation and one lock.
private final class Control {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private(set) var memory: UnsafeMutableRawPointer?

  init() { pthread_mutex_init(mutex, nil) }

  deinit {
    pthread_mutex_destroy(mutex)
    mutex.deallocate()
    free(memory)
  }

  @inline(never)
  func act() {
    memory = malloc(100)
    pthread_mutex_lock(mutex)
    pthread_mutex_unlock(mutex)
  }
}
