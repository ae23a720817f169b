import NeuralNetworks

/// Makes the weights of a model in whole numbers: how far each layer's levels reach is found out on
/// pictures, and which way of finding that out is best is measured on other pictures.
public struct ModelQuantizer: Sendable {
  /// How much quantized values differ from the floats they stand for: the length of the difference,
  /// as a share of the floats' length.
  public struct Errors: Sendable {
    /// Of every convolution with its ReLU, in the network's order.
    public var layers: [(name: String, error: Double)] = []
    /// Of the search regions' embeddings.
    public var embeddings = 0.0
    /// Of the score maps.
    public var scores = 0.0

    init(embeddings: Double = 0, scores: Double = 0) {
      self.embeddings = embeddings
      self.scores = scores
    }

    /// The means of several; zeros where there are none.
    public init(meanOf all: [Errors]) {
      guard let first = all.first else { return }
      func mean(_ error: (Errors) -> Double) -> Double {
        all.reduce(0) { $0 + error($1) } / Double(all.count)
      }
      embeddings = mean(\.embeddings)
      scores = mean(\.scores)
      layers = first.layers.indices.map { index in
        (first.layers[index].name, mean { $0.layers[index].error })
      }
    }
  }

  /// The ways of choosing limits that are tried.
  public static let methods: [ActivationHistogram.Method] = [
    .percentile(0.999), .percentile(0.9999), .percentile(0.99999), .percentile(1), .entropy,
  ]

  private let network: TwinNetwork
  private let parameters: [String: Tensor]
  private let quantizer: NetworkQuantizer
  private let threads: Int
  private var histograms: [String: ActivationHistogram] = [:]
  /// The network that gives the layers' values, by the shape of the pictures.
  private var calibrations: [[Int]: any PreparedNetwork] = [:]

  /// Prepares for a model of floats.
  ///
  /// - Throws: `NetworkError` where its backbone has operations that there are only floats for.
  public init(_ network: TwinNetwork, parameters: [String: Tensor], threads: Int) throws {
    self.network = network
    self.parameters = parameters
    self.threads = threads
    quantizer = try NetworkQuantizer(network.embeddingNetwork, parameters: parameters)
  }

  /// Counts the values that pictures give rise to.
  ///
  /// - Parameter pictures: (N, 3, H, W), RGB, 0…255: exemplars or search regions.
  public mutating func observe(_ pictures: Tensor) throws {
    if calibrations[pictures.shape] == nil {
      calibrations[pictures.shape] = try OneDNNEngine().prepare(
        quantizer.calibrationNetwork, parameters: parameters,
        inputShapes: [TwinNetwork.Port.image: pictures.shape], threads: threads)
    }
    guard let plan = try calibrations[pictures.shape]?.makePlan() else { return }
    try plan.setPicture(TwinNetwork.Port.image, to: pictures)
    try plan.run()
    for output in quantizer.calibrationNetwork.outputs {
      histograms[output.name, default: .init()].add(plan.output(output.name))
    }
  }

  /// What the highest level of each layer stands for, going by the pictures that were observed.
  public func limits(by method: ActivationHistogram.Method) -> [String: Float] {
    Dictionary(
      uniqueKeysWithValues: quantizer.calibrationNetwork.outputs.map { output in
        (output.name, histograms[output.name]?.limit(by: method) ?? 1)
      })
  }

  /// The weights in whole numbers.
  ///
  /// - Parameter limits: As ``limits(by:)`` gives them.
  public func weights(limits: [String: Float]) -> [String: Tensor] {
    quantizer.quantizedParameters(limits: limits)
  }

