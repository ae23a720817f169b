// fit-confidence FOLDER [MODEL]: fits the score of a SiamFC model, the probability that a tracked
// box overlaps the true one by at least one half, to the sequences in FOLDER: one folder a sequence,
// with pictures in `img` and boxes in `truth.csv` (frame,timestamp,x,y,width,height).
//
// Every sequence is tracked from several starts. The weights are printed as a model's config.json
// wants them, with the quality of a five-fold cross-validation by sequences.
import Foundation
import Glibc
import Siamese
import Tracking
import Video

let arguments = CommandLine.arguments
guard arguments.count == 2 || arguments.count == 3 else {
  FileHandle.standardError.write(Data("usage: fit-confidence FOLDER [MODEL]\n".utf8))
  exit(EX_USAGE)
}
let model = try Model(
  named: arguments.count == 3 ? arguments[2] : "siamfc-alexnet", precision: .float32)
let sequences = try LabelledSequence.all(in: arguments[1])
let startsPerSequence = 3

var samples: [[Sample]] = []
for sequence in sequences {
  let gathered = try sequence.samples(model: model, starts: startsPerSequence)
  samples.append(gathered)
  let right = gathered.count { $0.isRight }
  FileHandle.standardError.write(
    Data("\(sequence.name): \(gathered.count) boxes, \(right) right\n".utf8))
}

let folds = 5
var predictions: [(probability: Double, isRight: Bool)] = []
for fold in 0..<folds {
  let training = samples.enumerated().filter { $0.offset % folds != fold }.flatMap(\.element)
  let held = samples.enumerated().filter { $0.offset % folds == fold }.flatMap(\.element)
  let regression = LogisticRegression(fittedTo: training)
  predictions += held.map { (regression.probability($0.features), $0.isRight) }
}
let quality = Quality(predictions)
let baseRate = Double(predictions.count { $0.isRight }) / Double(predictions.count)
print("\(sequences.count) sequences, \(predictions.count) boxes, \(baseRate) of them right")
print("cross-validated: log loss \(quality.logLoss), ROC area \(quality.rocArea),")
print("  expected calibration error \(quality.calibrationError)")
print("  predicted → right, by tenths:")
for bin in quality.bins { print("    \(bin.predicted) → \(bin.right)  (\(bin.count))") }

let final = LogisticRegression(fittedTo: samples.flatMap { $0 })
print("\"intercept\" : \(final.intercept),")
print("\"height\" : \(final.weights[0]),")
print("\"margin\" : \(final.weights[1]),")
print("\"sharpness\" : \(final.weights[2]),")
