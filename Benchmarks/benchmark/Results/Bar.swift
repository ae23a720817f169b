/// Something that this program sets out to keep.
struct Bar: Codable {
  enum Limit: Codable {
    case atMost(Double)
    case atLeast(Double)
  }

  /// What is held against the limit.
  let name: String
  let measured: Measurement
  /// What it cannot be better than, or is compared with, in the same run.
  let floor: String
  let limit: Limit

  /// Whether the median keeps the limit.
  var isKept: Bool {
    switch limit {
    case .atMost(let bound): measured.median <= bound
    case .atLeast(let bound): measured.median >= bound
    }
  }

  var limitText: String {
    switch limit {
    case .atMost(let bound): "≤ \(decimal(bound, 2))"
    case .atLeast(let bound): "≥ \(decimal(bound, 2))"
    }
  }
}
