import NeuralNetworks
import Siamese
import Tracking
import Video

extension EvaluatedTracker {
  /// The tracker of a model, with one thread for its network: other sequences have the others.
  ///
  /// - Parameters:
  ///   - folder: The model's folder.
  ///   - name: The name that results are filed under; nil for the model's.
  ///   - precision: What the network is computed in; nil for the fastest.
  /// - Throws: `ModelError` or `WeightsError` naming the file and what is wrong with it.
  public init(
    _ folder: ModelFolder, name: String? = nil, precision: ModelPrecision? = .float32
  ) throws {
    let model = try Model(folder, precision: precision, threads: 1)
    try model.prepareTracking()
    self.init(
      name: name ?? folder.name,
      model: RunManifest.ModelOrigin(
        name: folder.name,
        weights: "sha256:" + (try SHA256.digest(ofFile: folder.weightsPath(for: model.precision))),
        configuration: "sha256:" + (try SHA256.digest(ofFile: folder.configurationPath)),
        precision: model.precision.rawValue),
      start: { try model.tracker(startingOn: $0, at: $1) })
  }
}

extension EvaluatedTracker {
  /// The tracker of a model that is in memory, as one in training is.
  package init(_ model: Model) {
    self.init(name: model.name, start: { try model.tracker(startingOn: $0, at: $1) })
  }
}

extension Model {
  /// Tracks on two grey pictures: what is made once for a model, its compiled network, then is in the
  /// time of nobody's first frame.
  func prepareTracking() throws {
    let side = 64
    let grey = try Frame(
      rgb: Array(repeating: 128, count: 3 * side * side), width: side, height: side)
    var tracker = try tracker(
      startingOn: grey, at: Box(x: 16, y: 16, width: 32, height: 32))
    try tracker.update(with: grey)
  }
}
