import NeuralNetworks

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The tensors of a siamfc-pytorch checkpoint, and their names here.
///
/// That implementation keeps convolution and batch norm of layer n as `backbone.convN.0` and
/// `backbone.convN.1`; here they are `backbone.convN` and `backbone.normN`. Its counts of training
/// batches mean nothing to inference: they are dropped on the way in and 0 on the way out.
public enum SiamFCCheckpoint {
  /// The network that such a checkpoint is for, with the published scale of its score maps.
  public static let network = TwinNetwork(
    backbone: AlexNet(), similarity: CrossCorrelationSimilarity(scale: 0.001))

  /// What a model made from such a checkpoint is: siamfc-pytorch's settings, and the score as it was
  /// fitted to the model `siamfc-alexnet`.
  public static let configuration = ModelConfiguration(
    network: network, tracker: .siamFC(SiamFCSettings(confidence: .siamFCAlexNet)))

  /// Reads a checkpoint: `.safetensors` by its name, or else PyTorch's own format.
  ///
  /// - Returns: The tensors by the names of this package's network description.
  /// - Throws: `WeightsError` naming the file and the tensor.
  public static func read(_ path: String) throws -> [String: Tensor] {
    let file: any WeightFile =
      path.hasSuffix(".safetensors") ? try SafetensorsFile(path) : try PyTorchCheckpoint(path)
    let shapes = try network.embeddingNetwork.parameterShapes()
    let published = try file.parameters(
      expecting: Dictionary(
        uniqueKeysWithValues: shapes.map { (publishedName(of: $0.key), $0.value) }))
    return shapes.keys.reduce(into: [:]) { $0[$1] = published[publishedName(of: $1)] }
  }

  /// Writes a model's weights as safetensors under siamfc-pytorch's names.
  ///
  /// - Parameters:
  ///   - parameters: The tensors by this package's names.
  ///   - path: The file to write.
  ///   - overwrite: Whether an existing file may be replaced.
  /// - Throws: ``ModelError/exists(_:)``, or `WeightsError` where it cannot be written.
  public static func write(
    _ parameters: [String: Tensor], to path: String, overwrite: Bool = false
  ) throws {
    guard overwrite || !FileManager.default.fileExists(atPath: path) else {
      throw ModelError.exists(path)
    }
    var published: [String: Tensor] = [:]
    var counts: [String: Int64] = [:]
    for (name, tensor) in parameters {
      published[publishedName(of: name)] = tensor
      if name.hasSuffix(".running_mean") {
        let norm = publishedName(of: name).dropLast("running_mean".count)
        counts[norm + "num_batches_tracked"] = 0
      }
    }
    try Safetensors.write(
      published, integerScalars: counts, metadata: ["format": "pt"], to: path)
  }

  /// `backbone.conv2.bias` → `backbone.conv2.0.bias`, `backbone.norm2.bias` →
  /// `backbone.conv2.1.bias`.
  static func publishedName(of native: String) -> String {
    var parts = native.split(separator: ".").map(String.init)
    guard parts.count == 3 else { return native }
    if parts[1].hasPrefix("norm") {
      parts[1] = "conv" + parts[1].dropFirst("norm".count)
      parts.insert("1", at: 2)
    } else {
      parts.insert("0", at: 2)
    }
    return parts.joined(separator: ".")
  }
}
