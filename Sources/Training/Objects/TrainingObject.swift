import Video

/// One object that can be learned from: where it is in the pictures that show it.
public struct TrainingObject: Hashable, Sendable {
  /// What tells it from all others: data set, sequence and object, such as `GOT-10k/GOT-10k_Train_000001`.
  public var name: String
  /// What kind of object it is, by the data set's own name; nil where the data set does not say.
  public var category: String?
  /// Where it can be seen, in the order of time.
  public var views: [TrainingView]

  /// Creates an object from its parts.
  public init(name: String, category: String? = nil, views: [TrainingView]) {
    self.name = name
    self.category = category
    self.views = views
  }
}

/// An object in one picture.
public struct TrainingView: Hashable, Sendable {
  /// The picture.
  public var picture: PictureReference
  /// The picture's number in the object's sequence, by which two views are near in time or far.
  public var frame: Int
  /// Where the object is.
  public var place: Place

  /// Where an object is in a picture.
  public enum Place: Hashable, Sendable {
    /// A box in 0-based continuous pixels.
    case box(Box)
    /// A box in shares of the picture's width and height.
    case share(Box)
    /// Somewhere: a part of the picture is drawn at random when the picture is there.
    case drawn
  }

  /// Creates a view from its parts.
  public init(picture: PictureReference, frame: Int, place: Place) {
    self.picture = picture
    self.frame = frame
    self.place = place
  }
}

/// Where a picture is.
public enum PictureReference: Hashable, Sendable {
  /// A picture file.
  case file(String)
  /// A frame of a video file, counted from 0.
  case video(path: String, frame: Int)

  /// The file's path.
  public var path: String {
    switch self {
    case .file(let path), .video(let path, _): path
    }
  }
}

extension PictureReference: CustomStringConvertible {
  public var description: String {
    switch self {
    case .file(let path): path
    case .video(let path, let frame): "\(path), frame \(frame)"
    }
  }
}
