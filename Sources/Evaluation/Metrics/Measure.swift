/// A number that a one-pass evaluation is summed up in; more is better.
public enum Measure: String, CaseIterable, Sendable, Codable, CodingKeyRepresentable {
  case successAUC
  case precisionAt20
  case normalizedPrecisionAUC
  case averageOverlap
  case successRate50
  case successRate75

  /// What a table's column says.
  public var title: String {
    switch self {
    case .successAUC: "Success (AUC)"
    case .precisionAt20: "Precision at 20 px"
    case .normalizedPrecisionAUC: "Normalized precision (AUC)"
    case .averageOverlap: "Average overlap"
    case .successRate50: "Success rate at 0.5"
    case .successRate75: "Success rate at 0.75"
    }
  }
}

extension OnePassMeasures {
  /// A measure by its name.
  public subscript(measure: Measure) -> Double {
    switch measure {
    case .successAUC: successAUC
    case .precisionAt20: precisionAt20
    case .normalizedPrecisionAUC: normalizedPrecisionAUC
    case .averageOverlap: averageOverlap
    case .successRate50: successRate50
    case .successRate75: successRate75
    }
  }
}
