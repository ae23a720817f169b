/// What a score map looks like around its peak: the evidence that the score is computed from.
struct ResponseShape: Hashable, Sendable {
  /// The score at the peak.
  var height: Double
  /// How much higher that is than the highest score away from the peak; negative where another
  /// place would win without the window.
  var margin: Double
  /// How many standard deviations of the whole map the peak lies above the map's mean.
  var sharpness: Double
}

extension ResponseMap {
  /// How far from the peak, in cells of the score map, another peak is another place. The exemplar
  /// covers 6 cells, and its own response falls off within 2.
  private static let neighbourhood = 2

  /// Measures the score map of the winning scale around its peak.
  ///
  /// - Parameter scores: What ``locate(_:scalePenalty:windowInfluence:)`` found `peak` in.
  func shape(of scores: UnsafeBufferPointer<Float>, at peak: Peak) -> ResponseShape {
    let area = side * side
    let map = UnsafeBufferPointer(
      rebasing: scores[peak.scaleIndex * area..<(peak.scaleIndex + 1) * area])
    let centre = Double(side - 1) / 2
    let row = Int((centre + peak.y / Double(factor)).rounded()).clamped(to: 0...side - 1)
    let column = Int((centre + peak.x / Double(factor)).rounded()).clamped(to: 0...side - 1)
    var height = -Float.infinity
    var elsewhere = -Float.infinity
    var sum = 0.0
    var squares = 0.0
    for y in 0..<side {
      for x in 0..<side {
        let score = map[y * side + x]
        sum += Double(score)
        squares += Double(score) * Double(score)
        // The finer peak may round to a neighbour of the coarse one.
        let distance = max(abs(y - row), abs(x - column))
        if distance <= 1 {
          height = max(height, score)
        } else if distance > Self.neighbourhood {
          elsewhere = max(elsewhere, score)
        }
      }
    }
    let mean = sum / Double(area)
    let variance = max(squares / Double(area) - mean * mean, 1e-12)
    return ResponseShape(
      height: Double(height), margin: Double(height) - Double(elsewhere),
      sharpness: (Double(height) - mean) / variance.squareRoot())
  }
}
