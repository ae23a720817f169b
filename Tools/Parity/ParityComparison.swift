import NeuralNetworks
import Siamese
import Tracking
import Video

/// How well the tracker agrees with a reference implementation on one sequence.
package struct ParityComparison {
  /// The share of crop values that are within one grey level of the reference's, by crop.
  package var cropAgreement: [String: Double] = [:]
  /// Relative L2 errors of the exemplar's embedding and of the score maps, by name.
  package var relativeErrors: [String: Double] = [:]
  /// Started from the reference's previous state, the largest distance of an edge of the next box,
  /// in pixels, and its frame.
  package var worstStep: (frame: Int, pixels: Double) = (0, 0)
  /// The share of such steps whose edges are all within a pixel.
  package var stepsWithinAPixel = 0.0
  /// The mean overlap of the boxes with the reference's when running free.
  package var meanOverlap = 0.0
  /// The first frame, running free, in which an edge is more than a pixel off.
  package var parting: Parting?

  /// Where two traces part.
  package struct Parting {
    package var frame: Int
    /// How much higher our peak is than the reference's place in our windowed map, as a share of the
    /// peak: near zero where two peaks are equally good.
    package var margin: Double
  }

  /// Compares on the frames of a sequence.
  package init(
    _ reference: ReferenceTrace, frames: [Frame], model: Model, settings: SiamFCSettings
  ) throws {
    let pipeline = try SiamFCPipeline.shared(by: model, settings: settings)
    let fill = try frames[0].meanColor()
    let start = reference.states[0]
    let crop = try pipeline.cutExemplar(
      of: frames[0], in: start.region(side: start.exemplarSide), fill: fill)
    let exemplar = try model.embed(crop)
    cropAgreement["exemplar"] = try Self.agreement(
      crop, reference.array("exemplar_crop", frame: 0))
    relativeErrors["exemplar embedding"] = try Self.relativeError(
      exemplar.values, reference.array("exemplar_embedding", frame: 0).values)
    for frame in reference.recordedFrames {
      let (pictures, scores) = try pipeline.inspect(
        exemplar, in: frames[frame], around: reference.states[frame - 1], fill: fill)
      cropAgreement["search \(frame)"] = try Self.agreement(
        pictures, reference.array("search_crops", frame: frame))
      relativeErrors["score maps \(frame)"] = try Self.relativeError(
        scores.values, reference.array("score_maps", frame: frame).values)
    }
    try compareSteps(reference, frames: frames, model: model)
    try compareFreeRun(reference, frames: frames, model: model)
  }

  private mutating func compareSteps(
    _ reference: ReferenceTrace, frames: [Frame], model: Model
  ) throws {
    var near = 0
    var tracker = try SiamFCTracker(
      model: model, startingOn: frames[0], at: reference.states[0].box)
    for frame in 1..<min(frames.count, reference.states.count) {
      tracker.window = reference.states[frame - 1]
      try tracker.update(with: frames[frame])
      let distance = Self.edgeDistance(tracker.searchBox, reference.states[frame].box)
      if distance > worstStep.pixels { worstStep = (frame, distance) }
      if distance <= 1 { near += 1 }
    }
    stepsWithinAPixel = Double(near) / Double(max(min(frames.count, reference.states.count) - 1, 1))
  }

  private mutating func compareFreeRun(
    _ reference: ReferenceTrace, frames: [Frame], model: Model
  ) throws {
    var tracker = try SiamFCTracker(
      model: model, startingOn: frames[0], at: reference.states[0].box)
    var overlaps: [Double] = []
    for frame in 1..<min(frames.count, reference.states.count) {
      let before = tracker
      try tracker.update(with: frames[frame])
      let expected = reference.states[frame]
      overlaps.append(tracker.searchBox.intersectionOverUnion(expected.box))
      if parting == nil, Self.edgeDistance(tracker.searchBox, expected.box) > 1 {
        let margin = try before.margin(toPeakAt: expected, in: frames[frame])
        parting = Parting(frame: frame, margin: margin)
      }
    }
    meanOverlap = overlaps.reduce(0, +) / Double(max(overlaps.count, 1))
  }

  /// The share of values within one grey level; the reference is (…, H, W, 3), ours (…, 3, H, W).
  private static func agreement(_ ours: Tensor, _ reference: NumPyArray) throws -> Double {
    let (batch, side) = (ours.shape[0], ours.shape[3])
    guard reference.values.count == ours.count else { return 0 }
    var near = 0
    for item in 0..<batch {
      for channel in 0..<3 {
        for pixel in 0..<side * side {
          let mine = ours.values[(item * 3 + channel) * side * side + pixel]
          let theirs = reference.values[(item * side * side + pixel) * 3 + channel]
          if abs(mine - theirs) <= 1 { near += 1 }
        }
      }
    }
    return Double(near) / Double(ours.count)
  }

  private static func relativeError(_ ours: [Float], _ reference: [Float]) -> Double {
    guard ours.count == reference.count else { return .infinity }
    var error = 0.0
    var norm = 0.0
    for (mine, theirs) in zip(ours, reference) {
      error += Double(mine - theirs) * Double(mine - theirs)
      norm += Double(theirs) * Double(theirs)
    }
    return (error / norm).squareRoot()
  }

  /// The largest distance between two boxes' edges.
  private static func edgeDistance(_ one: Box, _ other: Box) -> Double {
    [
      one.x - other.x, one.y - other.y, one.right - other.right, one.bottom - other.bottom,
    ].map(abs).max() ?? 0
  }
}
