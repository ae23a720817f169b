/// How the shape of a response becomes the score: a logistic regression, fitted to tracked sequences
/// with known boxes, and the thresholds of the states.
///
/// score = 1 / (1 + exp(−(intercept + height · h + margin · m + sharpness · s))), with the features
/// h, m and s that the tracker documents.
public struct ConfidenceSettings: Hashable, Sendable {
  /// The constant term.
  public var intercept: Double
  /// The weight of the peak's height.
  public var height: Double
  /// The weight of the margin to the second peak.
  public var margin: Double
  /// The weight of the peak's sharpness.
  public var sharpness: Double
  /// Scores below this are `uncertain`.
  public var uncertainBelow: Double
  /// Scores below this are `lost`.
  public var lostBelow: Double

  /// Creates settings from their values.
  public init(
    intercept: Double, height: Double, margin: Double, sharpness: Double, uncertainBelow: Double,
    lostBelow: Double
  ) {
    self.intercept = intercept
    self.height = height
    self.margin = margin
    self.sharpness = sharpness
    self.uncertainBelow = uncertainBelow
    self.lostBelow = lostBelow
  }

  /// Fitted to the model `siamfc-alexnet`; its card says how.
  public static let siamFCAlexNet = ConfidenceSettings(
    intercept: -5.0327, height: 2.4899, margin: 2.6499, sharpness: 0.9891, uncertainBelow: 0.5,
    lostBelow: 0.1)
}

extension ConfidenceSettings: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case intercept, height, margin, sharpness
    case uncertainBelow = "uncertain_below"
    case lostBelow = "lost_below"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    let finite = -1e6...1e6
    intercept = try values.decode(.intercept, in: finite)
    height = try values.decode(.height, in: finite)
    margin = try values.decode(.margin, in: finite)
    sharpness = try values.decode(.sharpness, in: finite)
    uncertainBelow = try values.decode(.uncertainBelow, in: 0...1)
    lostBelow = try values.decode(.lostBelow, in: 0...uncertainBelow)
  }
}
