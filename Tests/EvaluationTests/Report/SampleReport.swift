import TestSupport
import Video

@testable import Evaluation

/// A made-up benchmark: objects that wander, and trackers that follow them more or less well.
struct SampleBenchmark {
  var sequences: [BenchmarkSequence]
  /// By the trackers' names, one trajectory a sequence.
  var trackers: [(name: String, trajectories: [Trajectory])]

  /// - Parameters:
  ///   - skills: How well each tracker follows, from 0 to 1, by their names.
  init(
    sequences count: Int = 6, frames: Int = 120, names: [String] = [],
    skills: KeyValuePairs<String, Double> = ["one": 0.9, "two": 0.6, "three": 0.3], seed: UInt64 = 7
  ) {
    var random = SeededGenerator(seed: seed)
    let attributes = [
      "occlusion", "scale variation", "fast motion", "illumination variation", "out-of-view",
    ]
    sequences = (0..<count).map { index in
      BenchmarkSequence(
        name: index < names.count ? names[index] : "sequence-\(index + 1)", frames: .pictures([]),
        truth: Self.walk(frames: frames, &random),
        attributes: attributes.filter { _ in Double.random(in: 0...1, using: &random) < 0.5 })
    }
    let sequences = sequences
    trackers = skills.map { name, skill in
      (name, sequences.map { Self.follow($0, skill: skill, &random) })
    }
  }

  /// An object that is out of view for the last tenth of the first two thirds.
  private static func walk(frames: Int, _ random: inout SeededGenerator) -> [Region] {
    var (x, y) = (200.0, 150.0)
    return (0..<frames).map { frame in
      x += Double.random(in: -4...4, using: &random)
      y += Double.random(in: -3...3, using: &random)
      let isAbsent = frame > frames * 17 / 30 && frame < frames * 2 / 3
      return isAbsent ? .absent : .box(Box(x: x, y: y, width: 60, height: 40))
    }
  }

  private static func follow(
    _ sequence: BenchmarkSequence, skill: Double, _ random: inout SeededGenerator
  ) -> Trajectory {
    var error = 0.0
    var isLost = false
    let steps = sequence.truth.enumerated().map { frame, truth -> Trajectory.Step in
      if Double.random(in: 0...1, using: &random) < (1 - skill) * 0.02 { isLost.toggle() }
      error = max(0, error * 0.9 + Double.random(in: -1...6, using: &random) * (1.1 - skill))
      guard frame > 0, let box = truth.bounds else {
        return .init(.region(truth), score: frame == 0 ? 1 : 0.2, seconds: 0.01)
      }
      let shift = isLost ? 150 : error
      let score = isLost ? 0.3 : max(0.05, min(0.99, 1 - error / 40))
      let found = Box(x: box.x + shift, y: box.y, width: box.width, height: box.height)
      return .init(
        .region(.box(found)),
        score: max(0, min(1, score + Double.random(in: -0.1...0.1, using: &random))),
        seconds: 0.01 + Double.random(in: 0...0.002, using: &random))
    }
    return Trajectory(steps: steps)
  }

  /// The report on it.
  var report: Report {
    let measures = trackers.map { name, trajectories in
      (
        name,
        zip(sequences, trajectories).map { sequence, trajectory in
          SequenceMeasures(of: [trajectory], in: sequence)
        }
      )
    }
    let samples = trackers.map { name, trajectories in
      (name, perSequence(trajectories) { Calibration.samples(of: $1, in: $0) })
    }
    let seconds = trackers.map { name, trajectories in
      (name, perSequence(trajectories) { SequenceTimes(frames: $1.steps.compactMap(\.seconds)) })
    }
    let sections = [
      Report.Section(
        measuring: measures, id: "ope", title: "One-pass evaluation", convention: .plain),
      Report.Section(confidence: samples), Report.Section(speed: seconds),
    ]
    return Report(
      title: "Trackers on a made-up benchmark",
      benchmarks: [
        Report.Benchmark(
          name: "Made up",
          sequences: sequences.map {
            .init(name: $0.name, frames: $0.count, attributes: $0.attributes)
          },
          trackers: trackers.map { .init(name: $0.name, details: ["model": "none of \($0.name)"]) },
          sections: sections.compactMap { $0 },
          overlaps: sequences.enumerated().map { index, sequence in
            .init(
              sequence: sequence.name,
              trackers: measures.map { name, sequences in
                .init(tracker: name, overlaps: sequences[index].runs[0].overlaps)
              })
          })
      ])
  }

  private func perSequence<Value>(
    _ trajectories: [Trajectory], _ value: (BenchmarkSequence, Trajectory) -> Value
  ) -> [String: Value] {
    let pairs = zip(sequences, trajectories).map { ($0.name, value($0, $1)) }
    return Dictionary(pairs) { first, _ in first }
  }
}
