import ArgumentParser
import Tracking
import Video

extension Box {
  /// Reads a box as the command line takes it: `x,y,w,h`.
  ///
  /// - Throws: `ValidationError` saying what was expected.
  init(argument: String) throws {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false)
      .map { Double($0.trimmed) }
    guard numbers.count == 4, let x = numbers[0], let y = numbers[1], let width = numbers[2],
      let height = numbers[3], [x, y, width, height].allSatisfy(\.isFinite), width > 0, height > 0
    else {
      throw ValidationError("expected x,y,w,h: four finite numbers, w and h above zero")
    }
    self.init(x: x, y: y, width: width, height: height)
  }
}

/// A place in a video: a frame's number or a time.
enum FramePosition: Hashable, Sendable, ExpressibleByArgument {
  /// A 0-based index in display order.
  case frame(Int)
  /// Seconds from the beginning of the stream.
  case time(Double)

  /// A whole number is a frame; `4.5`, `4s`, `1:05` and `1:02:03.5` are times.
  init?(argument: String) {
    if let frame = Int(argument) {
      guard frame >= 0 else { return nil }
      self = .frame(frame)
      return
    }
    let text = argument.hasSuffix("s") ? String(argument.dropLast()) : argument
    let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Double($0) }
    guard (1...3).contains(parts.count) else { return nil }
    var seconds = 0.0
    for part in parts {
      guard let part, part.isFinite, part >= 0 else { return nil }
      seconds = seconds * 60 + part
    }
    self = .time(seconds)
  }

  var defaultValueDescription: String {
    switch self {
    case .frame(let frame): "\(frame)"
    case .time(let seconds): "\(seconds)s"
    }
  }

  /// Whether `frame` lies before this place.
  func isAfter(_ frame: Frame) -> Bool {
    switch self {
    case .frame(let index): frame.index < index
    // Half a microsecond: what a time with six decimals may be off.
    case .time(let seconds): frame.timestamp < seconds - 0.5e-6
    }
  }

  /// Whether `frame` lies behind this place.
  func isBefore(_ frame: Frame) -> Bool {
    switch self {
    case .frame(let index): frame.index > index
    case .time(let seconds): frame.timestamp > seconds + 0.5e-6
    }
  }
}

extension ResultFormat: ExpressibleByArgument {}

extension Substring {
  /// Without spaces at both ends.
  fileprivate var trimmed: Substring {
    var text = self
    while text.first == " " { text.removeFirst() }
    while text.last == " " { text.removeLast() }
    return text
  }
}
