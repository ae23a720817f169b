extension Network {
  /// Checks that this network can learn on inputs of fixed shapes, as
  /// ``TrainingEngine/prepareTraining(_:parameters:inputShapes:options:)`` would, but without any work.
  ///
  /// - Throws: ``NetworkError`` where network, shapes and options do not fit together.
  public func checkTraining(inputShapes: [String: [Int]], options: TrainingOptions) throws {
    _ = try LearningStructure(
      self, shapes: try nodeShapes(inputs: inputShapes), options: options)
  }
}
