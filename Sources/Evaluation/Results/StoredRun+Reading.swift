import Video

extension StoredRun {
  /// What the tracker said of a sequence: one trajectory a pass, in the order of
  /// ``Experiment/passes(over:)``, or one a repetition where another program repeated one pass.
  ///
  /// The first box of a run that is kept as a table of boxes stands as the file has it.
  ///
  /// - Parameters:
  ///   - sequence: The sequence, whose truth says how many rows there have to be.
  ///   - layout: Its data set's layout, which says where pixels are counted from.
  /// - Throws: ``StoredResultError`` or ``VOTError`` naming the file and the line; ``PassError``.
  public func trajectories(
    of sequence: BenchmarkSequence, layout: DatasetLayout
  ) throws -> [Trajectory] {
    let folder = sequenceFolder(of: sequence.name)
    let origin = layout.coordinateOrigin
    switch experiment {
    case .onePass:
      return try repetitions(of: sequence, in: folder).enumerated().map { index, files in
        try readBoxes(
          files, length: sequence.count, origin: origin, repetition: index)
      }
    case .starts, .temporalRobustness, .spatialRobustness:
      return try experiment.passes(over: sequence).map { pass in
        var trajectory = try readBoxes(
          files(of: sequence.name, pass: pass, in: folder), length: pass.length(in: sequence.count),
          origin: origin)
        trajectory.start = pass.start
        return trajectory
      }
    case .resets, .anchors, .realTime, .longTerm:
      let passes = try experiment.passes(over: sequence)
      if passes.count == 1, passes[0].name == Pass.whole {
        let runs = try VOTResultFiles.repetitions(
          of: lastPart(of: pathPart(sequence.name)), in: folder)
        if !runs.isEmpty { return try runs.map { try $0.checked(passes[0], sequence, folder) } }
      }
      return try passes.map { pass in
        try VOTResultFiles.read(
          folder + "/" + trajectoryName(of: sequence.name, pass: pass),
          from: Anchor(frame: pass.start, isBackward: pass.isBackward)
        ).checked(pass, sequence, folder)
      }
    }
  }

  /// The seconds that all passes over a sequence took together, with reading the frames; nil where
  /// nobody measured it.
  ///
  /// - Throws: ``StoredResultError`` naming the file and the line.
  public func wholeSeconds(of sequence: String) throws -> Double? {
    let files =
      experiment == .onePass
      ? onePassFiles(of: sequence)?.whole
      : wholeFile(of: sequence, in: sequenceFolder(of: sequence))
    guard let file = files, isFilled(file) else { return nil }
    return try NumberTable(path: file, columns: 1...1, length: 1)[0, 0]
  }

  /// The files of one pass, and of the other repetitions that GOT-10k has of it.
  private func repetitions(
    of sequence: BenchmarkSequence, in folder: String
  ) throws -> [BoxFiles] {
    guard let first = onePassFiles(of: sequence.name) else {
      throw StoredResultError.missing(
        path: flatFiles(of: sequence.name).boxes, expected: "the boxes of \(sequence.name)")
    }
    guard first.boxes != flatFiles(of: sequence.name).boxes else { return [first] }
    let others = (2...999).lazy.map {
      nestedFiles(of: sequence.name, in: folder, repetition: $0)
    }
    return [first] + Array(others.prefix { isFilled($0.boxes) })
  }

  private func readBoxes(
    _ files: BoxFiles, length: Int, origin: Double, repetition: Int = 0
  ) throws -> Trajectory {
    let rows = try NumberTable(path: files.boxes, columns: 4...4, length: length)
    // GOT-10k has a column of times for each repetition.
    let times = try side(files.times, length: length)
    let scores = repetition == 0 ? try side(files.scores, length: length) : nil
    // Rows before the first box are of frames before the tracker was started.
    let start = (0..<rows.count).first { !rows[$0, 0].isNaN } ?? 0
    var trajectory = Trajectory(steps: [])
    trajectory.steps.reserveCapacity(rows.count)
    for row in 0..<rows.count {
      let box = Box(
        x: rows[row, 0] - origin, y: rows[row, 1] - origin, width: rows[row, 2],
        height: rows[row, 3])
      let isBox = [box.x, box.y, box.width, box.height].allSatisfy(\.isFinite)
      let time = times.map { $0.columns > repetition ? $0[row, repetition] : 0 } ?? 0
      let score = scores?[row, 0] ?? .nan
      trajectory.steps.append(
        .init(
          row < start ? .skipped : .region(isBox ? .box(box) : .absent),
          score: score.isFinite ? score : nil, seconds: time > 0 ? time : nil))
    }
    return trajectory
  }

  private func side(_ path: String, length: Int) throws -> NumberTable? {
    isFilled(path) ? try NumberTable(path: path, columns: 1...999, length: length) : nil
  }
}

extension Trajectory {
  /// Itself, where it has as many steps as the pass has frames.
  fileprivate func checked(
    _ pass: Pass, _ sequence: BenchmarkSequence, _ folder: String
  ) throws -> Trajectory {
    let expected = pass.length(in: sequence.count)
    guard steps.count == expected else {
      throw StoredResultError.wrongLength(
        path: "\(folder)/\(sequence.name)_\(pass.name)", found: steps.count, expected: expected)
    }
    return self
  }
}
