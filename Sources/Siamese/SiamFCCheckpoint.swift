import NeuralNetworks

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The tensors of a siamfc-pytorch checkpoint, and their names here.
///
/// That implementation keeps convolution and batch norm of layer n as `backbone.convN.0` and
/// `backbone.convN.1`; here they are `backbone.convN` and `backbone.normN`. Its count of training
/// batches means nothing to inference: it is dropped on the way in and 0 on the way out.
public enum SiamFCCheckpoint {
  private static let batchCount = "num_batches_tracked"

  /// Reads a checkpoint, `.safetensors` by its name or else PyTorch's own format.
  ///
  /// - Returns: The tensors by the names of this package's network description.
  /// - Throws: `WeightsError` or ``ModelError`` naming the file and the tensor.
  public static func read(_ path: String) throws -> [String: Tensor] {
    let expected = network.embeddingNetwork.parameterShapes()
    let tensors = try path.hasSuffix(".safetensors")
      ? SafetensorsFile(path).allTensors() : PyTorchCheckpoint(path).tensors
    var parameters: [String: Tensor] = [:]
    for (name, tensor) in tensors where !name.hasSuffix("." + batchCount) {
      let ours = nativeName(of: name)
      guard let shape = expected[ours] else {
        throw ModelError.checkpoint(
          file: path, reason: "found the tensor '\(name)', expected those of siamfc-pytorch's AlexNet")
      }
      guard tensor.shape == shape else {
        throw ModelError.checkpoint(
          file: path,
          reason: "tensor '\(name)': found the shape \(tensor.shape), expected \(shape)")
      }
      guard tensor.values.allSatisfy(\.isFinite) else {
        throw ModelError.checkpoint(
          file: path, reason: "tensor '\(name)': found NaN or infinity, expected finite values")
      }
      parameters[ours] = tensor
    }
    if let missing = expected.keys.filter({ parameters[$0] == nil }).min() {
      throw ModelError.checkpoint(
        file: path, reason: "the tensor '\(publishedName(of: missing))' is missing")
    }
    return parameters
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
        counts[publishedName(of: name.dropLast("running_mean".count) + batchCount)] = 0
      }
    }
    try Safetensors.write(published, integers: counts, metadata: ["format": "pt"], to: path)
  }

  /// The network that such a checkpoint is for, with the published scale of its score maps.
  public static let network = TwinNetwork(
    backbone: AlexNet(), similarity: CrossCorrelationSimilarity(scale: 0.001))

  /// What a model made from such a checkpoint is: siamfc-pytorch's settings, and the score as it was
  /// fitted to the model `siamfc-alexnet`.
  public static let configuration = ModelConfiguration(
    network: network, tracker: .siamFC(SiamFCSettings(confidence: .siamFCAlexNet)))

  /// `backbone.conv2.1.bias` → `backbone.norm2.bias`.
  static func nativeName(of published: String) -> String {
    var parts = published.split(separator: ".").map(String.init)
    guard parts.count == 4, parts[1].hasPrefix("conv") else { return published }
    switch parts.remove(at: 2) {
    case "0": break
    case "1": parts[1] = "norm" + parts[1].dropFirst("conv".count)
    default: return published
    }
    return parts.joined(separator: ".")
  }

  /// `backbone.norm2.bias` → `backbone.conv2.1.bias`. conv5, which no norm follows, is
  /// `backbone.conv5` + `.0` as well: siamfc-pytorch wraps every layer alike.
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
