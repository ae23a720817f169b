extension Experiment {
  /// The frames that `--starts N` starts in: of a sequence of n frames the frames ⌊k·n / N⌋ for k
  /// from 0 to N − 1. Where the object is not visible, the start moves on to the next frame where it
  /// is. Never the last frame, behind which nothing is left to be tracked; a start that would have to
  /// go there, or to a frame that has one already, is left out, so that short sequences have fewer.
  ///
  /// - Parameter count: N, above 0.
  public static func spreadStarts(_ count: Int, truth: [Region]) -> [Int] {
    var starts: [Int] = []
    for index in 0..<count {
      // Divided first: the product of two large counts may not fit.
      let (whole, rest) = truth.count.quotientAndRemainder(dividingBy: count)
      let frame = index * whole + index * rest / count
      guard let start = nextVisible(from: frame, truth: truth) else { break }
      if start != starts.last { starts.append(start) }
    }
    return starts
  }

  /// The next frame with the object in it that is not the last.
  private static func nextVisible(from frame: Int, truth: [Region]) -> Int? {
    (frame..<max(frame, truth.count - 1)).first { truth[$0].isVisible }
  }

  /// The starts of OTB's temporal robustness evaluation, as its toolkit's `splitSeqTRE` chooses them
  /// with 20 segments: among the frames whose box lies in the picture's range (left and top edges
  /// above 0, 1-based, and an area), up to the last one that 20 frames are left from, itself
  /// included, those at the places ⌊1 + k·e / 19⌋ of e for k from 0 to 18, and the last.
  ///
  /// Not done as there: a sequence with a frame that would be chosen twice has fewer starts, and one
  /// that is shorter than 20 frames has the first frame with the object as its only start (there it
  /// is an error). The toolkit's lists of frames to leave out (`initOmit`) are not part of the data
  /// set and not used.
  public static func temporalRobustnessStarts(truth: [Region]) -> [Int] {
    let (segments, shortest) = (20, 20)
    let frames = truth.indices.filter { frame in
      guard truth[frame].isVisible, let box = truth[frame].bounds else { return false }
      return box.x > -1 && box.y > -1
    }
    guard let last = frames.lastIndex(where: { truth.count - $0 >= shortest }).map({ $0 + 1 })
    else { return nextVisible(from: 0, truth: truth).map { [$0] } ?? [] }
    var places = (0..<segments - 1).map { index in
      1 + (index * last) / (segments - 1)
    }
    places.append(last)
    var starts: [Int] = []
    for place in places {
      let start = frames[min(place, last) - 1]
      if start != starts.last { starts.append(start) }
    }
    return starts
  }
}
