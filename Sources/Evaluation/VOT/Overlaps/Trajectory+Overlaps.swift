import Video

extension Trajectory {
  /// The truth of the frames that the run went over, in its order.
  ///
  /// - Throws: ``VOTError`` where the run begins outside of the sequence or has another number of
  ///   frames than it should.
  func truth(from truth: [Region]) throws -> [Region] {
    guard truth.indices.contains(start) else {
      throw VOTError.outside(start: start, frames: truth.count)
    }
    let part = frames(of: truth.count).map { truth[$0] }
    guard part.count == steps.count else {
      throw VOTError.wrongLength(found: steps.count, expected: part.count)
    }
    return part
  }

  /// Checks that the run went over all of a sequence's frames, from the first to the last.
  ///
  /// - Throws: ``VOTError`` where it did not.
  func checkIsWhole(frames: Int) throws {
    guard frames > 0 else { throw VOTError.outside(start: start, frames: frames) }
    guard start == 0, !isBackward || frames == 1 else {
      throw VOTError.notWhole(start: start, isBackward: isBackward)
    }
    guard steps.count == frames else {
      throw VOTError.wrongLength(found: steps.count, expected: frames)
    }
  }

  /// The overlap in each frame of the run: frames without an answer count as a region without
  /// extent.
  func overlaps(with truth: [Region], by overlap: inout RegionOverlap) -> [Double] {
    zip(steps, truth).map { step, truth in
      overlap(step.outcome.regionToCompare, truth.asReadByVOT)
    }
  }
}

extension Trajectory.Outcome {
  /// What the vot-toolkit compares with the truth. An object that the tracker found absent is an
  /// empty rectangle in its files, so that it counts; a frame without an answer does not count.
  var regionToCompare: Region {
    switch self {
    case .initialized, .failed, .skipped: .unknown
    case .region(.absent): .box(Box(x: 0, y: 0, width: 0, height: 0))
    case .region(let region): region
    }
  }
}

extension Region {
  /// The region as the vot-toolkit has it after it read it from text: a mask whose pixels lie only in
  /// its window's first column, or that has none, becomes one of no size.
  var asReadByVOT: Region {
    guard case .mask(let mask) = self else { return self }
    if let bounds = mask.bounds, Int(bounds.right) - 1 > mask.x { return self }
    return Mask(x: 0, y: 0, width: 0, height: 0, runs: []).map { .mask($0) } ?? .absent
  }

  /// Whether the vot-toolkit takes a region for one without extent, in which nothing can be lost: a
  /// mask already where it is one pixel wide or high.
  var isEmptyForVOT: Bool {
    switch self {
    case .absent, .unknown: return true
    case .box(let box): return !(Float(box.width) > 0 && Float(box.height) > 0)
    case .polygon(let corners):
      let (xs, ys) = (corners.map { Float($0.x) }, corners.map { Float($0.y) })
      return xs.min() == xs.max() || ys.min() == ys.max()
    case .mask(let mask):
      guard let bounds = mask.bounds else { return true }
      return bounds.width <= 1 || bounds.height <= 1
    }
  }

  /// Whether the vot-toolkit takes a region of the truth for one of an object that can be seen: for
  /// anything but a single number in the file.
  var isAnnotatedForVOT: Bool {
    switch self {
    case .absent, .unknown: false
    case .box, .polygon, .mask: true
    }
  }
}
