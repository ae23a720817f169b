import NeuralNetworks

/// The numbers that a model's backbone is computed in.
public enum ModelPrecision: String, CaseIterable, Sendable {
  /// 32-bit floats, the same on every processor but for rounding.
  case float32 = "fp32"
  /// 16-bit floats with sums in 32 bits.
  case bfloat16 = "bf16"
  /// 8-bit whole numbers with sums in 32 bits, for models that have such weights.
  case int8

  /// Whether this processor has instructions for it.
  public var isSupported: Bool {
    switch self {
    case .float32: true
    case .bfloat16: OneDNNEngine.supports(.bfloat16)
    case .int8: OneDNNEngine.supportsWholeNumbers
    }
  }

  /// The fastest one that the processor has instructions for and a model has weights for.
  static func fastest(for folder: ModelFolder) -> ModelPrecision {
    if int8.isSupported, folder.isQuantized { return .int8 }
    return bfloat16.isSupported ? .bfloat16 : .float32
  }
}
