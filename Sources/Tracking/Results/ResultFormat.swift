/// How results are written down. Numbers have as many decimals as they need to come back the same.
public enum ResultFormat: String, Hashable, Sendable, CaseIterable {
  /// RFC 4180 with a header row: `frame,timestamp,x,y,width,height,score,state`, with a leading
  /// `id` where there are several objects.
  case csv
  /// One JSON object a line, with the columns of ``csv`` as its keys.
  case jsonLines = "json-lines"
  /// MOT Challenge: `frame,id,left,top,width,height,confidence,-1,-1,-1`, frame and box 1-based.
  case mot
  /// OTB's results: `x,y,width,height`, 1-based, one line a frame; for one object.
  case otb

  /// The usual extension of such a file, without the dot.
  public var fileExtension: String {
    switch self {
    case .csv: "csv"
    case .jsonLines: "jsonl"
    case .mot, .otb: "txt"
    }
  }

  /// The line before all rows, or nil where the format has none.
  ///
  /// - Parameter withID: Whether rows will have an id.
  public func header(withID: Bool) -> String? {
    guard self == .csv else { return nil }
    return (withID ? "id," : "") + "frame,timestamp,x,y,width,height,score,state"
  }

  /// The line of one row, without its line break.
  public func line(for row: ResultRow) -> String {
    let box = row.track.box
    let id = row.id ?? 1
    let timestamp = Self.sixDecimals(row.timestamp)
    switch self {
    case .csv:
      return (row.id.map { "\($0)," } ?? "")
        + "\(row.frame),\(timestamp),\(box.x),\(box.y),\(box.width),\(box.height),"
        + "\(row.track.score),\(row.track.state.rawValue)"
    case .jsonLines:
      return "{" + (row.id.map { "\"id\":\($0)," } ?? "")
        + "\"frame\":\(row.frame),\"timestamp\":\(timestamp),\"x\":\(box.x),\"y\":\(box.y),"
        + "\"width\":\(box.width),\"height\":\(box.height),\"score\":\(row.track.score),"
        + "\"state\":\"\(row.track.state.rawValue)\"}"
    case .mot:
      return "\(row.frame + 1),\(id),\(box.x + 1),\(box.y + 1),\(box.width),\(box.height),"
        + "\(row.track.score),-1,-1,-1"
    case .otb:
      return "\(box.x + 1),\(box.y + 1),\(box.width),\(box.height)"
    }
  }

  /// A number of seconds with six decimals.
  static func sixDecimals(_ seconds: Double) -> String {
    guard seconds.isFinite, abs(seconds) < 1e12 else { return "0.000000" }
    let microseconds = Int((seconds * 1e6).rounded())
    let digits = String(abs(microseconds) % 1_000_000)
    return (microseconds < 0 ? "-" : "") + "\(abs(microseconds) / 1_000_000)."
      + String(repeating: "0", count: 6 - digits.count) + digits
  }
}