  /// What such limits cost.
  ///
  /// - Parameters:
  ///   - pairs: Exemplars, (1, 3, h, w), and their search regions, (N, 3, H, W), RGB, 0…255; all of
  ///     one shape.
  ///   - isCancelled: Asked after each pair; where it says yes, what is measured is all there is.
  /// - Returns: The mean over all pairs of each error.
  public func errors(
    limits: [String: Float], pairs: [(exemplar: Tensor, search: Tensor)],
    isCancelled: () -> Bool = { false }
  ) throws -> Errors {
    guard let first = pairs.first else { return Errors() }
    let weights = weights(limits: limits)
    let exact = try Responses(
      of: network, layers: quantizer.calibrationNetwork, parameters: parameters, like: first,
      threads: threads)
    let found = try Responses(
      of: network.quantized(), layers: quantizer.levelsNetwork, parameters: weights, like: first,
      threads: threads)
    var all: [Errors] = []
    for pair in pairs where !isCancelled() {
      try exact.compute(pair)
      try found.compute(pair)
      var errors = Errors(
        embeddings: relativeError(found.embedding, exact.embedding),
        scores: relativeError(found.scores, exact.scores))
      for output in quantizer.calibrationNetwork.outputs {
        let step = (limits[output.name] ?? 1) / 255
        errors.layers.append(
          (
            output.name,
            relativeError(found.layer(output.name), times: step, exact.layer(output.name))
          ))
      }
      all.append(errors)
    }
    return Errors(meanOf: all)
  }
}

/// What one form of a network makes of pairs of pictures.
private final class Responses {
  private let exemplars: any InferencePlan
  private let searches: any InferencePlan
  private let comparison: any InferencePlan
  private let layers: any InferencePlan

  /// - Parameters:
  ///   - layers: The same network with its layers as outputs.
  ///   - pair: Pictures of the shapes that all will have.
  init(
    of network: TwinNetwork, layers: Network, parameters: [String: Tensor],
    like pair: (exemplar: Tensor, search: Tensor), threads: Int
  ) throws {
    func plan(_ network: Network, _ inputs: [String: [Int]]) throws -> any InferencePlan {
      try OneDNNEngine().prepare(
        network, parameters: parameters, inputShapes: inputs, threads: threads
      ).makePlan()
    }
    let image = TwinNetwork.Port.image
    exemplars = try plan(network.embeddingNetwork, [image: pair.exemplar.shape])
    searches = try plan(network.embeddingNetwork, [image: pair.search.shape])
    comparison = try plan(
      network.similarityNetwork,
      [
        TwinNetwork.Port.exemplar: exemplars.outputShape(TwinNetwork.Port.embedding),
        TwinNetwork.Port.embedding: searches.outputShape(TwinNetwork.Port.embedding),
      ])
    self.layers = try plan(layers, [image: pair.search.shape])
  }

  func compute(_ pair: (exemplar: Tensor, search: Tensor)) throws {
    try exemplars.setPicture(TwinNetwork.Port.image, to: pair.exemplar)
    try searches.setPicture(TwinNetwork.Port.image, to: pair.search)
    try layers.setPicture(TwinNetwork.Port.image, to: pair.search)
    for plan in [exemplars, searches, layers] { try plan.run() }
    _ = comparison.input(TwinNetwork.Port.exemplar)
      .update(fromContentsOf: exemplars.output(TwinNetwork.Port.embedding))
    _ = comparison.input(TwinNetwork.Port.embedding).update(fromContentsOf: embedding)
    try comparison.run()
  }

  /// Of the search regions.
  var embedding: UnsafeBufferPointer<Float> { searches.output(TwinNetwork.Port.embedding) }
  var scores: UnsafeBufferPointer<Float> { comparison.output(TwinNetwork.Port.scores) }
  func layer(_ name: String) -> UnsafeBufferPointer<Float> { layers.output(name) }
}

/// ‖factor · found − expected‖ / ‖expected‖.
private func relativeError(
  _ found: UnsafeBufferPointer<Float>, times factor: Float = 1,
  _ expected: UnsafeBufferPointer<Float>
) -> Double {
  var (difference, length) = (0.0, 0.0)
  for (found, expected) in zip(found, expected) {
    let distance = Double(factor * found - expected)
    difference += distance * distance
    length += Double(expected) * Double(expected)
  }
  return length > 0 ? (difference / length).squareRoot() : 0
}
