import Video

extension Trajectory {
  /// The sequence's frame that a step belongs to.
  public func frame(_ step: Int) -> Int {
    isBackward ? start - step : start + step
  }

  /// The box of each frame of the run, in its order: the true one where the tracker was given it,
  /// nil where it failed, was not asked or said that the object is not there.
  public func boxes(truth: [Region]) -> [Box?] {
    steps.enumerated().map { step, entry in
      switch entry.outcome {
      case .initialized: truth[frame(step)].bounds
      case .region(let region): region.bounds
      case .failed, .skipped: nil
      }
    }
  }
}
