/// A network and its gradients compiled for oneDNN.
struct OneDNNTrainingProgram {
  /// In which backward passes a step is executed.
  enum Condition {
    case always
    /// Where gradients of parameters replace those of before.
    case replacing
    /// Where they are added to them.
    case accumulating
  }

  /// All steps and buffers; the steps before ``backward`` compute the outputs.
  var program = OneDNNProgram()
  /// The first step of the backward pass.
  var backward = 0
  /// The condition of each step of the backward pass that has one.
  var conditions: [Int: Condition] = [:]
  /// Gradients of inputs and of outputs, by their names.
  var inputGradients: [String: OneDNNProgram.Port] = [:]
  var outputGradients: [String: OneDNNProgram.Port] = [:]
  /// The names of the convolutions that go by way of Winograd's transforms.
  var winogradLayers: Set<String> = []
  /// What learns, its gradients, and what is stored besides.
  var parameters: OneDNNParameters
  var gradients: OneDNNParameters
  var states: OneDNNParameters
}

/// Named arrays of 32-bit floats, one right after another in one buffer.
struct OneDNNParameters {
  let place: OneDNNProgram.Place
  let names: [String]
  private(set) var elements: [String: Range<Int>] = [:]
  private(set) var count = 0

  init(_ stored: [LearningStructure.Stored], in place: OneDNNProgram.Place) {
    self.place = place
    names = stored.map(\.name)
    for tensor in stored {
      elements[tensor.name] = count..<count + tensor.count
      count += tensor.count
    }
  }
}
