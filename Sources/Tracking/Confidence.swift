import Glibc
import Siamese

/// The probability that a tracked box is right, from the shape of the response it was found in.
///
/// A logistic regression over three features of the winning score map, the first two relative to the
/// response that the exemplar got in its own frame:
/// - height: the peak's score divided by the first one's;
/// - margin: the peak's distance to the highest score elsewhere, divided by the first peak's score;
/// - sharpness: the peak's height above the map's mean, in standard deviations of the map.
///
/// "Right" means an intersection over union with the true box of at least one half.
struct Confidence: Hashable, Sendable {
  let settings: ConfidenceSettings
  private let firstHeight: Double

  /// - Parameters:
  ///   - settings: The fitted weights, from the model.
  ///   - first: The response in the exemplar's own frame.
  init(settings: ConfidenceSettings, first: SiamFCResponse) {
    self.settings = settings
    // An exemplar that does not even answer to itself makes every ratio meaningless: score 0.
    firstHeight = first.shape.height > 0 ? first.shape.height : .nan
  }

  /// The features of a response: height, margin and sharpness.
  func features(of shape: ResponseShape) -> SIMD3<Double> {
    SIMD3(shape.height / firstHeight, shape.margin / firstHeight, shape.sharpness)
  }

  /// The score of a response with the given features, 0 to 1.
  func score(of features: SIMD3<Double>) -> Double {
    let weights = SIMD3(settings.height, settings.margin, settings.sharpness)
    let logit = settings.intercept + (weights * features).sum()
    // A map of broken numbers is no evidence of anything.
    return logit.isFinite ? 1 / (1 + exp(-logit)) : 0
  }

  /// The state that a score stands for.
  func state(for score: Double) -> TrackState {
    if score < settings.lostBelow { return .lost }
    return score < settings.uncertainBelow ? .uncertain : .tracked
  }
}
