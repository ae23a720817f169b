/// A rectangle of whole pixels; both ends belong to it. It is empty where an end lies before its
/// beginning.
struct PixelBounds: Hashable {
  var left: Int
  var top: Int
  var right: Int
  var bottom: Int

  /// The bounds that the vot-toolkit gives a region that has none.
  static let ofNothing = PixelBounds(left: 0, top: 0, right: 0, bottom: 0)
  /// No pixel at all.
  static let empty = PixelBounds(left: 0, top: 0, right: -1, bottom: -1)

  /// The number of pixels.
  var area: Int { max(0, right - left + 1) * max(0, bottom - top + 1) }

  /// The smallest bounds around both.
  func union(_ other: PixelBounds) -> PixelBounds {
    PixelBounds(
      left: min(left, other.left), top: min(top, other.top),
      right: max(right, other.right), bottom: max(bottom, other.bottom))
  }

  /// The pixels in both.
  func intersection(_ other: PixelBounds) -> PixelBounds {
    PixelBounds(
      left: max(left, other.left), top: max(top, other.top),
      right: min(right, other.right), bottom: min(bottom, other.bottom))
  }
}

/// Pixels of a row that follow each other; both ends belong to it. It is empty where the end lies
/// before the beginning.
struct PixelSpan: Hashable {
  var first: Int
  var last: Int
}
