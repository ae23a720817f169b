import Video

/// Why a track cannot be started or continued.
public enum TrackingError: Error, Equatable, CustomStringConvertible {
  /// A box whose numbers are not finite or whose sides are not positive.
  case invalidBox(Box)
  /// A box that shares no area with the picture it was given for.
  case boxOutsidePicture(Box, width: Int, height: Int)
  /// A box so small or so large that no search region can be cut around it.
  case boxNotTrackable(Box, width: Int, height: Int)

  public var description: String {
    switch self {
    case .invalidBox(let box):
      "box \(box.numbers): found \(box.width) × \(box.height), expected four finite numbers with "
        + "width and height above zero"
    case .boxOutsidePicture(let box, let width, let height):
      "box \(box.numbers): lies wholly outside the picture, which is \(width) × \(height)"
    case .boxNotTrackable(let box, let width, let height):
      "box \(box.numbers): found \(box.width) × \(box.height) pixels, expected sides that a picture "
        + "of \(width) × \(height) can show"
    }
  }
}

extension Box {
  /// Checks that this box can be tracked in a picture of the given size.
  ///
  /// - Throws: ``TrackingError`` naming the box and what is wrong with it.
  public func validate(inPictureOfWidth pictureWidth: Int, height pictureHeight: Int) throws {
    guard [x, y, width, height].allSatisfy(\.isFinite), width > 0, height > 0 else {
      throw TrackingError.invalidBox(self)
    }
    let picture = Box(x: 0, y: 0, width: Double(pictureWidth), height: Double(pictureHeight))
    guard let visible = intersection(picture) else {
      throw TrackingError.boxOutsidePicture(self, width: pictureWidth, height: pictureHeight)
    }
    // Twenty pictures wide is beyond any use, and keeps every later computation within range.
    guard visible.area > 0, max(width / picture.width, height / picture.height) <= 20 else {
      throw TrackingError.boxNotTrackable(self, width: pictureWidth, height: pictureHeight)
    }
  }
}
