import Video

/// The pictures that the objects of a unit need, each once.
struct UnitPictures {
  /// A picture and what is to be cut out of it.
  struct Picture {
    var reference: PictureReference
    /// Numbers of objects and of their views.
    var wishes: [(object: Int, view: Int)]
    var description: String { reference.description }
  }

  /// Files by themselves, and videos with the frames of them that are needed, in order.
  private enum Source {
    case file(Picture)
    case video(path: String, frames: [Picture])
  }

  private var sources: [Source] = []

  init(of objects: [TrainingObject]) {
    var wishes: [PictureReference: [(object: Int, view: Int)]] = [:]
    var order: [PictureReference] = []
    for (object, value) in objects.enumerated() {
      for (view, value) in value.views.enumerated() {
        if wishes[value.picture] == nil { order.append(value.picture) }
        wishes[value.picture, default: []].append((object, view))
      }
    }
    var videos: [String: [(frame: Int, picture: Picture)]] = [:]
    var paths: [String] = []
    for reference in order {
      let picture = Picture(reference: reference, wishes: wishes[reference] ?? [])
      switch reference {
      case .file: sources.append(.file(picture))
      case .video(let path, let frame):
        if videos[path] == nil { paths.append(path) }
        videos[path, default: []].append((frame, picture))
      }
    }
    for path in paths {
      let frames = (videos[path] ?? []).sorted { $0.frame < $1.frame }
      sources.append(.video(path: path, frames: frames.map(\.picture)))
    }
  }

  /// Decodes the pictures one after the other.
  ///
  /// - Parameters:
  ///   - isCancelled: Asked before each picture; yes ends it.
  ///   - body: Takes each picture; what it throws about a picture is a reason to skip it.
  ///   - skip: Takes what cannot be read, and why.
  func forEach(
    isCancelled: () -> Bool, _ body: (Picture, Frame) throws -> Void,
    skipping skip: (Picture, String) -> Void
  ) throws {
    for source in sources {
      switch source {
      case .file(let picture):
        if isCancelled() { return }
        do {
          try body(picture, try Frame.reading(picture: picture.reference.path))
        } catch let error as VideoError {
          skip(picture, "\(error)")
        }
      case .video(let path, let frames):
        try Self.read(frames, of: path, isCancelled, body, skip)
      }
    }
  }

  private static func read(
    _ wanted: [Picture], of path: String, _ isCancelled: () -> Bool,
    _ body: (Picture, Frame) throws -> Void, _ skip: (Picture, String) -> Void
  ) throws {
    var rest = wanted[...]
    var reason = "the video ends before this frame"
    do {
      var options = VideoReader.Options()
      // The other processors have units of their own.
      options.decodingThreads = 1
      options.readAhead = 2
      let reader = try VideoReader(path, options: options)
      while let picture = rest.first, !isCancelled(), let frame = try reader.next() {
        guard case .video(_, let number) = picture.reference, frame.index >= number else {
          continue
        }
        rest.removeFirst()
        if frame.index == number {
          try body(picture, frame)
        } else {
          skip(picture, "the frame cannot be decoded")
        }
      }
    } catch let error as VideoError {
      reason = "\(error)"
    }
    if isCancelled() { return }
    for picture in rest { skip(picture, reason) }
  }
}
