import NeuralNetworks

/// All that a training has come to: with its recipe and its data, it decides how the training goes on,
/// bit for bit.
struct TrainingState {
  /// Steps done.
  var step = 0
  /// Seconds since the training began, in all runs together.
  var seconds = 0.0
  /// The network's parameters and other stored tensors.
  var parameters: [String: Tensor]
  /// What the optimizer remembers.
  var optimizer = OptimizerState()
  /// The moving average of the parameters, where the recipe wants one.
  var average: MovingAverage?
  /// The best validation so far.
  var best: Validation.Score?
  /// Whether the network is to be tried before it learns on: the last validation was interrupted.
  var isValidationDue = false
  /// How many threads the network had: with others sums have other last digits.
  var threads = 1
}
