import Video

extension StoredRun {
  /// What the tracker said of a sequence: one trajectory a pass, in the order of
  /// ``Experiment/passes(over:)``, or one a repetition where another program repeated one pass.
  ///
  /// - Parameters:
  ///   - sequence: The sequence, whose truth says how many rows there have to be.
  ///   - layout: The data set's layout, which says where its pixels are counted from.
  /// - Throws: ``StoredResultError`` naming the file and the line.
  public func trajectories(
    of sequence: BenchmarkSequence, layout: DatasetLayout
  ) throws -> [Trajectory] {
    guard experiment == .onePass else { return try votTrajectories(of: sequence) }
    guard let file = boxFiles(of: sequence.name).first(where: isFilled) else {
      throw StoredResultError.missing(
        path: flatBoxFile(of: sequence.name), expected: "the boxes of \(sequence.name)")
    }
    let repetitions = repetitions(of: file)
    let times = try sideColumn(
      sideFile("time", folder: "times", ofBoxes: file, sequence: sequence.name),
      columns: repetitions.count, rows: sequence.count)
    let scores = try sideColumn(
      sideFile("score", folder: "scores", ofBoxes: file, sequence: sequence.name),
      columns: 1, rows: sequence.count)
    return try repetitions.enumerated().map { index, path in
      try onePass(
        path, of: sequence, origin: layout.origin,
        times: times.map { $0.map { $0.count > index ? $0[index] : .nan } },
        scores: index == 0 ? scores.map { $0.map { $0.first ?? .nan } } : nil)
    }
  }

  /// `…_001.txt` and those that follow it; any other file alone.
  private func repetitions(of file: String) -> [String] {
    guard file.hasSuffix("_001.txt") else { return [file] }
    let stem = file.dropLast("001.txt".count)
    let others = (2...999).lazy.map { number in
      String(stem) + String(repeating: "0", count: 3 - "\(number)".count) + "\(number).txt"
    }
    return [file] + Array(others.prefix { isFilled($0) })
  }

  private func sideColumn(_ path: String, columns: Int, rows: Int) throws -> [[Double]]? {
    guard isFilled(path) else { return nil }
    let table = try NumberTable(path: path, columns: 1...max(columns, 1))
    guard table.rows.count == rows else {
      throw StoredResultError.wrongLength(path: path, found: table.rows.count, expected: rows)
    }
    return table.rows
  }

  private func onePass(
    _ path: String, of sequence: BenchmarkSequence, origin: Double, times: [Double]?,
    scores: [Double]?
  ) throws -> Trajectory {
    let rows = try NumberTable(path: path, columns: 4...4).rows
    guard rows.count == sequence.count else {
      throw StoredResultError.wrongLength(path: path, found: rows.count, expected: sequence.count)
    }
    // Rows before the object is seen for the first time say nothing.
    let start = rows.firstIndex { !$0[0].isNaN } ?? 0
    let steps = rows.indices[start...].map { frame in
      let row = rows[frame]
      let isBox = row.allSatisfy(\.isFinite)
      let box = Box(x: row[0] - origin, y: row[1] - origin, width: row[2], height: row[3])
      let time = times?[frame] ?? 0
      let score = scores?[frame] ?? .nan
      return Trajectory.Step(
        .region(isBox ? .box(box) : .absent), score: score.isFinite ? score : nil,
        seconds: time > 0 ? time : nil)
    }
    return Trajectory(start: start, steps: Array(steps))
  }

  private func votTrajectories(of sequence: BenchmarkSequence) throws -> [Trajectory] {
    let name = fileName(sequence.name)
    let folder = experimentFolder + "/" + name
    return try experiment.passes(over: sequence).map { pass in
      try readTrajectory(
        folder: folder, name: "\(name)_\(pass.name)", pass: pass, frames: sequence.count)
    }
  }

  private func readTrajectory(
    folder: String, name: String, pass: Pass, frames: Int
  ) throws -> Trajectory {
    throw StoredResultError.missing(path: folder + "/" + name, expected: "a trajectory")
  }
}

extension DatasetLayout {
  /// What the benchmark calls the coordinate of the picture's left and top edges' first pixel: 1
  /// where it counts pixels as Matlab does, 0 elsewhere. Boxes are moved by it at the door.
  var origin: Double {
    switch self {
    case .vot, .votLongTerm, .got10k, .tld, .davis, .plain: 0
    case .otb, .lasot, .trackingNet, .uav123, .uav20l, .uav123At10FPS, .nfs, .tcolor128, .dtb70,
      .tlp, .mot:
      1
    }
  }
}
