import Evaluation
import Foundation

// What this package makes of the results that lie in a workspace of the vot-toolkit, to be compared
// with what the toolkit makes of them:
//
//   measure-workspace WORKSPACE YEAR TRACKER …
//
// YEAR is the edition of VOT whose experiment "baseline" was run. Prints JSON: by tracker, accuracy,
// robustness, the expected overlap over the edition's lengths and its curve.

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count >= 3, let workspace = arguments.first,
  let year = Int(arguments[2]), let edition = VOTEdition(year: year), let lengths = edition.lengths
else {
  FileHandle.standardError.write(Data("usage: measure-workspace WORKSPACE YEAR TRACKER ...\n".utf8))
  exit(64)
}

do {
  let sequences = try Dataset(folder: workspace + "/sequences", layout: .vot).entries
    .map { try $0.sequence() }
  var numbers: [String: Numbers] = [:]
  for tracker in arguments.dropFirst(2) {
    numbers[tracker] = try Numbers(
      of: tracker, on: sequences, in: workspace + "/results", edition: edition, lengths: lengths)
  }
  let encoder = JSONEncoder()
  encoder.outputFormatting = .sortedKeys
  print(String(decoding: try encoder.encode(numbers), as: UTF8.self))
} catch {
  FileHandle.standardError.write(Data("measure-workspace: \(error)\n".utf8))
  exit(1)
}

/// The numbers of one tracker.
struct Numbers: Encodable {
  var accuracy: Double
  var robustness: Double
  /// Where the tracker was begun again after failures.
  var meanFailures: Double?
  var expectedOverlap: Double?
  var curve: [Double]

  init(
    of tracker: String, on sequences: [BenchmarkSequence], in results: String,
    edition: VOTEdition, lengths: ClosedRange<Int>
  ) throws {
    func folder(_ sequence: BenchmarkSequence) -> String {
      let name = sequence.name
      return results + "/"
        + VOTResultFiles.folder(tracker: tracker, experiment: "baseline", sequence: name)
    }
    switch edition.supervision {
    case .resets:
      let measures = try SupervisedMeasures(
        of: sequences.map {
          try SupervisedSequence(
            truth: $0.truth, picture: $0.pictureSize(),
            runs: VOTResultFiles.repetitions(of: $0.name, in: folder($0)), tags: $0.frameTags)
        })
      (accuracy, robustness) = (measures.accuracy, measures.robustness)
      meanFailures = measures.meanFailures
      expectedOverlap = measures.expectedOverlap.score(over: lengths)
      curve = measures.expectedOverlap.curve
    case .anchors:
      let measures = try MultiStartMeasures(
        of: sequences.map {
          try MultiStartSequence(
            truth: $0.truth, picture: $0.pictureSize(),
            runs: VOTResultFiles.runs(
              of: $0.name, from: Anchor.anchors(marked: $0.anchors), in: folder($0)),
            tags: $0.frameTags)
        }, length: lengths.upperBound)
      (accuracy, robustness) = (measures.accuracy, measures.robustness)
      expectedOverlap = measures.expectedOverlap.score(over: lengths)
      curve = measures.expectedOverlap.curve
    }
  }
}
