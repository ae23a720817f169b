import CLibAV

extension Frame {
  /// Reads one picture file, on the calling thread.
  ///
  /// - Throws: ``VideoError`` naming the file and what is wrong with it.
  package static func reading(picture path: String) throws -> Frame {
    try MediaFrames.picture(.pictures([path]), source: path).frame
  }

  /// Decodes the bytes of one picture file, on the calling thread.
  ///
  /// - Parameters:
  ///   - bytes: The content of a JPEG or PNG file, or of any other that libav tells by its content.
  ///   - name: What messages call it.
  /// - Throws: ``VideoError`` saying what is wrong with the picture.
  package static func decoding(picture bytes: [UInt8], named name: String) throws -> Frame {
    guard !bytes.isEmpty else { throw VideoError.empty(source: name) }
    return try MediaFrames.picture(.memory(bytes), source: name).frame
  }
}

extension MediaFrames {
  /// Decodes one picture.
  ///
  /// - Parameter location: A picture file or its bytes.
  static func picture(
    _ location: SourceLocation, source: String, options: VideoReader.Options = .init(),
    interrupt: InterruptSwitch = InterruptSwitch()
  ) throws -> (frame: Frame, information: VideoReader.Information) {
    var options = options
    // Threads would take longer to start than a picture takes to decode.
    options.decodingThreads = 1
    let frames = try MediaFrames(location, source: source, options: options, interrupt: interrupt)
    guard let frame = try frames.next() else { throw VideoError.noFrames(source: source) }
    var information = frames.information
    information.width = frame.width
    information.height = frame.height
    if let name = av_get_pix_fmt_name(frame.pixelFormat) {
      information.pixelFormatName = String(cString: name)
    }
    return (frame, information)
  }
}
