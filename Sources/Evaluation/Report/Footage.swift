import Video

/// The frames of one sequence, small enough for a page, with everything that is drawn over them.
public struct Footage: Sendable {
  /// The data set's name, as ``Report/Benchmark/name`` has it.
  public var benchmark: String
  /// The sequence's name.
  public var sequence: String
  /// The width of the frames that regions are given in, in pixels; the pictures may be smaller.
  public var width: Int
  /// The height of the frames that regions are given in, in pixels.
  public var height: Int
  /// The pictures, in order.
  public var pictures: [Picture]
  /// Where the object is, one region a frame of the sequence.
  public var truth: [Region]
  /// What the trackers said, by their names, one region a frame of the sequence.
  public var regions: [String: [Region]]

  /// One frame's picture.
  public struct Picture: Sendable {
    /// The sequence's frame, counted from 0.
    public var frame: Int
    /// The bytes of a JPEG file.
    public var jpeg: [UInt8]

    /// Creates a picture from its parts.
    public init(frame: Int, jpeg: [UInt8]) {
      self.frame = frame
      self.jpeg = jpeg
    }
  }

  /// Creates footage from its parts.
  public init(
    benchmark: String, sequence: String, width: Int, height: Int, pictures: [Picture],
    truth: [Region], regions: [String: [Region]]
  ) {
    self.benchmark = benchmark
    self.sequence = sequence
    self.width = width
    self.height = height
    self.pictures = pictures
    self.truth = truth
    self.regions = regions
  }
}

extension Footage {
  /// A page with more pictures of one sequence takes long to open; of longer sequences every second,
  /// third … frame is taken.
  public static let pictureLimit = 600
  /// Wide enough to see what happened, small enough to be carried.
  public static let widthLimit = 480

  /// Reads a sequence's frames and makes pictures of them.
  ///
  /// - Parameters:
  ///   - sequence: The sequence.
  ///   - benchmark: The data set's name.
  ///   - regions: What the trackers said, by their names, one region a frame of the sequence.
  ///   - pictureLimit: How many pictures there are at most.
  /// - Throws: ``VideoError`` where the frames cannot be read.
  public init(
    of sequence: BenchmarkSequence, benchmark: String, regions: [String: [Region]],
    pictureLimit: Int = Self.pictureLimit
  ) throws {
    let (reader, first) = try Self.reader(of: sequence.frames)
    let step = max(1, (sequence.count + pictureLimit - 1) / max(pictureLimit, 1))
    let encoder = JPEGEncoder(widthLimit: Self.widthLimit)
    var size = (width: 0, height: 0)
    var pictures: [Picture] = []
    while let frame = try reader.next(), frame.index - first < sequence.count {
      let index = frame.index - first
      guard index >= 0 else { continue }
      if size.width == 0 { size = (frame.width, frame.height) }
      guard index % step == 0 else { continue }
      pictures.append(Picture(frame: index, jpeg: try encoder.encode(frame)))
    }
    self.init(
      benchmark: benchmark, sequence: sequence.name, width: size.width, height: size.height,
      pictures: pictures, truth: sequence.truth, regions: regions)
  }

  private static func reader(of frames: FrameSource) throws -> (VideoReader, first: Int) {
    switch frames {
    case .pictures(let paths): (try VideoReader(pictures: paths), 0)
    case .video(let path, let first): (try VideoReader(path), first)
    }
  }
}
