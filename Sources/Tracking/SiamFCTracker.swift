import NeuralNetworks
import Siamese
import Video

/// The tracker of Bertinetto et al., "Fully-Convolutional Siamese Networks for Object Tracking"
/// (ECCV 2016 workshops), with the arithmetic of its published PyTorch implementation: the same
/// weights and frames give the same boxes.
///
/// The exemplar is embedded once, from the first frame, and never changes. Every update looks at
/// the square around the last place at several scales, correlates their embeddings with the
/// exemplar's, and moves to the peak of the best scale's windowed score map.
///
/// Added to the published algorithm: bounds on size and position, which do not bind while an object
/// is followed, and the score with its states (``Confidence``).
public struct SiamFCTracker: Tracker {
  public private(set) var track: Track
  /// The box of the search itself, which goes on moving while the object is lost and ``track``'s
  /// box stands still. Benchmarks of the published algorithm want this one.
  public var searchBox: Box { window.box }

  private let pipeline: SiamFCPipeline
  private let exemplar: Tensor
  private let fill: RGBColor
  private var first: SearchWindow
  private var frameSize: (width: Int, height: Int)
  private let confidence: Confidence
  /// What the last score was computed from: height, margin and sharpness (``Confidence``).
  package private(set) var features = SIMD3<Double>()
  /// Where the search itself is; set by who compares it with another implementation's.
  package var window: SearchWindow

  public init(model: Model, startingOn frame: Frame, at box: Box) throws {
    let settings =
      switch model.configuration.tracker {
      case .siamFC(let settings): settings
      }
    try box.validate(inPictureOfWidth: frame.width, height: frame.height)
    pipeline = try SiamFCPipeline.shared(by: model, settings: settings)
    window = SearchWindow(around: box, settings: settings)
    first = window
    frameSize = (frame.width, frame.height)
    fill = try frame.meanColor()
    exemplar = try model.embed(
      pipeline.cutExemplar(
        of: frame, in: window.region(side: window.exemplarSide), fill: fill))
    confidence = try Confidence(
      settings: settings.confidence,
      first: pipeline.respond(to: exemplar, in: frame, around: window, fill: fill))
    track = Track(box: box, score: 1, state: .initial)
  }

  public var times: TrackingTimes { pipeline.times }

  @discardableResult
  public mutating func update(with frame: Frame) throws -> Track {
    adapt(toFrameOfWidth: frame.width, height: frame.height)
    let response = try pipeline.respond(to: exemplar, in: frame, around: window, fill: fill)
    follow(response)
    features = confidence.features(of: response.shape)
    let score = confidence.score(of: features)
    let state = confidence.state(for: score)
    let lastBox = track.box
    track = Track(box: state == .lost ? lastBox : window.box, score: score, state: state)
    return track
  }

  /// Moves and resizes the window to where the response has its peak.
  mutating func follow(_ response: SiamFCResponse) {
    let settings = pipeline.settings
    let scale = pipeline.scales[response.peak.scaleIndex]
    let pixels =
      Double(pipeline.stride) / Double(settings.responseUpsampling)
      * window.searchSide * scale / Double(settings.searchSize)
    window.move(
      x: response.peak.x * pixels, y: response.peak.y * pixels,
      inPictureOfWidth: frameSize.width, height: frameSize.height)
    window.resize(
      by: (1 - settings.scaleDamping) + settings.scaleDamping * scale, first: first,
      bounds: settings.minimumSize...settings.maximumSize)
  }

  /// How much higher the windowed response has its peak than at the place another implementation
  /// moved to, as a share of the peak.
  package func margin(toPeakAt other: SearchWindow, in frame: Frame) throws -> Double {
    let settings = pipeline.settings
    let cells =
      Double(settings.responseUpsampling) / Double(pipeline.stride)
      * Double(settings.searchSize) / window.searchSide
    return try pipeline.margin(
      over: (
        x: (other.centreX - window.centreX) * cells,
        y: (other.centreY - window.centreY) * cells
      ), of: exemplar, in: frame, around: window, fill: fill)
  }

  /// Scales the track where the frame's size differs from the last one's.
  private mutating func adapt(toFrameOfWidth width: Int, height: Int) {
    guard (width, height) != frameSize else { return }
    let horizontal = Double(width) / Double(frameSize.width)
    let vertical = Double(height) / Double(frameSize.height)
    window = window.scaled(x: horizontal, y: vertical)
    first = first.scaled(x: horizontal, y: vertical)
    track.box = track.box.scaled(x: horizontal, y: vertical)
    frameSize = (width, height)
  }
}
