// check-parity FOLDER [MODEL]: compares the tracker with what a reference implementation did on the
// sequences in FOLDER, and fails where they disagree by more than the bars printed beside.
import Foundation
import Glibc
import Parity
import Siamese
import Video

let arguments = CommandLine.arguments
guard arguments.count == 2 || arguments.count == 3 else {
  FileHandle.standardError.write(Data("usage: check-parity FOLDER [MODEL]\n".utf8))
  exit(EX_USAGE)
}
/// Prints one figure beside its bar and says whether it holds.
func report(_ name: String, _ figure: Double, atLeast bar: Double) -> Bool {
  print("  \(name): \(figure) (at least \(bar))\(figure >= bar ? "" : "  FAILED")")
  return figure >= bar
}

func report(_ name: String, _ figure: Double, atMost bar: Double) -> Bool {
  print("  \(name): \(figure) (at most \(bar))\(figure <= bar ? "" : "  FAILED")")
  return figure <= bar
}

/// Compares all sequences; says whether every bar holds.
func compareAll() throws -> Bool {
  let model = try Model(
    named: arguments.count == 3 ? arguments[2] : "siamfc-alexnet", precision: .float32)
  let settings =
    switch model.configuration.tracker {
    case .siamFC(let settings): settings
    }
  let folders = try ParityFolder(arguments[1]).sequences
  if folders.isEmpty {
    FileHandle.standardError.write(Data("\(arguments[1]): found no folder with a trace.csv\n".utf8))
    exit(1)
  }

  var holds = true
  for folder in folders {
    print(folder)
    let reference = try ReferenceTrace(folder: folder, settings: settings)
    guard let pictures = reference.framesFolder else {
      FileHandle.standardError.write(Data("\(folder): found no frames folder\n".utf8))
      exit(1)
    }
    let reader = try VideoReader(pictures)
    var frames: [Frame] = []
    while let frame = try reader.next() { frames.append(frame) }
    let comparison = try ParityComparison(
      reference, frames: frames, model: model, settings: settings)
    for (name, share) in comparison.cropAgreement.sorted(by: { $0.key < $1.key }) {
      holds = report("\(name) crop within one grey level", share, atLeast: 0.999) && holds
    }
    for (name, error) in comparison.relativeErrors.sorted(by: { $0.key < $1.key }) {
      holds = report("\(name), relative L2 error", error, atMost: 1e-4) && holds
    }
    holds =
      report(
        "worst edge from the trace's previous state (frame \(comparison.worstStep.frame)), pixels",
        comparison.worstStep.pixels, atMost: 1) && holds
    holds = report("mean overlap running free", comparison.meanOverlap, atLeast: 0.98) && holds
    if let parting = comparison.parting {
      print(
        "  parts in frame \(parting.frame); our peak is higher than the reference's place by "
          + "\(parting.margin) of itself")
    } else {
      print("  never parts")
    }
  }
  return holds
}

do {
  let holds = try compareAll()
  print(holds ? "all bars hold" : "a bar is missed")
  exit(holds ? 0 : 1)
} catch {
  FileHandle.standardError.write(Data("check-parity: \(error)\n".utf8))
  exit(1)
}
