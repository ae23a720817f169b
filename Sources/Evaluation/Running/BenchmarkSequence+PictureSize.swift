import Video

extension BenchmarkSequence {
  /// The size of its first picture that can be read.
  ///
  /// - Throws: `VideoError` where there is none.
  public func pictureSize() throws -> PictureSize {
    var options = VideoReader.Options()
    options.decodingThreads = 1
    options.readAhead = 1
    let reader =
      switch frames {
      case .pictures(let paths): try VideoReader(pictures: paths, options: options)
      case .video(let path, _): try VideoReader(path, options: options)
      }
    guard let frame = try reader.next() else { throw VideoError.noFrames(source: reader.source) }
    return PictureSize(width: frame.width, height: frame.height)
  }
}
