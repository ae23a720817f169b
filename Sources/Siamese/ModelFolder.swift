import Glibc
import NeuralNetworks

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A model on disk: a folder with `config.json`, `model.safetensors` and `README.md` (its card), and
/// possibly `model-int8.safetensors`, the weights in whole numbers.
public struct ModelFolder: Hashable, Sendable {
  static let configurationName = "config.json"
  static let weightsName = "model.safetensors"
  static let quantizedWeightsName = "model-int8.safetensors"
  static let cardName = "README.md"
  /// Under which the weights in whole numbers name the floats that they were made of.
  private static let sourceKey = "made_of"

  /// The folder's path.
  public let path: String

  /// Names a folder; nothing is read.
  public init(_ path: String) {
    self.path = path
  }

  /// The folder's own name.
  public var name: String {
    path.split(separator: "/").last.map(String.init) ?? path
  }

  package var configurationPath: String { path + "/" + Self.configurationName }
  package var weightsPath: String { path + "/" + Self.weightsName }
  package var quantizedWeightsPath: String { path + "/" + Self.quantizedWeightsName }
  /// Where the weights are that a precision needs.
  package func weightsPath(for precision: ModelPrecision) -> String {
    precision == .int8 ? quantizedWeightsPath : weightsPath
  }
  package var cardPath: String { path + "/" + Self.cardName }

  /// Whether there is a model in it, going by its configuration alone.
  public var exists: Bool { FileManager.default.fileExists(atPath: configurationPath) }

  /// Whether there are weights in whole numbers in it.
  public var isQuantized: Bool { FileManager.default.fileExists(atPath: quantizedWeightsPath) }

  /// Reads and checks `config.json`.
  ///
  /// - Throws: ``ModelError`` naming the file and what is wrong in it.
  public func readConfiguration() throws -> ModelConfiguration {
    try readConfiguration(as: ModelConfiguration.self)
  }

  /// Reads and checks `config.json` of another kind of model.
  func readConfiguration<Configuration: Decodable>(
    as type: Configuration.Type
  ) throws -> Configuration {
    guard let json = FileManager.default.contents(atPath: configurationPath) else {
      throw ModelError.missingFile(configurationPath)
    }
    do {
      return try JSONDecoder().decode(type, from: json)
    } catch let error as DecodingError {
      throw ModelError.configuration(file: configurationPath, reason: error.reason)
    }
  }

  /// Reads and checks `model.safetensors`, or `model-int8.safetensors` for a quantized network: every
  /// tensor that the network needs, of the right shape, with finite values, and no other.
  ///
  /// - Returns: The tensors by the names of the network's parameters.
  /// - Throws: ``ModelError`` or `WeightsError` naming the file and the tensor.
  public func readParameters(of network: TwinNetwork) throws -> [String: Tensor] {
    if network.isQuantized { try checkWholeNumbersAreOfTheseFloats() }
    return try readParameters(
      of: network.embeddingNetwork, from: network.isQuantized ? quantizedWeightsPath : weightsPath)
  }

  private func checkWholeNumbersAreOfTheseFloats() throws {
    guard FileManager.default.fileExists(atPath: quantizedWeightsPath),
      FileManager.default.fileExists(atPath: weightsPath),
      let source = try SafetensorsFile(quantizedWeightsPath).metadata[Self.sourceKey],
      try source != SafetensorsFile(weightsPath).sampledDigest()
    else { return }
    throw ModelError.staleWholeNumbers(quantizedWeightsPath)
  }

  /// Reads and checks the `model.safetensors` of any network.
  func readParameters(of network: Network) throws -> [String: Tensor] {
    try readParameters(of: network, from: weightsPath)
  }

  private func readParameters(of network: Network, from file: String) throws -> [String: Tensor] {
    guard FileManager.default.fileExists(atPath: file) else { throw ModelError.missingFile(file) }
    return try SafetensorsFile(file).parameters(expecting: network.parameterShapes())
  }

  /// Writes a model folder, which must not exist yet, whole or not at all.
  ///
  /// - Parameters:
  ///   - configuration: Goes to `config.json`.
  ///   - parameters: Go to `model.safetensors`.
  ///   - quantized: Weights in whole numbers, as ``ModelQuantizer/weights(limits:)`` gives them; go to
  ///     `model-int8.safetensors`.
  ///   - card: Goes to `README.md`.
  /// - Throws: ``ModelError`` or `WeightsError` naming the file that cannot be written.
  public func write(
    configuration: ModelConfiguration, parameters: [String: Tensor],
    quantized: [String: Tensor]? = nil, card: String
  ) throws {
    try write(
      anyConfiguration: configuration, parameters: parameters, quantized: quantized, card: card)
  }

  /// The text of the model's card; empty where there is none.
  package func readCard() throws -> String {
    guard FileManager.default.fileExists(atPath: cardPath) else { return "" }
    guard let card = FileManager.default.contents(atPath: cardPath) else {
      throw ModelError.missingFile(cardPath)
    }
    return String(decoding: card, as: UTF8.self)
  }

  /// The same for another kind of model.
  func write(
    anyConfiguration configuration: some Encodable, parameters: [String: Tensor],
    quantized: [String: Tensor]? = nil, card: String
  ) throws {
    guard !FileManager.default.fileExists(atPath: path) else { throw ModelError.exists(path) }
    let partial = ModelFolder(path + ".partial")
    try? FileManager.default.removeItem(atPath: partial.path)
    guard mkdir(partial.path, 0o777) == 0 else {
      throw ModelError.cannotWrite(file: path, reason: systemReason)
    }
    do {
      try Safetensors.write(parameters, metadata: ["format": "pt"], to: partial.weightsPath)
      if let quantized { try partial.write(quantized: quantized) }
      try write(Data(Self.json(of: configuration).utf8), to: partial.configurationPath)
      try write(Data(card.utf8), to: partial.cardPath)
      guard rename(partial.path, path) == 0 else {
        throw ModelError.cannotWrite(file: path, reason: systemReason)
      }
    } catch {
      try? FileManager.default.removeItem(atPath: partial.path)
      throw error
    }
  }

  private func write(quantized parameters: [String: Tensor]) throws {
    try Safetensors.write(
      parameters, int8: Set(parameters.keys.filter { $0.hasSuffix(".weight") }),
      int32: Set(parameters.keys.filter { $0.hasSuffix(".bias") }),
      metadata: ["format": "pt", Self.sourceKey: SafetensorsFile(weightsPath).sampledDigest()],
      to: quantizedWeightsPath)
  }

  /// The text of a `config.json`.
  package static func json(of configuration: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    return String(decoding: try encoder.encode(configuration), as: UTF8.self) + "\n"
  }

  private func write(_ data: Data, to file: String) throws {
    guard FileManager.default.createFile(atPath: file, contents: data) else {
      throw ModelError.cannotWrite(file: file, reason: systemReason)
    }
  }
}

/// Why the last call of the system failed, in its own words.
private var systemReason: String { String(cString: strerror(errno)) }
