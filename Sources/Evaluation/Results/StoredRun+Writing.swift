import Glibc
import NeuralNetworks
import Video

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

extension StoredRun {
  /// Writes what came of a sequence's passes, whole or not at all.
  ///
  /// - Parameters:
  ///   - trajectories: One for each pass.
  ///   - passes: The passes, which know the first boxes.
  ///   - wholeSeconds: How long all passes took together, with reading.
  ///   - sequence: The sequence's name.
  ///   - layout: Its data set's layout.
  /// - Throws: `WeightsError` naming the file that cannot be written; ``StoredResultError``.
  public func write(
    _ trajectories: [Trajectory], passes: [Pass], wholeSeconds: Double, of sequence: String,
    layout: DatasetLayout
  ) throws {
    let whole = "\(wholeSeconds)\n"
    if experiment == .onePass, layout != .got10k {
      let files = flatFiles(of: sequence)
      for path in [files.boxes, files.times, files.scores] { try makeFolder(above: path) }
      try writeWhole(whole, to: files.whole)
      // The boxes last: where they are, everything is.
      try writeBoxes(trajectories[0], passes[0], to: files, origin: layout.coordinateOrigin)
      return
    }
    let final = sequenceFolder(of: sequence)
    let partial = final + Self.partialMark + String(UInt64.random(in: .min ... .max), radix: 36)
    try makeFolder(above: final)
    try makeFolder(partial)
    do {
      for (trajectory, pass) in zip(trajectories, passes) {
        try write(trajectory, pass, of: sequence, layout: layout, in: partial)
      }
      try writeWhole(whole, to: wholeFile(of: sequence, in: partial))
      guard rename(partial, final) == 0 else {
        throw StoredResultError.unwritable(path: final, reason: systemReason())
      }
    } catch {
      try? FileManager.default.removeItem(atPath: partial)
      throw error
    }
  }

  private func write(
    _ trajectory: Trajectory, _ pass: Pass, of sequence: String, layout: DatasetLayout,
    in folder: String
  ) throws {
    switch experiment {
    case .onePass:
      try writeBoxes(
        trajectory, pass, to: nestedFiles(of: sequence, in: folder),
        origin: layout.coordinateOrigin)
    case .starts, .temporalRobustness, .spatialRobustness:
      try writeBoxes(
        trajectory, pass, to: files(of: sequence, pass: pass, in: folder),
        origin: layout.coordinateOrigin)
    case .resets, .anchors, .realTime, .longTerm:
      let name = trajectoryName(of: sequence, pass: pass)
      for file in try VOTResultFiles.files(of: trajectory, named: name, form: .text) {
        try writeWhole(String(decoding: file.contents, as: UTF8.self), to: folder + "/" + file.name)
      }
    }
  }

  private func writeBoxes(
    _ trajectory: Trajectory, _ pass: Pass, to files: BoxFiles, origin: Double
  ) throws {
    var (boxes, times, scores) = ("", "", "")
    for step in trajectory.steps {
      let box: Box? =
        switch step.outcome {
        case .initialized: pass.box
        case .region(let region): region.bounds
        case .failed, .skipped: nil
        }
      boxes +=
        box.map { "\($0.x + origin),\($0.y + origin),\($0.width),\($0.height)\n" }
        ?? "nan,nan,nan,nan\n"
      times += "\(step.seconds ?? 0)\n"
      scores += "\(step.score ?? .nan)\n"
    }
    try writeWhole(times, to: files.times)
    try writeWhole(scores, to: files.scores)
    try writeWhole(boxes, to: files.boxes)
  }

  /// Takes away a sequence's results, if there are any: the boxes first, so that what is left is not
  /// taken for results.
  ///
  /// - Throws: ``StoredResultError/unwritable(path:reason:)``.
  func remove(_ sequence: String) throws {
    if experiment == .onePass {
      let files = flatFiles(of: sequence)
      for path in [files.boxes, files.times, files.scores, files.whole] { try removeItem(path) }
    }
    let folder = sequenceFolder(of: sequence)
    if isFolder(folder) { try removeItem(folder) }
  }

  /// Takes away all results and their manifest.
  ///
  /// - Throws: ``StoredResultError/unwritable(path:reason:)``; `VideoError` where the folder cannot be
  ///   read.
  func removeAll() throws {
    for sequence in try sequences() { try remove(sequence) }
    try removeItem(manifestPath)
  }
}

/// Makes a folder and those above it.
func makeFolder(_ path: String) throws {
  guard !isFolder(path) else { return }
  do {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  } catch {
    throw StoredResultError.unwritable(path: path, reason: systemReason())
  }
}

/// Makes the folder that a file is to lie in.
func makeFolder(above path: String) throws {
  if let slash = path.lastIndex(of: "/"), slash != path.startIndex {
    try makeFolder(String(path[..<slash]))
  }
}

private func removeItem(_ path: String) throws {
  if case .missing = FileKind(path) { return }
  do {
    try FileManager.default.removeItem(atPath: path)
  } catch {
    throw StoredResultError.unwritable(path: path, reason: systemReason())
  }
}
