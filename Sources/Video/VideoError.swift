import CLibAV

/// What can go wrong between a source of pictures and its frames. Every description is one line that
/// names the source, what was found and what was expected.
public enum VideoError: Error, Hashable, Sendable {
  /// No file or folder has this name.
  case notFound(source: String)
  /// The system refuses to open the source.
  case cannotOpen(source: String, reason: String)
  /// The URL's scheme is not one of the network protocols this program uses.
  case unsupportedScheme(source: String, scheme: String, supported: [String])
  /// The source has no bytes.
  case empty(source: String)
  /// The bytes are of no known video format.
  case notAVideo(source: String, reason: String)
  /// An MP4 or MOV file without its index (the `moov` atom), so that no frame can be found.
  case indexMissing(source: String)
  /// A media file without a video stream; `found` names the kinds of streams that it has.
  case noVideoStream(source: String, found: [String])
  /// A folder or a pattern that no picture file matches.
  case noPictures(source: String, expected: String)
  /// A file name pattern with anything but one `%d` or `%05d` in its last part.
  case badPattern(source: String, expected: String)
  /// The installed libav has no decoder for the stream, or cannot start it.
  case noDecoder(source: String, codec: String, reason: String)
  /// Pictures larger than the limit, refused before they are allocated. The size is not known where
  /// the decoder itself refused it.
  case tooManyPixels(source: String, size: String?, maximum: Int)
  /// The source has a video stream, but not one frame of it can be decoded. Where pictures exceed the
  /// limit, some decoders do not tell that from damage.
  case noFrames(source: String)
  /// Reading failed in the middle; `frame` is the number of frames decoded before.
  case readFailed(source: String, frame: Int, reason: String)
  /// A picture handed in has a size that does not fit its values.
  case badPicture(width: Int, height: Int, values: Int)
  /// A region to sample, or the buffer for its values, makes no sense.
  case badRegion(found: String, expected: String)
  /// swscale cannot read this pixel format.
  case unsupportedPixelFormat(name: String, reason: String)
  /// Memory for this could not be allocated.
  case outOfMemory(purpose: String)
}

extension VideoError: CustomStringConvertible {
  /// The error in one line, for a person.
  public var description: String {
    switch self {
    case .notFound(let source):
      "\(source): no such file or folder"
    case .cannotOpen(let source, let reason):
      "\(source): cannot be opened: \(reason)"
    case .unsupportedScheme(let source, let scheme, let supported):
      "\(source): unknown protocol \(scheme), expected one of \(supported.joined(separator: ", "))"
    case .empty(let source):
      "\(source): the file is empty, expected a video"
    case .notAVideo(let source, let reason):
      "\(source): not a video that can be read: \(reason)"
    case .indexMissing(let source):
      "\(source): the file's index (its moov atom) is missing, so no frame can be found; "
        + "the recording was cut before its end"
    case .noVideoStream(let source, let found):
      found.isEmpty
        ? "\(source): no stream in the file, expected a video stream"
        : "\(source): found only \(found.joined(separator: ", ")), expected a video stream"
    case .noPictures(let source, let expected):
      "\(source): found no picture, expected \(expected)"
    case .badPattern(let source, let expected):
      "\(source): not a pattern of file names, expected \(expected)"
    case .noDecoder(let source, let codec, let reason):
      "\(source): no decoder for \(codec): \(reason)"
    case .tooManyPixels(let source, let size, let maximum):
      "\(source): pictures \(size.map { "of \($0)" } ?? "too large or of no valid size"), "
        + "expected at most \(maximum) pixels"
    case .noFrames(let source):
      "\(source): no frame can be decoded; it has none, or they are damaged or too large"
    case .readFailed(let source, let frame, let reason):
      "\(source): reading failed after \(frame) frames: \(reason)"
    case .badPicture(let width, let height, let values):
      "a picture of \(width)x\(height) pixels with \(values) values, "
        + "expected positive sides and width x height x 3 values"
    case .badRegion(let found, let expected):
      "a region to sample: found \(found), expected \(expected)"
    case .unsupportedPixelFormat(let name, let reason):
      "pixel format \(name) cannot be converted to RGB: \(reason)"
    case .outOfMemory(let purpose):
      "out of memory for \(purpose)"
    }
  }
}

/// What libav's error code means, in words.
func libavReason(_ code: Int32) -> String {
  withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { buffer in
    guard let text = buffer.baseAddress else { return "error \(code)" }
    // Fills in a generic text itself where it does not know the code.
    av_strerror(code, text, buffer.count)
    return String(cString: text)
  }
}
