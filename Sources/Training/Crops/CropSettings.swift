import Siamese

/// How crops are cut, and which.
public struct CropSettings: Hashable, Sendable {
  /// The side of a crop, in pixels; even.
  public var side: Int
  /// The side of the exemplar at whose scale crops are cut, in pixels: SiamFC's 127.
  public var exemplarSize: Int
  /// The most crops of an object, spread evenly over its views.
  public var maximumViews: Int
  /// Which boxes are taken.
  public var filter: BoxFilter
  /// The quantizer of the crops' JPEG, from 1, the finest, to 31.
  public var quantizer: Int
  /// What parts of pictures without boxes are drawn from.
  public var seed: UInt64

  /// Creates settings.
  ///
  /// - Parameters:
  ///   - side: The side of a crop, in pixels. A search region of 239 with the object up to 32 pixels
  ///     off its centre, turned and scaled a little, fits into 320.
  ///   - exemplarSize: The side of the exemplar, in pixels.
  ///   - maximumViews: The most crops of an object.
  ///   - filter: Which boxes are taken.
  ///   - quantizer: Of JPEG; at 2 nothing of it is seen.
  ///   - seed: What parts of pictures without boxes are drawn from.
  public init(
    side: Int = 320, exemplarSize: Int = 127, maximumViews: Int = 100,
    filter: BoxFilter = BoxFilter(), quantizer: Int = 2, seed: UInt64 = 0
  ) {
    self.side = side
    self.exemplarSize = exemplarSize
    self.maximumViews = maximumViews
    self.filter = filter
    self.quantizer = quantizer
    self.seed = seed
  }
}

extension CropSettings: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case side, filter, quantizer, seed
    case exemplarSize = "exemplar_size"
    case maximumViews = "maximum_views"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    side = try values.decode(.side, in: 16...2048)
    exemplarSize = try values.decode(.exemplarSize, in: 8...side)
    maximumViews = try values.decode(.maximumViews, in: 1...1_000_000)
    filter = try values.decode(BoxFilter.self, forKey: .filter)
    quantizer = try values.decode(.quantizer, in: 1...31)
    seed = try values.decode(UInt64.self, forKey: .seed)
    guard side % 2 == 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .side, in: values, debugDescription: "found \(side), expected an even number")
    }
  }
}
