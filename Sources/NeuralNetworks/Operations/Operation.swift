/// What a node of a ``Network`` computes, with its hyper-parameters.
public enum Operation: Hashable, Sendable {
  /// A value given from outside.
  case input
  /// Whole numbers from 0 to 255 given from outside: a picture, for ``quantizedConvolution(_:)``.
  case levels
  /// Slides a kernel over a feature map.
  case convolution(Convolution)
  /// Slides a kernel over a feature map of levels, in whole numbers.
  case quantizedConvolution(QuantizedConvolution)
  /// Scales and shifts every channel by its statistics.
  case batchNormalization(BatchNormalization)
  /// Applies a function to every value.
  case activation(Activation)
  /// Reduces every window of a feature map to one value.
  case pooling(Pooling)
  /// Adds two values of the same shape.
  case addition
  /// Joins values along the second dimension, the channels.
  case concatenation
  /// (…, I, K) times (…, K, J), with the same leading dimensions: (…, I, J).
  case matrixProduct
  /// The first input is the search region, the second the exemplar.
  case crossCorrelation(CrossCorrelation)

  /// Whether its value is given from outside.
  var isInput: Bool { self == .input || self == .levels }

  /// How messages call a node that has no name of its own.
  var title: String {
    switch self {
    case .input: "input"
    case .levels: "levels"
    case .convolution: "convolution"
    case .quantizedConvolution: "quantizedConvolution"
    case .batchNormalization: "batchNormalization"
    case .activation: "activation"
    case .pooling: "pooling"
    case .addition: "addition"
    case .concatenation: "concatenation"
    case .matrixProduct: "matrixProduct"
    case .crossCorrelation: "crossCorrelation"
    }
  }
}
