import Siamese
import Tracking
import Video

/// What a frame costs beside the network: crops, the way from score maps to the box, and the whole
/// update on decoded frames.
enum TrackingSection {
  /// A clip and a box in its first frame.
  struct Target {
    var path: String
    var box: Box
  }

  static func print(small: Target, full: Target, ultra: Target, threads: [Int], rounds: Int) throws
  {
    try printCrops(full: full, ultra: ultra, rounds: rounds)
    for precision in ModelPrecision.allCases where precision.isSupported {
      try printUpdates(small, precision, threads: threads, rounds: rounds)
    }
  }

  private static func printCrops(full: Target, ultra: Target, rounds: Int) throws {
    var table = Table(title: "crops of 255×255, ms (10–90 %)", columns: ["one", "three scales"])
    for (name, target) in [("1920×1080", full), ("3840×2160", ultra)] {
      guard let frame = try VideoReader(target.path).next() else { continue }
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
        "\(name), \(Int(side)) pixels wide", times.map { Samples(milliseconds: $0).cell })
    }
    table.print()
  }

  private static func printUpdates(
    _ target: Target, _ precision: ModelPrecision, threads: [Int], rounds: Int
  ) throws {
    let reader = try VideoReader(target.path)
    var frames: [Frame] = []
    while frames.count < 30, let frame = try reader.next() { frames.append(frame) }
    var table = Table(
      title: "a frame of 1280×720 with three scales in \(precision.rawValue), ms (10–90 %)",
      columns: threads.map { "\($0) thread\($0 == 1 ? "" : "s")" })
    let results = try threads.map {
      try update(frames, target.box, precision, threads: $0, rounds: rounds)
    }
    for (index, row) in results[0].enumerated() {
      table.add(row.name, results.map { $0[index].cell })
    }
    table.print()
  }

  private static func update(
    _ frames: [Frame], _ box: Box, _ precision: ModelPrecision, threads: Int, rounds: Int
  ) throws -> [(name: String, cell: String)] {
    let model = try Model(named: "siamfc-alexnet", precision: precision, threads: threads)
    let network = try model.prepare(
      model.network.searchNetwork,
      inputShapes: [
        TwinNetwork.Port.exemplar: [1, 256, 6, 6], TwinNetwork.Port.image: [3, 3, 255, 255],
      ]
    ).makePlan()
    let map = ResponseMap(side: 17, factor: 16, count: 3)
    let start = try SiamFCTracker(model: model, startingOn: frames[0], at: box)
    var tracker = start
    var next = 1
    let times = try measureInTurns(
      [
        Candidate(name: "network") { try network.run() },
        Candidate(name: "map to box") {
          _ = map.locate(
            network.output(TwinNetwork.Port.scores), scalePenalty: 0.9745, windowInfluence: 0.176)
        },
        Candidate(name: "whole") {
          try tracker.update(with: frames[next])
          next += 1
          if next == frames.count { (tracker, next) = (start, 1) }
        },
      ], rounds: rounds)
    let shares = zip(times[0], times[2]).map { 1 - $0 / $1 }
    let whole = Samples(milliseconds: times[2])
    return [
      ("network (backbone and cross-correlation)", Samples(milliseconds: times[0]).cell),
      ("score maps to peak", Samples(milliseconds: times[1]).cell),
      ("whole update", whole.cell),
      ("share of the update that is not network (bar: 0.10)", Samples(milliseconds: shares).cell),
      ("updates a second", decimal(1e3 / whole.median, 1)),
    ]
  }
}
