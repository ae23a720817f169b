extension VideoWriter {
  /// Whether a path means numbered pictures, and not one video file.
  ///
  /// - Throws: `VideoWritingError` for a path that means nothing or lies in no folder.
  public static func writesPictures(to path: String) throws -> Bool {
    if case .pictures = try OutputDestination(path: path) { return true }
    return false
  }
}
