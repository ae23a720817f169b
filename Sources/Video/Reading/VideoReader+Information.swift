import CLibAV

extension VideoReader {
  /// What is known of a video before its frames are decoded.
  public struct Information: Hashable, Sendable {
    /// The number of columns, as displayed; 0 where only the frames will tell.
    public var width: Int
    /// The number of rows, as displayed; 0 where only the frames will tell.
    public var height: Int
    /// The number of frames, where the container promises it exactly.
    public var frameCount: Int?
    /// The duration in seconds, where the container says.
    public var duration: Double?
    /// The mean number of frames a second as an exact ratio, where known.
    public var frameRate: Ratio?
    /// The codec's name as libav calls it, such as `h264`.
    public var codecName: String
    /// The pixel format's name as libav calls it, such as `yuv420p`; empty when not known.
    public var pixelFormatName: String
    /// The unit of the stream's own timestamps, in seconds.
    public var timeBase: Ratio
    /// A pixel's width to its height, as displayed; one to one when not known.
    public var pixelAspectRatio: Ratio
    /// What the stream says about its colours.
    var color = ColorProperties()

    /// The mean number of frames a second, where known.
    public var averageFrameRate: Double? { frameRate?.value }

    /// Describes a video of the given size; everything else is optional.
    public init(
      width: Int, height: Int, frameCount: Int? = nil, duration: Double? = nil,
      frameRate: Ratio? = nil, codecName: String = "", pixelFormatName: String = "",
      timeBase: Ratio = Ratio(numerator: 1, denominator: 90000), pixelAspectRatio: Ratio = .one
    ) {
      self.width = width
      self.height = height
      self.frameCount = frameCount
      self.duration = duration
      self.frameRate = frameRate
      self.codecName = codecName
      self.pixelFormatName = pixelFormatName
      self.timeBase = timeBase
      self.pixelAspectRatio = pixelAspectRatio
    }
  }

  /// What was counted while reading.
  public struct Statistics: Hashable, Sendable {
    /// Frames decoded so far; decoding runs a little ahead of ``VideoReader/next()``.
    public var framesDecoded = 0
    /// Packets (or pictures of a folder) that were skipped because they were damaged.
    public var corruptPackets = 0
    /// Frames that the decoder gave although parts of them were damaged.
    public var damagedFrames = 0
    /// The number of frames that the container promised, where it does so exactly.
    public var promisedFrames: Int?
    /// Seconds that reading and decoding took, on the threads that do it; waiting for room excluded.
    public var decodingSeconds = 0.0
    /// How many of the promised frames were missing. Known at the end, where there is a promise.
    public var lostFrames: Int?

    init(promisedFrames: Int? = nil) { self.promisedFrames = promisedFrames }
  }
}

/// libav's numbers for the colours of a stream, which a writer passes on.
struct ColorProperties: Hashable, Sendable {
  /// `AVColorRange`.
  var range: UInt32 = AVCOL_RANGE_UNSPECIFIED.rawValue
  /// `AVColorPrimaries`.
  var primaries: UInt32 = AVCOL_PRI_UNSPECIFIED.rawValue
  /// `AVColorTransferCharacteristic`.
  var transfer: UInt32 = AVCOL_TRC_UNSPECIFIED.rawValue
  /// `AVColorSpace`.
  var matrix: UInt32 = AVCOL_SPC_UNSPECIFIED.rawValue
  /// `AVChromaLocation`.
  var chromaLocation: UInt32 = AVCHROMA_LOC_UNSPECIFIED.rawValue
}

extension VideoReader.Information {
  /// What an open container says about its video stream.
  init(of demuxer: Demuxer, orientation: Orientation) {
    let stream = demuxer.stream.pointee
    let parameters = stream.codecpar.pointee
    let (width, height) = (Int(parameters.width), Int(parameters.height))
    let ratio = demuxer.pixelAspectRatio(of: nil)
    let isTransposed = orientation.isTransposed
    let format = av_get_pix_fmt_name(AVPixelFormat(rawValue: parameters.format))
    self.init(
      width: isTransposed ? height : width, height: isTransposed ? width : height,
      frameCount: demuxer.promisedFrames, duration: demuxer.duration,
      frameRate: Ratio(known: stream.avg_frame_rate) ?? Ratio(known: stream.r_frame_rate),
      codecName: String(cString: avcodec_get_name(parameters.codec_id)),
      pixelFormatName: format.map { String(cString: $0) } ?? "",
      timeBase: Ratio(known: stream.time_base) ?? Ratio(numerator: 1, denominator: 90000),
      pixelAspectRatio: isTransposed ? ratio.inverse : ratio)
    color = ColorProperties(
      range: parameters.color_range.rawValue, primaries: parameters.color_primaries.rawValue,
      transfer: parameters.color_trc.rawValue, matrix: parameters.color_space.rawValue,
      chromaLocation: parameters.chroma_location.rawValue)
  }
}
