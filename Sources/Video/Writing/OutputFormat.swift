/// A container for video, named by its file extension.
enum ContainerFormat: String, CaseIterable, Sendable {
  case mp4, m4v, mov, mkv, webm, avi, ts

  /// libavformat's name of the container's writer.
  var muxerName: String {
    switch self {
    case .mp4, .m4v: "mp4"
    case .mov: "mov"
    case .mkv: "matroska"
    case .webm: "webm"
    case .avi: "avi"
    case .ts: "mpegts"
    }
  }

  /// Whether the container holds a clock; without one a frame's place is its time.
  var hasTimestamps: Bool { self != .avi }

  /// The unit of time in which frames are placed, in seconds.
  ///
  /// Matroska counts milliseconds and MPEG-TS 90 000ths; asking for no more makes libav round
  /// nothing afterwards, which could give two frames one time. 1/120 000 s is exact for all
  /// customary frame rates, 24 000/1001 among them.
  func timeBase(frameRate: Ratio) -> Ratio {
    switch self {
    case .mp4, .m4v, .mov: Ratio(numerator: 1, denominator: 120_000)
    case .mkv, .webm: Ratio(numerator: 1, denominator: 1000)
    case .ts: Ratio(numerator: 1, denominator: 90_000)
    case .avi: frameRate.inverse
    }
  }

  /// Options for the container's writer.
  var muxerOptions: [(name: String, value: String)] {
    switch self {
    // The index before the pictures: players and browsers start before they have all of the file.
    case .mp4, .m4v, .mov: [("movflags", "+faststart")]
    default: []
    }
  }
}

/// A format for single pictures.
enum PictureFormat: Sendable {
  case png, jpeg

  static let allExtensions = ["png", "jpg", "jpeg"]

  /// The format of files with this extension, in lower case.
  init?(fileExtension: String) {
    switch fileExtension {
    case "png": self = .png
    case "jpg", "jpeg": self = .jpeg
    default: return nil
    }
  }
}
