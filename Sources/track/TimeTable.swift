import Tracking
import Video

/// Where the time of a run went, for `--timing`.
struct TimeTable {
  private let began = monotonicSeconds()
  /// Waiting for the decoder.
  var waiting = 0.0
  /// Drawing and writing.
  var writing = 0.0

  /// Calls `body` and adds the time that it takes to one of the sums.
  mutating func measure<Result>(
    _ sum: WritableKeyPath<TimeTable, Double>, _ body: () throws -> Result
  ) rethrows -> Result {
    let began = monotonicSeconds()
    defer { self[keyPath: sum] += monotonicSeconds() - began }
    return try body()
  }

  /// The table: milliseconds a frame, and each part's share of the whole.
  func text(frames: Int, tracking: TrackingTimes, decoding: Double) -> String {
    let whole = monotonicSeconds() - began
    let known = waiting + tracking.cutting + tracking.network + tracking.locating + writing
    var rows: [(name: String, seconds: Double)] = [
      ("wait for frames", waiting), ("crop", tracking.cutting), ("network", tracking.network),
    ]
    rows += tracking.layers.map { ("  " + $0.name, $0.seconds) }
    rows += [
      ("score maps to box", tracking.locating), ("draw and write", writing),
      ("everything else", max(whole - known, 0)), ("whole", whole),
      ("decode, on threads of its own", decoding),
    ]
    let width = rows.map(\.name.count).max() ?? 0
    let lines = rows.map { row in
      let space = String(repeating: " ", count: width - row.name.count)
      return row.name + space
        + padded(hundredths(row.seconds * 1e3 / Double(max(frames, 1))), to: 10)
        + padded(oneDecimal(100 * row.seconds / max(whole, 1e-9)) + " %", to: 9)
    }
    let title = "milliseconds a frame, \(frames) frames:"
    return ([title] + lines).joined(separator: "\n") + "\n"
  }

  private func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(width - text.count, 0)) + text
  }

  private func hundredths(_ value: Double) -> String {
    let whole = Int((value * 100).rounded())
    let rest = whole % 100
    return "\(whole / 100)." + (rest < 10 ? "0" : "") + "\(rest)"
  }
}
