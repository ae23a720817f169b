import NeuralNetworks
import Siamese
import Tracking
import Video

extension EvaluatedTracker {
  /// How many crops the control's batch normalizations are calibrated on.
  static let calibrationCrops = 8

  /// The control of a model: its network with random weights (``Siamese/TwinNetwork/randomWeights``),
  /// its statistics taken from the search regions around the object in the first frames of up to
  /// eight sequences, spread over the data set.
  ///
  /// - Parameters:
  ///   - folder: The model's folder.
  ///   - seed: What the weights are drawn from.
  ///   - dataset: Where the crops come from.
  ///   - name: The name that results are filed under; nil for the model's with the seed.
  /// - Throws: `ModelError` and the network's errors; what is wrong with the last sequence, where none
  ///   can be read.
  public static func control(
    of folder: ModelFolder, seed: UInt64, calibratedOn dataset: Dataset, name: String? = nil
  ) throws -> EvaluatedTracker {
    let configuration = try folder.readConfiguration()
    let settings =
      switch configuration.tracker {
      case .siamFC(let settings): settings
      }
    let crops = try searchRegions(of: dataset, settings: settings)
    let model = Model(
      name: folder.name, configuration: configuration,
      parameters: try configuration.network.randomWeights(seed: seed, calibratedOn: crops),
      threads: 1)
    try model.prepareTracking()
    return EvaluatedTracker(
      name: name ?? "\(folder.name)-random-\(seed)",
      model: RunManifest.ModelOrigin(
        name: folder.name,
        weights: "random, seed \(seed), calibrated on \(crops.shape[0]) crops of \(dataset.name)",
        configuration: "sha256:" + (try SHA256.digest(ofFile: folder.configurationPath)),
        precision: "fp32"),
      start: { try model.tracker(startingOn: $0, at: $1) })
  }

  /// The search regions of first frames: (N, 3, H, W).
  private static func searchRegions(
    of dataset: Dataset, settings: SiamFCSettings
  ) throws -> Tensor {
    let side = settings.searchSize
    var values: [Float] = []
    var failure: any Error = PassError.neverVisible(sequence: dataset.name, frames: 0)
    let count = min(calibrationCrops, dataset.entries.count)
    for number in 0..<count {
      let entry = dataset.entries[number * dataset.entries.count / count]
      do {
        var crop = [Float](repeating: 0, count: 3 * side * side)
        try crop.withUnsafeMutableBufferPointer {
          try sampleSearchRegion(of: entry.sequence(), settings: settings, into: $0)
        }
        values += crop
      } catch {
        failure = error
      }
    }
    guard !values.isEmpty else { throw failure }
    return Tensor(shape: [values.count / (3 * side * side), 3, side, side], values: values)
  }

  private static func sampleSearchRegion(
    of sequence: BenchmarkSequence, settings: SiamFCSettings,
    into output: UnsafeMutableBufferPointer<Float>
  ) throws {
    let pass = try Experiment.onePass.passes(over: sequence)[0]
    var frames = try PassFrames(pass, of: sequence)
    guard let frame = try frames.frame(at: pass.firstStep) else {
      throw EvaluationError.unreadableStart(sequence: sequence.name, frame: pass.firstStep)
    }
    let window = SearchWindow(around: pass.box, settings: settings)
    try RegionSampler().sample(
      frame, window.region(side: window.searchSide), side: settings.searchSize,
      fill: frame.meanColor(), into: output)
  }
}
