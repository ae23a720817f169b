import Siamese
import Tracking
import Video

/// What several objects in one video cost.
struct ObjectsSection {
  static let objects = 4

  let target: TrackingSection.Target
  let rounds: Int

  func measure(into results: inout Results) throws {
    for precision in ModelPrecision.allCases where precision.isSupported {
      try measure(precision, into: &results)
    }
  }

  private func measure(_ precision: ModelPrecision, into results: inout Results) throws {
    let one = SiamFCNetwork(precision, threads: 2)
    let all = SiamFCNetwork(precision, threads: 2, objects: Self.objects)
    let (backbone, correlation) = (try one.bareBackbone(), try one.bareCorrelation())
    let (backbones, correlations) = (try all.bareBackbone(), try all.bareCorrelation())
    let loop = try TrackingLoop(target.frames(30), boxes, precision, threads: 2)
    let times = try measureInTurns(
      [
        Candidate(name: "one by one") {
          for _ in 0..<Self.objects {
            try backbone.run()
            try correlation.run()
          }
        },
        Candidate(name: "in one batch") {
          try backbones.run()
          try correlations.run()
        },
        Candidate(name: "updates", run: loop.step),
      ], rounds: max(rounds / 2, 30))
    var table = Table(
      title:
        "\(Self.objects) objects in a frame of 1280×720 in \(precision.rawValue), ms (10–90 %)",
      columns: ["2 threads"])
    table.add(
      "bare primitives, \(Self.objects) batches of \(SiamFCNetwork.scales)",
      [Measurement(times[0])])
    table.add(
      "bare primitives, a batch of \(Self.objects * SiamFCNetwork.scales)",
      [Measurement(times[1])])
    table.add("updates of all", [Measurement(times[2])])
    table.add("updates of all / the batch", [ratios(times[2], times[1])])
    results.add(table)
    results.hold(
      "\(Self.objects) objects in \(precision.rawValue) / bare primitives in one batch",
      ratios(times[2], times[1]), .atMost(1.12),
      floor: "bare \(Measurement(times[1]).text) ms, updates \(Measurement(times[2]).text) ms")
  }

  /// The clip's object, and three places beside it.
  var boxes: [Box] {
    let box = target.box
    return [(0, 0), (-0.7, -0.4), (0.8, 0.3), (0.1, -0.9)].map { x, y in
      Box(
        x: box.x + x * box.width, y: max(box.y + y * box.height, 0), width: box.width,
        height: box.height)
    }
  }
}
