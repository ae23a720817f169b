import NeuralNetworks
import Siamese

extension Recipe {
  /// The parameters that learning begins with.
  ///
  /// - Parameter modelNamed: Finds the model to begin with.
  /// - Throws: `ModelError` where there is none of that name; `NetworkError` where its weights are of
  ///   another network than the recipe's.
  func initialParameters(
    modelNamed: (String) throws -> Model
  ) throws -> [String: Tensor] {
    switch start {
    case .random: return try model.network.initialWeights(seed: seed)
    case .model(let name):
      let parameters = try modelNamed(name).parameters
      for (tensor, shape) in try model.network.embeddingNetwork.parameterShapes() {
        guard let found = parameters[tensor] else {
          throw NetworkError.missingParameter(tensor, shape: shape)
        }
        guard found.shape == shape else {
          throw NetworkError.parameterShape(tensor, found: found.shape, expected: shape)
        }
      }
      return parameters
    }
  }
}
