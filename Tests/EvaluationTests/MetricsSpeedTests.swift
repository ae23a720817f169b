import Evaluation
import Foundation
import TestSupport
import Testing
import Video

@Suite struct MetricsSpeedTests {
  /// All that a report computes of 100 sequences of 600 frames and 10 trackers: measures, data set,
  /// attributes, calibration, speed, and every tracker against every other.
  @Test func aBenchmarkIsMeasuredWithinASecond() throws {
    let sequences = (0..<100).map(Self.sequence)
    let trackers = (0..<10).map { tracker in
      sequences.map { Self.run(over: $0, tracker: tracker) }
    }
    let began = Self.processorSeconds()
    let measures = trackers.map { runs in
      zip(sequences, runs).map { SequenceMeasures(of: [$1], in: $0) }
    }
    var results = measures.compactMap { DatasetMeasures($0) }.map { $0[.successAUC] }
    results += measures.map { Double(DatasetMeasures.byAttribute($0).count) }
    for runs in trackers {
      let samples = zip(sequences, runs).flatMap { Calibration.samples(of: $1, in: $0) }
      results.append(try #require(Calibration(samples)?.presence).area)
      results.append(try #require(Speed(of: runs)).framesPerSecond)
    }
    for first in measures.indices {
      for second in measures.indices.dropFirst(first + 1) {
        let comparison = PairedComparison(measures[first], measures[second], by: .successAUC)
        results.append(try #require(comparison).meanDifference)
      }
    }
    let seconds = Self.processorSeconds() - began
    #expect(results.count == 10 + 10 + 20 + 45)
    #expect(results.allSatisfy { $0.isFinite })
    #if DEBUG
      #expect(seconds < 30)
    #else
      #expect(seconds < 1)
    #endif
  }

  private static func sequence(_ index: Int) -> BenchmarkSequence {
    var dice = SeededGenerator(seed: UInt64(index))
    var box = Box(x: 300, y: 200, width: 60, height: 40)
    let truth = (0..<600).map { _ -> Region in
      box.x += .random(in: -4...4, using: &dice)
      box.y += .random(in: -4...4, using: &dice)
      return Int.random(in: 0..<20, using: &dice) == 0 ? .absent : .box(box)
    }
    return BenchmarkSequence(
      name: "sequence \(index)", frames: .pictures([]), truth: [.box(box)] + truth.dropFirst(),
      attributes: (0..<11).filter { _ in Bool.random(using: &dice) }.map { "attribute \($0)" })
  }

  private static func run(over sequence: BenchmarkSequence, tracker: Int) -> Trajectory {
    var dice = SeededGenerator(seed: UInt64(1000 + tracker))
    let error = Double(1 + tracker)
    return Trajectory(
      steps: sequence.truth.map { region in
        var box = region.bounds ?? Box(x: 0, y: 0, width: 30, height: 30)
        box.x += .random(in: -5 * error...5 * error, using: &dice)
        box.width *= .random(in: 0.8...1.2, using: &dice)
        return Trajectory.Step(
          .region(.box(box)), score: .random(in: 0...1, using: &dice),
          seconds: .random(in: 0.001...0.02, using: &dice))
      })
  }

  /// What this thread has computed for, so that other tests beside it do not count.
  private static func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
