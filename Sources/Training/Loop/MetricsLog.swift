import Evaluation
import Glibc
import Video

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a training tells of itself, a line of JSON each, in a file that grows.
public struct MetricsEntry: Codable, Hashable, Sendable {
  /// Steps done.
  public var step: Int
  /// Seconds since the training began, those of earlier runs included.
  public var seconds: Double
  /// What was measured, by its name: `loss`, `loss/NAME` for each part, `hits`, `learning_rate`,
  /// `gradient_norm`, `pairs_per_second`, `waited` (the share of the time without data), and
  /// `validation/success_auc`.
  public var values: [String: Double]

  /// Creates an entry.
  public init(step: Int, seconds: Double, values: [String: Double]) {
    self.step = step
    self.seconds = seconds
    self.values = values
  }
}

/// A file of ``MetricsEntry``.
final class MetricsLog {
  private let path: String
  private let descriptor: Int32

  /// Opens the file, and takes away what was written after the step that a training goes on from.
  ///
  /// - Throws: ``TrainingError/file(path:reason:)``; `WeightsError.unwritable`.
  init(_ path: String, keepingStepsUpTo step: Int) throws {
    self.path = path
    let text = FileManager.default.contents(atPath: path) ?? Data()
    let kept = try MetricsEntry.entries(of: text).filter { $0.step <= step }.map(Self.line).joined()
    if !kept.elementsEqual(text) {
      try writeWhole(String(decoding: kept, as: UTF8.self), to: path, durably: true)
    }
    descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw TrainingError.file(path: path, reason: "cannot be written: \(systemReason())")
    }
  }

  deinit { close(descriptor) }

  /// Adds a line.
  func append(_ entry: MetricsEntry) throws {
    try Self.line(entry).withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
  }

  private static func line(_ entry: MetricsEntry) throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(entry) + Data("\n".utf8)
  }
}

extension MetricsEntry {
  /// What the file is called in the folder of a training.
  public static let fileName = "metrics.jsonl"

  /// The entries of a file; none where there is no file. A line that is cut short, as a kill may leave
  /// it, is left out.
  public static func entries(ofFile path: String) -> [MetricsEntry] {
    entries(of: FileManager.default.contents(atPath: path) ?? Data())
  }

  static func entries(of text: Data) -> [MetricsEntry] {
    let decoder = JSONDecoder()
    return text.split(separator: UInt8(ascii: "\n"))
      .compactMap { try? decoder.decode(MetricsEntry.self, from: $0) }
  }
}
