/// The size of a picture, in pixels.
public struct PictureSize: Hashable, Sendable, Codable {
  /// The number of columns.
  public var width: Int
  /// The number of rows.
  public var height: Int

  /// Creates a size from its two numbers, in pixels.
  public init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }
}
