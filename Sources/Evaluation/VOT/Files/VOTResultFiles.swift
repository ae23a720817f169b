#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The files of a run in a workspace of the vot-toolkit 0.9.0:
/// `results/<tracker>/<experiment>/<sequence>/<name>.bin` (or `.txt`), with `<name>_time.value` and
/// `<name>_confidence.value` beside it.
public enum VOTResultFiles {
  /// The two forms of a trajectory.
  public enum Form: String, CaseIterable, Sendable {
    /// What the toolkit writes unless told otherwise.
    case binary = "bin"
    case text = "txt"
  }

  /// A file to be written: its name and what is in it.
  public struct File: Hashable, Sendable {
    public let name: String
    public let contents: [UInt8]
  }

  /// The name of the run that is a repetition, counted from 1: `ball_001`.
  public static func name(of sequence: String, repetition: Int) -> String {
    "\(sequence)_\(padded(repetition, to: 3))"
  }

  /// The name of the run that begins in a frame, counted from 0: `ball_00000012`.
  public static func name(of sequence: String, from anchor: Anchor) -> String {
    "\(sequence)_\(padded(anchor.frame, to: 8))"
  }

  /// The folder of the runs over a sequence, within that of all results.
  public static func folder(tracker: String, experiment: String, sequence: String) -> String {
    "\(tracker)/\(experiment)/\(sequence)"
  }

  /// The files of a run: the properties that it has, one value a line, then its trajectory. Written
  /// in this order, a run whose trajectory is there is whole.
  ///
  /// - Parameter name: the files' name without ending.
  /// - Throws: ``VOTError/unwritable(path:frame:reason:)`` where the binary form cannot say it.
  public static func files(
    of trajectory: Trajectory, named name: String, form: Form = .binary
  ) throws -> [File] {
    var files: [File] = []
    for property in Property.allCases {
      let values = trajectory.steps.map { $0[keyPath: property.value] }
      guard values.contains(where: { $0 != nil }) else { continue }
      let text = values.reduce(into: "") { $0 += ($1.map { "\($0)" } ?? "") + "\n" }
      files.append(File(name: property.file(of: name), contents: Array(text.utf8)))
    }
    let file = "\(name).\(form.rawValue)"
    let contents =
      switch form {
      case .binary: try trajectory.votBinary(path: file)
      case .text: Array(trajectory.votText.utf8)
      }
    return files + [File(name: file, contents: contents)]
  }

  /// Whether a run is there.
  ///
  /// - Parameter path: the files' path without ending.
  public static func exist(at path: String) -> Bool {
    Form.allCases.contains { FileManager.default.fileExists(atPath: "\(path).\($0.rawValue)") }
  }

  /// Reads a run with its times and confidences, where they are there. Where both forms are, it is
  /// the text, as the toolkit does.
  ///
  /// - Parameters:
  ///   - path: the files' path without ending.
  ///   - anchor: where the run began.
  /// - Throws: ``VOTError`` naming the file and what is wrong with it.
  public static func read(
    _ path: String, from anchor: Anchor = Anchor(frame: 0)
  ) throws -> Trajectory {
    var trajectory: Trajectory
    if let text = FileManager.default.contents(atPath: "\(path).txt") {
      trajectory = try Trajectory(
        votText: String(decoding: text, as: UTF8.self), path: "\(path).txt")
    } else if let bytes = FileManager.default.contents(atPath: "\(path).bin") {
      trajectory = try Trajectory(votBinary: Array(bytes), path: "\(path).bin")
    } else {
      throw VOTError.unreadable(
        path: path, reason: "found neither \(path).bin nor \(path).txt, expected one of them")
    }
    trajectory.start = anchor.frame
    trajectory.isBackward = anchor.isBackward
    for property in Property.allCases {
      try read(property, of: path, into: &trajectory)
    }
    return trajectory
  }

  /// Reads the repetitions over a sequence, as many as there are. Where a run has no file of its own
  /// for its times, they are a column of `<sequence>_time.txt`, if that is there, as the older
  /// toolkit in Matlab and the got10k toolkit write them.
  ///
  /// - Throws: ``VOTError`` naming the file and what is wrong with it.
  public static func repetitions(of sequence: String, in folder: String) throws -> [Trajectory] {
    var runs: [Trajectory] = []
    while true {
      let path = "\(folder)/\(name(of: sequence, repetition: runs.count + 1))"
      guard exist(at: path) else { break }
      runs.append(try read(path))
    }
    try readTable(of: .time, "\(folder)/\(sequence)_time.txt", into: &runs)
    return runs
  }

  /// Reads the runs from all anchors of a sequence.
  ///
  /// - Throws: ``VOTError`` naming the file and what is wrong with it, or which is missing.
  public static func runs(
    of sequence: String, from anchors: [Anchor], in folder: String
  ) throws -> [Trajectory] {
    try anchors.map { try read("\(folder)/\(name(of: sequence, from: $0))", from: $0) }
  }

  private static func padded(_ number: Int, to digits: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, digits - text.count)) + text
  }

  private static func read(
    _ property: Property, of name: String, into trajectory: inout Trajectory
  ) throws {
    let path = property.file(of: name)
    guard let contents = FileManager.default.contents(atPath: path) else { return }
    let lines = try lines(of: contents, path: path, frames: trajectory.steps.count)
    for (index, text) in lines.enumerated() where !text.isEmpty {
      let value = try number(text, path: path, line: index + 1)
      trajectory.steps[index][keyPath: property.value] = value
    }
  }

  /// Reads a table of one line a frame and one column a run; a NaN is a value that is not there.
  private static func readTable(
    of property: Property, _ path: String, into runs: inout [Trajectory]
  ) throws {
    let missing = runs.indices.filter { run in
      runs[run].steps.allSatisfy { $0[keyPath: property.value] == nil }
    }
    guard !missing.isEmpty, let contents = FileManager.default.contents(atPath: path) else {
      return
    }
    for run in missing {
      let lines = try lines(of: contents, path: path, frames: runs[run].steps.count)
      for (index, line) in lines.enumerated() {
        let columns = fields(of: line)
        guard columns.indices.contains(run) else { continue }
        let value = try number(columns[run], path: path, line: index + 1)
        runs[run].steps[index][keyPath: property.value] = value.isNaN ? nil : value
      }
    }
  }

  /// The lines of a file that has one a frame. Empty ones before its end count: frames without the
  /// property.
  private static func lines(of contents: Data, path: String, frames: Int) throws -> [Substring] {
    var lines = contents.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .map { trimmed(Substring(decoding: $0, as: UTF8.self)) }
    if contents.last == UInt8(ascii: "\n") { lines.removeLast() }
    guard lines.count == frames else {
      throw VOTError.unreadable(
        path: path,
        reason: "found \(lines.count) lines, expected \(frames), one for each frame of the "
          + "trajectory beside it")
    }
    return lines
  }

  private static func number(_ text: Substring, path: String, line: Int) throws -> Double {
    guard let value = Double(text) else {
      throw VOTError.badLine(
        path: path, line: line, found: "\"\(text.prefix(60))\"", expected: "a number")
    }
    return value
  }
}

/// What is known of each frame beside its region.
private enum Property: String, CaseIterable {
  case time
  case confidence

  var value: WritableKeyPath<Trajectory.Step, Double?> {
    switch self {
    case .time: \.seconds
    case .confidence: \.score
    }
  }

  func file(of name: String) -> String { "\(name)_\(rawValue).value" }
}
