import Evaluation
import Foundation
import TestSupport

/// What Peers/check_vot.py recorded of the vot-toolkit.
enum VOTRecording {
  /// Made-up sequences, runs over them and the toolkit's measures of them.
  struct Measures: Decodable {
    let size: [Int]
    let sequences: [Sequence]
    /// By tracker, experiment and sequence.
    let runs: [String: [String: [String: [Run]]]]
    let numbers: [String: Numbers]

    var picture: PictureSize { PictureSize(width: size[0], height: size[1]) }
    /// The sequences of the short-term experiments; the object vanishes from the others.
    var shortTerm: [Sequence] { sequences.filter { !$0.tags.isEmpty } }
    var longTerm: [Sequence] { sequences.filter(\.tags.isEmpty) }

    /// A tracker's runs over a sequence.
    func trajectories(
      _ tracker: String, _ experiment: String, _ sequence: Sequence
    ) throws -> [Trajectory] {
      guard let runs = runs[tracker]?[experiment]?[sequence.name] else { throw Missing() }
      return try zip(runs, runs.indices).map { run, index in
        var trajectory = try Trajectory(votText: run.lines.joined(separator: "\n"), path: "run")
        for (frame, confidence) in (run.confidence ?? []).enumerated() {
          trajectory.steps[frame].score = confidence
        }
        if experiment == "multistart" {
          let anchor = Anchor.anchors(marked: sequence.anchorValues)[index]
          trajectory.start = anchor.frame
          trajectory.isBackward = anchor.isBackward
        }
        return trajectory
      }
    }
  }

  struct Sequence: Decodable {
    let name: String
    let truth: [String]
    let tags: [String: String]
    let anchors: [String: Int]

    func regions() throws -> [Region] {
      try Trajectory(votText: truth.joined(separator: "\n"), path: name).steps.map {
        if case .region(let region) = $0.outcome { region } else { .unknown }
      }
    }
    var flags: [String: [Bool]] { tags.mapValues { $0.map { $0 == "1" } } }
    var anchorValues: [Int] { truth.indices.map { anchors[String($0)] ?? 0 } }
  }

  struct Run: Decodable {
    let lines: [String]
    let confidence: [Double?]?
  }

  struct Numbers: Decodable {
    let supervised: Supervised
    let multistart: MultiStart
    let unsupervised: [String: Double]
    let longterm: LongTerm
  }

  struct Supervised: Decodable {
    let accuracy: Double
    let meanFailures: Double
    let robustness: Double
    let failures: Double
    let curve: [Double]
    /// By the least and the greatest length.
    let scores: [String: Double]
    /// Accuracy, failures and robustness.
    let sequences: [[Double]]
  }

  struct MultiStart: Decodable {
    let accuracy: Double
    let robustness: Double
    let curve: [Double]
    let scores: [String: Double]
    /// Accuracy and robustness.
    let sequences: [[Double]]
  }

  struct LongTerm: Decodable {
    let precision: Double
    let recall: Double
    let f: Double
    /// Threshold, precision and recall.
    let curve: [[Double]]
  }

  /// A pair of regions and the toolkit's overlap of them.
  struct Pair: Decodable {
    let picture: PictureSize
    let regions: [String]
    let overlap: Double

    init(from decoder: any Decoder) throws {
      var values = try decoder.unkeyedContainer()
      picture = PictureSize(
        width: try values.decode(Int.self), height: try values.decode(Int.self))
      regions = [try values.decode(String.self), try values.decode(String.self)]
      overlap = try values.decode(Double.self)
    }
  }

  struct Overlaps: Decodable {
    let pairs: [Pair]
  }

  /// What the toolkit writes of a run, and its real-time experiment.
  struct Files: Decodable {
    struct Written: Decodable {
      let lines: [String]
      let values: [Double?]
      let binary: Data
      let text: String
      let time: String
    }

    struct RealTime: Decodable {
      let rate: Double
      let grace: Int
      let seconds: [Double]
      let answering: [Int]
    }

    let run: Written
    let realTime: [RealTime]
  }

  /// What the got10k toolkit makes of the same regions and runs.
  struct GOT10k: Decodable {
    struct Measures: Decodable {
      let accuracy: Double
      let robustness: Double
    }

    let measures: [String: Measures]
    /// The place among the pairs, and the overlap.
    let overlaps: [[Double]]
  }

  struct Missing: Error {}

  static func measures() throws -> Measures { try decoded("measures.json") }
  static func overlaps() throws -> [Pair] { try (decoded("overlaps.json") as Overlaps).pairs }
  static func got10k() throws -> GOT10k { try decoded("got10k-vot.json") }
  static func files() throws -> Files { try decoded("vot-files.json") }

  private static func decoded<Content: Decodable>(_ name: String) throws -> Content {
    let path = Checkout.file("Tests/EvaluationTests/Recorded/VOT/\(name)")
    return try JSONDecoder().decode(
      Content.self, from: try Data(contentsOf: URL(filePath: path)))
  }
}

extension Region {
  /// A region in VOT's text form; a code says nothing.
  init(votLine line: String) throws {
    let outcome = try Trajectory(votText: line, path: "line").steps[0].outcome
    if case .region(let region) = outcome { self = region } else { self = .unknown }
  }
}
