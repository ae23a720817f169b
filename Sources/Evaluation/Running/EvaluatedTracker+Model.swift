import NeuralNetworks
import Siamese
import Tracking

extension EvaluatedTracker {
  /// The tracker of a model, with one thread for its network: other sequences have the others.
  ///
  /// - Parameters:
  ///   - folder: The model's folder.
  ///   - name: The name that results are filed under; nil for the model's.
  /// - Throws: `ModelError` or `WeightsError` naming the file and what is wrong with it.
  public init(_ folder: ModelFolder, name: String? = nil) throws {
    let model = try Model(folder, threads: 1)
    self.init(
      name: name ?? folder.name,
      model: RunManifest.ModelOrigin(
        name: folder.name,
        weights: "sha256:" + (try SHA256.digest(ofFile: folder.weightsPath)),
        configuration: "sha256:" + (try SHA256.digest(ofFile: folder.configurationPath)),
        precision: "fp32"),
      start: { try model.tracker(startingOn: $0, at: $1) })
  }
}
