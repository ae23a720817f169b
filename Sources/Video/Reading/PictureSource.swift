/// Something that gives frames in display order; ``VideoReader`` runs it on a thread of its own.
protocol PictureSource: AnyObject {
  /// What is known before the first frame.
  var information: VideoReader.Information { get }
  /// What was counted so far.
  var statistics: VideoReader.Statistics { get }
  /// The next frame, or nil at the end or after an interruption.
  func next() throws -> Frame?
}
