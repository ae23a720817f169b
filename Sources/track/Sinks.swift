import Tracking
import Video

/// Everything that a run writes: the boxes and, if asked for, the annotated video.
struct Sinks {
  private let results: ResultFile
  private let hasIDs: Bool
  private var video: AnnotatedVideo?

  /// Opens the files.
  init(_ outputs: Outputs, reader: VideoReader, objects: Int) throws {
    hasIDs = objects > 1
    // The video first: one that cannot be written leaves no table without rows behind.
    video = try outputs.annotated.map {
      try AnnotatedVideo(
        path: $0, outputs: outputs, information: reader.information, objects: objects)
    }
    results = try ResultFile(
      outputs.results, format: outputs.format, withID: hasIDs, overwrite: outputs.overwrite)
  }

  /// Writes the rows of one frame, and the frame.
  mutating func append(_ tracks: [Track], of frame: Frame) throws {
    try video?.append(tracks, of: frame)
    for (index, track) in tracks.enumerated() {
      try results.append(
        ResultRow(
          frame: frame.index, timestamp: frame.timestamp, id: hasIDs ? index + 1 : nil,
          track: track))
    }
  }

  /// Finishes the files and gives them their names.
  func finish() throws {
    try video?.finish()
    try results.finish()
  }

  /// Makes what was written usable after an error, under the partial names.
  func abandon() {
    try? video?.close()
  }
}

/// A video with boxes drawn, in the making.
private struct AnnotatedVideo {
  /// How many past centres the trail shows: a second or so.
  private static let trailLength = 30

  private let path: String
  private let writingPath: String
  private let overwrite: Bool
  private let writer: VideoWriter
  private var trails: [[(x: Double, y: Double)]]

  init(
    path: String, outputs: Outputs, information: VideoReader.Information, objects: Int
  ) throws {
    self.path = path
    // A folder or a pattern of pictures has no name to take in the end.
    overwrite = outputs.overwrite
    writingPath = outputs.annotatesPictures ? path : PartialName.partial(of: path)
    writer = try VideoWriter(writingPath, like: information)
    trails = Array(repeating: [], count: objects)
  }

  mutating func append(_ tracks: [Track], of frame: Frame) throws {
    var annotations: [Annotation] = []
    for (index, track) in tracks.enumerated() {
      if track.state != .lost {
        trails[index].append(
          (track.box.x + track.box.width / 2, track.box.y + track.box.height / 2))
        if trails[index].count > Self.trailLength { trails[index].removeFirst() }
      }
      annotations.append(
        Annotation(
          box: track.box, color: track.state.color,
          label: (tracks.count > 1 ? "\(index + 1) " : "") + Self.percent(track),
          trail: trails[index]))
    }
    try writer.write(frame, annotations: annotations)
  }

  func close() throws {
    try writer.finish()
  }

  func finish() throws {
    try close()
    guard writingPath != path else { return }
    try PartialName.takeFinalName(path, overwrite: overwrite)
  }

  private static func percent(_ track: Track) -> String {
    switch track.state {
    case .initial: "start"
    case .lost: "lost"
    case .tracked, .uncertain: "\(Int((track.score * 100).rounded()))%"
    }
  }
}

extension TrackState {
  /// Told apart by who confuses red and green, too: blue, green, amber, magenta.
  fileprivate var color: RGBColor {
    switch self {
    case .initial: RGBColor(red: 64, green: 160, blue: 255)
    case .tracked: RGBColor(red: 0, green: 220, blue: 110)
    case .uncertain: RGBColor(red: 255, green: 190, blue: 0)
    case .lost: RGBColor(red: 230, green: 40, blue: 110)
    }
  }
}
