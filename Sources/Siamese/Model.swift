import NeuralNetworks

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A twin network with its weights: immutable, and shared by all trackers that use it.
///
/// What is expensive to make, primitives and packed weights, is made once for every size of input;
/// scratch memory is lent to one computation at a time.
public final class Model: Sendable {
  /// The folder's name.
  public let name: String
  /// The network's parts and the settings of its tracker.
  public let configuration: ModelConfiguration
  /// What is computed: the configuration's network, or that in whole numbers.
  public let network: TwinNetwork
  /// The numbers that the backbone is computed in.
  public let precision: ModelPrecision
  /// The weights by their names in ``network``'s description.
  public let parameters: [String: Tensor]
  /// What computes the network.
  public let engine: any Engine
  /// How many threads a computation uses.
  public let threads: Int

  private let derived = Guarded<[ObjectIdentifier: any Sendable]>([:])
  private let embeddingPlans = Guarded<[[Int]: Pool<any InferencePlan>]>([:])

  /// Joins a configuration with its weights, to be computed in 32-bit floats.
  ///
  /// - Parameters:
  ///   - name: How messages call it.
  ///   - configuration: The network's parts and the tracker's settings.
  ///   - parameters: Every tensor that the network needs.
  ///   - engine: What computes the network.
  ///   - threads: How many threads a computation uses; nil for one a processor.
  public convenience init(
    name: String, configuration: ModelConfiguration, parameters: [String: Tensor],
    engine: any Engine = OneDNNEngine(), threads: Int? = nil
  ) {
    self.init(
      name: name, configuration: configuration, network: configuration.network,
      precision: .float32, parameters: parameters, engine: engine, threads: threads)
  }

  /// - Parameters:
  ///   - network: The configuration's, or what was made of it.
  ///   - precision: What network and engine compute in.
  init(
    name: String, configuration: ModelConfiguration, network: TwinNetwork,
    precision: ModelPrecision, parameters: [String: Tensor], engine: any Engine, threads: Int?
  ) {
    self.name = name
    self.configuration = configuration
    self.network = network
    self.precision = precision
    self.parameters = parameters
    self.engine = engine
    self.threads = threads ?? ProcessInfo.processInfo.activeProcessorCount
  }

  /// Loads a model folder.
  ///
  /// - Parameters:
  ///   - precision: What the backbone is computed in; nil for the fastest that the processor has
  ///     instructions for and the folder has weights for. Boxes differ a little from one to another.
  ///   - threads: How many threads a computation uses; nil for one a processor.
  /// - Throws: ``ModelError`` or `WeightsError` naming the file and what is wrong with it;
  ///   `NetworkError.precision` for 16-bit floats where the processor has none.
  public convenience init(
    _ folder: ModelFolder, precision: ModelPrecision? = nil, threads: Int? = nil
  ) throws {
    let configuration = try folder.readConfiguration()
    let precision = precision ?? .fastest(for: folder)
    let network =
      precision == .int8 ? try configuration.network.quantized() : configuration.network
    self.init(
      name: folder.name, configuration: configuration, network: network, precision: precision,
      parameters: try folder.readParameters(of: network),
      engine: OneDNNEngine(precision: precision == .bfloat16 ? .bfloat16 : .float32),
      threads: threads)
  }

  /// Loads a model by its name, or by the path of its folder; otherwise as
  /// ``init(_:precision:threads:)``.
  ///
  /// - Throws: ``ModelError`` or `WeightsError` naming the file and what is wrong with it.
  public convenience init(
    named nameOrFolder: String, precision: ModelPrecision? = nil, threads: Int? = nil
  ) throws {
    try self.init(ModelLocator().find(nameOrFolder), precision: precision, threads: threads)
  }

  /// Makes the network for fixed sizes of its inputs.
  ///
  /// - Parameters:
  ///   - network: One of ``TwinNetwork``'s.
  ///   - inputShapes: The shape of every input by its name.
  public func prepare(
    _ network: Network, inputShapes: [String: [Int]]
  ) throws -> any PreparedNetwork {
    try engine.prepare(
      network, parameters: parameters, inputShapes: inputShapes, threads: threads)
  }

  /// Embeds pictures, exemplars and search regions alike.
  ///
  /// The first call for a shape prepares the network for it, which takes many times as long as a
  /// computation and is kept for as long as the model lives.
  ///
  /// - Parameter images: (N, 3, H, W), RGB, 0…255.
  /// - Returns: (N, C, h, w).
  public func embed(_ images: Tensor) throws -> Tensor {
    let plans = try embeddingPlans.withLock { plans in
      if let known = plans[images.shape] { return known }
      let prepared = try prepare(
        network.embeddingNetwork, inputShapes: [TwinNetwork.Port.image: images.shape])
      let pool = Pool { try prepared.makePlan() }
      plans[images.shape] = pool
      return pool
    }
    return try plans.withElement { plan in
      try plan.setPicture(TwinNetwork.Port.image, to: images)
      try plan.run()
      return plan.tensor(TwinNetwork.Port.embedding)
    }
  }

  /// Compares embeddings. Every call prepares the comparison anew; a tracker, which compares often,
  /// prepares ``TwinNetwork/searchNetwork`` once.
  ///
  /// - Parameters:
  ///   - exemplar: (M, C, h, w).
  ///   - search: (N, C, H, W), N a multiple of M: exemplar m goes with the N / M search regions from
  ///     m · N / M on.
  /// - Returns: Score maps, (N, 1, H − h + 1, W − w + 1).
  public func scores(exemplar: Tensor, search: Tensor) throws -> Tensor {
    let plan = try prepare(
      network.similarityNetwork,
      inputShapes: [
        TwinNetwork.Port.exemplar: exemplar.shape, TwinNetwork.Port.embedding: search.shape,
      ]
    ).makePlan()
    _ = plan.input(TwinNetwork.Port.exemplar).update(fromContentsOf: exemplar.values)
    _ = plan.input(TwinNetwork.Port.embedding).update(fromContentsOf: search.values)
    try plan.run()
    return plan.tensor(TwinNetwork.Port.scores)
  }

  /// What others derive from this model once and share, such as a pool of plans with the scratch
  /// memory around them; kept by its type for as long as the model lives. `make` must not ask for
  /// another one.
  public func shared<Derived: Sendable>(
    _ type: Derived.Type, make: () throws -> Derived
  ) rethrows -> Derived {
    try derived.withLock { derived in
      if let known = derived[ObjectIdentifier(type)] as? Derived { return known }
      let made = try make()
      derived[ObjectIdentifier(type)] = made
      return made
    }
  }
}
