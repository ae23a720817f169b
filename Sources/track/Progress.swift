import Siamese
import Tracking
import Video

/// The progress line of a terminal, and the summary after it.
struct Progress {
  private let console: Console
  private let total: Int?
  private let began = monotonicSeconds()
  private var lastShown = -Double.infinity
  private(set) var frames = 1
  private var counts: [TrackState: Int] = [:]

  init(
    console: Console, information: VideoReader.Information, end: FramePosition?
  ) {
    self.console = console
    let rate = information.averageFrameRate ?? 25
    let whole = information.frameCount ?? information.duration.flatMap { Self.count($0 * rate) }
    let asked: Int? =
      switch end {
      case .frame(let last): last < .max ? last + 1 : last
      case .time(let seconds): Self.count(seconds * rate)
      case nil: nil
      }
    total = [whole, asked].compactMap { $0 }.min()
  }

  /// A number of frames, where it is one.
  private static func count(_ frames: Double) -> Int? {
    Int(exactly: frames.rounded())
  }

  /// Counts a frame and shows the line, at most ten times a second.
  mutating func advance(to frame: Frame, tracks: [Track]) {
    frames += 1
    for track in tracks { counts[track.state, default: 0] += 1 }
    let now = monotonicSeconds()
    guard console.showsProgress, now - lastShown >= 0.1 else { return }
    lastShown = now
    let rate = Double(frames - 1) / max(now - began, 1e-9)
    let score = tracks.map(\.score).min() ?? 0
    var line = "frame \(frame.index)"
    if let total { line += " of \(total)" }
    line += "  \(oneDecimal(rate)) frames/s  score \(Int((score * 100).rounded()))%"
    if let total, total > frame.index {
      line += "  \(clockTime(Double(total - 1 - frame.index) / rate)) left"
    }
    console.write(line)
  }

  /// Takes the line away.
  func clear() {
    if console.showsProgress { console.write("") }
  }

  /// Says what was done, on a terminal.
  func summarize(outputs: Outputs, model: Model) {
    guard console.showsProgress else { return }
    let seconds = monotonicSeconds() - began
    var line = "\(frames) frames in \(oneDecimal(seconds)) s"
    if frames > 1 { line += ", \(oneDecimal(Double(frames - 1) / seconds)) frames/s" }
    line += ", \(model.name) in \(model.precision.rawValue)"
    for state in [TrackState.uncertain, .lost] {
      if let count = counts[state] { line += ", \(count) \(state.rawValue)" }
    }
    if case .file(let path) = outputs.results { line += "; boxes: \(path)" }
    if let annotated = outputs.annotated { line += "; video: \(annotated)" }
    console.write(line + "\n")
  }
}

/// A number with one decimal.
func oneDecimal(_ value: Double) -> String {
  guard let tenths = Int(exactly: (value * 10).rounded()) else { return "\(value)" }
  return "\(tenths / 10).\(tenths % 10)"
}

/// Minutes and seconds.
func clockTime(_ seconds: Double) -> String {
  guard let whole = Int(exactly: seconds.rounded(.up)) else { return "long" }
  let rest = whole % 60
  return "\(whole / 60):" + (rest < 10 ? "0\(rest)" : "\(rest)")
}
