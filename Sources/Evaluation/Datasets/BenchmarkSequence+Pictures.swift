extension BenchmarkSequence {
  /// A sequence of picture files with one line of truth each.
  ///
  /// - Parameters:
  ///   - truthFile: The file that the truth was read from, for messages.
  ///   - mayKeepRest: Whether the benchmark may keep everything but the first frame's truth to
  ///     itself.
  /// - Throws: ``DatasetError/inconsistent(path:found:expected:)`` where the counts differ.
  init(
    name: String, pictures: PictureListing, truth: [Region], truthFile: String,
    mayKeepRest: Bool = false, attributes: [String] = [], frameTags: [String: [Bool]] = [:],
    ignored: [Bool] = [], anchors: [Int] = []
  ) throws {
    guard !truth.isEmpty else {
      throw DatasetError.inconsistent(
        path: truthFile, found: "no line", expected: "one line a frame")
    }
    var truth = truth
    if mayKeepRest, truth.count == 1 {
      truth += Array(repeating: .unknown, count: max(0, pictures.files.count - 1))
    }
    try pictures.check(against: truth.count, linesOf: truthFile)
    self.init(
      name: name, frames: .pictures(pictures.paths), truth: truth, attributes: attributes,
      frameTags: frameTags, ignored: ignored, anchors: anchors)
  }

  /// The same sequence under another name.
  func renamed(_ name: String) -> BenchmarkSequence {
    BenchmarkSequence(
      name: name, frames: frames, truth: truth, attributes: attributes, frameTags: frameTags,
      ignored: ignored, anchors: anchors)
  }
}
