import Glibc
import NeuralNetworks

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A model on disk: a folder with `config.json`, `model.safetensors` and `README.md` (its card).
public struct ModelFolder: Hashable, Sendable {
  static let configurationName = "config.json"
  static let weightsName = "model.safetensors"
  static let cardName = "README.md"

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
  package var cardPath: String { path + "/" + Self.cardName }

  /// Whether there is a model in it, going by its configuration alone.
  public var exists: Bool { FileManager.default.fileExists(atPath: configurationPath) }

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

  /// Reads and checks `model.safetensors`: every tensor that the network needs, of the right shape,
  /// with finite values, and no other.
  ///
  /// - Returns: The tensors by the names of the network's parameters.
  /// - Throws: ``ModelError`` or `WeightsError` naming the file and the tensor.
  public func readParameters(of network: TwinNetwork) throws -> [String: Tensor] {
    try readParameters(of: network.embeddingNetwork)
  }

  /// Reads and checks the `model.safetensors` of any network.
  func readParameters(of network: Network) throws -> [String: Tensor] {
    guard FileManager.default.fileExists(atPath: weightsPath) else {
      throw ModelError.missingFile(weightsPath)
    }
    return try SafetensorsFile(weightsPath)
      .parameters(expecting: network.parameterShapes())
  }

  /// Writes a model folder, which must not exist yet, whole or not at all.
  ///
  /// - Parameters:
  ///   - configuration: Goes to `config.json`.
  ///   - parameters: Go to `model.safetensors`.
  ///   - card: Goes to `README.md`.
  /// - Throws: ``ModelError`` or `WeightsError` naming the file that cannot be written.
  public func write(
    configuration: ModelConfiguration, parameters: [String: Tensor], card: String
  ) throws {
    try write(anyConfiguration: configuration, parameters: parameters, card: card)
  }

  /// The same for another kind of model.
  func write(
    anyConfiguration configuration: some Encodable, parameters: [String: Tensor], card: String
  ) throws {
    guard !FileManager.default.fileExists(atPath: path) else { throw ModelError.exists(path) }
    let partial = ModelFolder(path + ".partial")
    try? FileManager.default.removeItem(atPath: partial.path)
    guard mkdir(partial.path, 0o777) == 0 else {
      throw ModelError.cannotWrite(file: path, reason: systemReason)
    }
    do {
      try Safetensors.write(parameters, metadata: ["format": "pt"], to: partial.weightsPath)
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
