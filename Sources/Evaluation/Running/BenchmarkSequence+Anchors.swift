extension BenchmarkSequence {
  /// The anchors that the data set marks, none where it marks none.
  var markedAnchors: [Anchor] { Anchor.anchors(marked: anchors) }
}
