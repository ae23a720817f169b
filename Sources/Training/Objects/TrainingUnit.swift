/// What is read together: the objects of one video, or of some pictures.
///
/// Nothing of it is in memory before it is read: a data set can have thirty thousand videos.
public struct TrainingUnit: Sendable {
  /// What a unit holds.
  public struct Content: Sendable {
    /// The objects.
    public var objects: [TrainingObject]
    /// What could not be read.
    public var skipped: [SkippedCrop]

    /// Creates a unit's content.
    public init(objects: [TrainingObject] = [], skipped: [SkippedCrop] = []) {
      self.objects = objects
      self.skipped = skipped
    }
  }

  /// Its name, unique in its collection.
  public let name: String
  private let reading: @Sendable () throws -> Content

  /// Creates a unit from what reads it.
  public init(name: String, reading: @escaping @Sendable () throws -> Content) {
    self.name = name
    self.reading = reading
  }

  /// Reads the unit.
  ///
  /// - Throws: What says that nothing of it can be read.
  public func content() throws -> Content { try reading() }
}

/// A picture, or what is said about it, that could not be used.
public struct SkippedCrop: Hashable, Sendable {
  /// Which picture, file or crop.
  public var source: String
  /// Why.
  public var reason: String

  /// Creates a record of something skipped.
  public init(source: String, reason: String) {
    self.source = source
    self.reason = reason
  }
}
