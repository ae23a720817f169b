import ArgumentParser
import Siamese

/// What `--precision` takes.
enum PrecisionChoice: String, CaseIterable, ExpressibleByArgument {
  case fp32, bf16, int8
  /// The fastest that the processor has instructions for and the model has weights for.
  case auto

  /// As models take it: nil for the fastest.
  var precision: ModelPrecision? { ModelPrecision(rawValue: rawValue) }
}
