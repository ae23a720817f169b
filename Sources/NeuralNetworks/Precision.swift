/// The floating-point numbers that a network's values are kept in between operations.
public enum Precision: String, CaseIterable, Codable, Sendable {
  /// 32-bit floats.
  case float32
  /// 16-bit floats with the exponent of 32-bit ones, and sums in 32 bits: about twice as fast where
  /// the processor has instructions for them.
  case bfloat16
}
