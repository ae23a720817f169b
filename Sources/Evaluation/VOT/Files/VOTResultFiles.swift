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

  /// Reads the repetitions over a sequence, as many as there are.
  ///
  /// - Throws: ``VOTError`` naming the file and what is wrong with it.
  public static func repetitions(of sequence: String, in folder: String) throws -> [Trajectory] {
    var runs: [Trajectory] = []
    while true {
      let path = "\(folder)/\(name(of: sequence, repetition: runs.count + 1))"
      guard exist(at: path) else { return runs }
      runs.append(try read(path))
    }
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
    var lines = trimmedLines(of: String(decoding: contents, as: UTF8.self))
    if lines.last?.isEmpty == true { lines.removeLast() }
    guard lines.count == trajectory.steps.count else {
      throw VOTError.unreadable(
        path: path,
        reason: "found \(lines.count) lines, expected \(trajectory.steps.count), "
          + "one for each frame of the trajectory beside it")
    }
    for (index, text) in lines.enumerated() where !text.isEmpty {
      guard let value = Double(text) else {
        throw VOTError.badLine(
          path: path, line: index + 1, found: "\"\(text.prefix(60))\"", expected: "a number")
      }
      trajectory.steps[index][keyPath: property.value] = value
    }
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
