import CLibAV

/// Reads the frames of a video in display order, decoding ahead on a thread of its own.
///
/// ```swift
/// let video = try VideoReader("swans.mp4")
/// while let frame = try video.next() {
///   print(frame.index, frame.timestamp, frame.width, frame.height)
/// }
/// ```
///
/// Decoding runs at most ``Options/readAhead`` frames ahead, so memory stays flat on a video of any
/// length. Frames stay valid after the reader is gone.
public final class VideoReader: Sendable {
  /// How to read.
  public struct Options: Hashable, Sendable {
    /// The number of threads that decode; 0 takes two where there are two processors. More threads
    /// decode more frames at once, and hold them all in memory.
    public var decodingThreads = 0
    /// The number of decoded frames that may wait to be taken, at least 1.
    public var readAhead = 8
    /// Pictures with more pixels are refused before memory for them is allocated.
    public var maximumPixels = Options.defaultMaximumPixels

    /// The default limit of a picture's pixels: 2²⁶ = 67,108,864, which is 8192 × 8192, or two
    /// pictures of 8K video.
    public static let defaultMaximumPixels = 1 << 26

    /// The usual way to read.
    public init() {}
  }

  /// What was opened, as it was called.
  public let source: String
  /// What is known before the frames are decoded.
  public let information: Information
  /// Whether the source is standard input or a network stream, whose frames come only once.
  public let isLive: Bool

  private let thread: DecodingThread

  /// Opens a source and starts decoding it.
  ///
  /// - Parameters:
  ///   - source: A video file, `-` for standard input, a URL (`http`, `rtsp`, `udp` and others), a
  ///     folder of pictures, or a pattern for picture files such as `frames/%05d.jpg`. Pictures come
  ///     in natural order, 25 a second. Local files never make libav open anything but local files,
  ///     network sources nothing but the network.
  ///   - options: How to read it.
  /// - Throws: ``VideoError``, which says in one line what is wrong with the source.
  public convenience init(_ source: String, options: Options = Options()) throws {
    try self.init(SourceLocation(source), named: source, options: options)
  }

  /// Opens picture files, one frame each, in the order given.
  ///
  /// A picture that cannot be read is left out and counted in ``statistics``; the others keep their
  /// numbers, so that frame i is always file i.
  ///
  /// - Parameters:
  ///   - pictures: The paths of the files.
  ///   - options: How to read them.
  /// - Throws: ``VideoError`` where none of them can be read.
  public convenience init(pictures: [String], options: Options = Options()) throws {
    try self.init(.pictures(pictures), named: pictures.first ?? "", options: options)
  }

  private init(_ location: SourceLocation, named source: String, options: Options) throws {
    let interrupt = InterruptSwitch()
    let pictures: any PictureSource
    if case .pictures(let paths) = location {
      pictures = try PictureSequence(paths, options: options, interrupt: interrupt)
    } else {
      pictures = try MediaFrames(location, source: source, options: options, interrupt: interrupt)
    }
    self.source = source
    information = pictures.information
    isLive = location.isLive
    thread = try DecodingThread(pictures, readAhead: options.readAhead, interrupt: interrupt)
  }

  /// The next frame in display order, waiting for it; nil at the end.
  ///
  /// - Throws: ``VideoError`` where reading fails in the middle; the frames before come first. Damaged
  ///   packets are no failure: they are skipped and counted in ``statistics``.
  public func next() throws -> Frame? { try thread.next() }

  /// What was counted so far; complete once ``next()`` has returned nil.
  public var statistics: Statistics { thread.statistics }

  /// Ends reading: ``next()`` returns nil from now on, also where it is waiting. May be called from
  /// any thread.
  public func cancel() { thread.cancel() }
}

extension VideoReader.Options {
  /// The number of threads to decode with.
  var threads: Int { decodingThreads > 0 ? decodingThreads : min(Int(av_cpu_count()), 2) }
}
