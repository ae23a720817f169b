import NeuralNetworks

/// SiamFC's variant of AlexNet: Krizhevsky et al. (NIPS 2012) as changed by Bertinetto et al.,
/// "Fully-Convolutional Siamese Networks for Object Tracking" (ECCV 2016 workshops).
///
/// | layer | kernel | stride | groups | channels | after it | 127 input | 255 input |
/// | --- | --- | --- | --- | --- | --- | --- | --- |
/// | conv1 | 11 | 2 | 1 | 3→96 | batch norm, ReLU | 59 | 123 |
/// | pool1 | max 3 | 2 | | | | 29 | 61 |
/// | conv2 | 5 | 1 | 2 | 96→256 | batch norm, ReLU | 25 | 57 |
/// | pool2 | max 3 | 2 | | | | 12 | 28 |
/// | conv3 | 3 | 1 | 1 | 256→384 | batch norm, ReLU | 10 | 26 |
/// | conv4 | 3 | 1 | 2 | 384→384 | batch norm, ReLU | 8 | 24 |
/// | conv5 | 3 | 1 | 2 | 384→256 | | 6 | 22 |
///
/// No layer pads, so the network is fully convolutional: moving the input by the stride moves the
/// embedding by one cell. 2,336,320 parameters.
public struct AlexNet: Backbone {
  public static let type = "alexnet"
  public let stride = 8
  public let embeddingChannels = 256

  /// Creates the backbone; it has no settings.
  public init() {}

  public func embedding(of image: Network.Value, in network: inout Network) -> Network.Value {
    var features = image
    features = block(
      1, Convolution(inputChannels: 3, outputChannels: 96, kernel: 11, stride: 2),
      of: features, in: &network)
    features = network.pooling(features, .max(kernel: 3, stride: 2))
    features = block(
      2, Convolution(inputChannels: 96, outputChannels: 256, kernel: 5, groups: 2),
      of: features, in: &network)
    features = network.pooling(features, .max(kernel: 3, stride: 2))
    features = block(
      3, Convolution(inputChannels: 256, outputChannels: 384, kernel: 3),
      of: features, in: &network)
    features = block(
      4, Convolution(inputChannels: 384, outputChannels: 384, kernel: 3, groups: 2),
      of: features, in: &network)
    return network.convolution(
      features, Convolution(inputChannels: 384, outputChannels: 256, kernel: 3, groups: 2),
      name: "backbone.conv5")
  }

  /// Convolution, batch norm and ReLU.
  private func block(
    _ number: Int, _ convolution: Convolution, of input: Network.Value, in network: inout Network
  ) -> Network.Value {
    let convolved = network.convolution(input, convolution, name: "backbone.conv\(number)")
    let normalized = network.batchNormalization(
      convolved, BatchNormalization(channels: convolution.outputChannels, epsilon: 1e-6),
      name: "backbone.norm\(number)")
    return network.activation(normalized, .relu)
  }
}
