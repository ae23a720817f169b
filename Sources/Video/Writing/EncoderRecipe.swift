import CLibAV

/// One of libav's encoders and the settings this package uses it with.
struct EncoderRecipe {
  /// libavcodec's name of the encoder.
  var name: String
  var pixelFormat: AVPixelFormat
  var quality: Quality
  /// The encoder's own options; those that the installed version lacks are left out.
  var options: [(name: String, value: String)] = []
  /// The finest clock that the encoder's format can express, in ticks a second.
  var fastestClock = Int32.max
  /// Whether pictures may be stored in another order than they are shown in.
  var reordersFrames = true
  /// Whether the encoder may work on several pictures at once, which delays their packets.
  var usesThreads = true

  /// How an encoder is told what to aim for.
  enum Quality {
    /// By its own options.
    case byOptions
    /// A quantizer for all pictures, from 1, the best, to 31.
    case quantizer(Int32)
    /// A number of bits for each pixel of each frame.
    case bitsPerPixel(Double)
  }

  /// Encoders that suit a container, the best first.
  ///
  /// Encoders in hardware are left out, for they fail in ways that opening them does not show; and
  /// SVT-AV1, for it reports to standard error whatever it is told.
  static func candidates(for container: ContainerFormat) -> [EncoderRecipe] {
    switch container {
    case .mp4, .m4v, .mov, .ts: [x264, openH264, mpeg4]
    case .mkv: [x264, openH264, vp9, mpeg4]
    case .webm: [vp9, vp8, aomAV1]
    case .avi:
      // AVI has no timestamps, so pictures must be stored in the order they are shown in.
      [x264, openH264, mpeg4].map { recipe in
        var recipe = recipe
        recipe.reordersFrames = false
        return recipe
      }
    }
  }

  /// Encoders that suit a picture format.
  static func candidates(for pictures: PictureFormat) -> [EncoderRecipe] {
    switch pictures {
    case .png: [png]
    case .jpeg: [jpeg]
    }
  }

  private static let x264 = EncoderRecipe(
    name: "libx264", pixelFormat: AV_PIX_FMT_YUV420P, quality: .byOptions,
    options: [("preset", "veryfast"), ("crf", "19")])
  private static let openH264 = EncoderRecipe(
    name: "libopenh264", pixelFormat: AV_PIX_FMT_YUV420P, quality: .bitsPerPixel(0.15),
    options: [("rc_mode", "quality"), ("allow_skip_frames", "0")])
  // MPEG-4 counts at most 65 535 ticks a second.
  private static let mpeg4 = EncoderRecipe(
    name: "mpeg4", pixelFormat: AV_PIX_FMT_YUV420P, quality: .quantizer(3), fastestClock: 60_000)
  private static let vp9 = EncoderRecipe(
    name: "libvpx-vp9", pixelFormat: AV_PIX_FMT_YUV420P, quality: .byOptions,
    options: [
      ("crf", "28"), ("deadline", "realtime"), ("cpu-used", "7"), ("row-mt", "1"),
      ("tile-columns", "2"), ("lag-in-frames", "0"), ("auto-alt-ref", "0"),
    ])
  private static let vp8 = EncoderRecipe(
    name: "libvpx", pixelFormat: AV_PIX_FMT_YUV420P, quality: .bitsPerPixel(0.15),
    options: [("crf", "8"), ("qmax", "30"), ("deadline", "realtime"), ("cpu-used", "4")])
  private static let aomAV1 = EncoderRecipe(
    name: "libaom-av1", pixelFormat: AV_PIX_FMT_YUV420P, quality: .byOptions,
    options: [("crf", "24"), ("usage", "realtime"), ("cpu-used", "8"), ("row-mt", "1")])
  private static let png = EncoderRecipe(
    name: "png", pixelFormat: AV_PIX_FMT_RGB24, quality: .byOptions,
    options: [("compression_level", "1"), ("pred", "sub")])
  // Full colour resolution: a thin coloured line looks washed out in 4:2:0.
  private static let jpeg = EncoderRecipe(
    name: "mjpeg", pixelFormat: AV_PIX_FMT_YUVJ444P, quality: .quantizer(2))

  /// Small files to look at, each ready as soon as its picture is there.
  static let smallJPEG = EncoderRecipe(
    name: "mjpeg", pixelFormat: AV_PIX_FMT_YUVJ420P, quality: .quantizer(10), usesThreads: false)
}

/// What an encoder must know of the video before the first picture.
struct EncoderInput: Equatable {
  /// The pictures' size, in pixels, as the canvas pads it.
  var width: Int
  var height: Int
  /// A pixel's width divided by its height.
  var pixelAspectRatio: Ratio
  /// Frames a second, on average.
  var frameRate: Ratio
  /// The unit of timestamps, in seconds.
  var timeBase: Ratio
  /// What the source says about its colours.
  var colors: ColorProperties
  /// Whether the container keeps the codec's parameters in its own header.
  var globalHeader: Bool
}
