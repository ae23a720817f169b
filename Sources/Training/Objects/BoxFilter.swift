import Siamese
import Video

/// Which boxes are worth learning from. The defaults are siamfc-pytorch's.
public struct BoxFilter: Hashable, Sendable {
  /// The shortest side, in pixels.
  public var minimumSide: Double
  /// The longest side, in pixels.
  public var maximumSide: Double
  /// The smallest area, in square pixels.
  public var minimumArea: Double
  /// The smallest share of the picture's width or height that the box's may be.
  public var minimumShare: Double
  /// The largest share of the picture's width or height that the box's may be.
  public var maximumShare: Double
  /// The largest ratio of the longer side to the shorter one.
  public var maximumAspect: Double

  /// Creates a filter; the defaults are siamfc-pytorch's: sides of 20 to 500 pixels and of 1 to 50 %
  /// of the picture's, an area of 20 and more, sides at most 1 to 4.
  public init(
    minimumSide: Double = 20, maximumSide: Double = 500, minimumArea: Double = 20,
    minimumShare: Double = 0.01, maximumShare: Double = 0.5, maximumAspect: Double = 4
  ) {
    self.minimumSide = minimumSide
    self.maximumSide = maximumSide
    self.minimumArea = minimumArea
    self.minimumShare = minimumShare
    self.maximumShare = maximumShare
    self.maximumAspect = maximumAspect
  }

  /// Whether a box in a picture of the given size, in pixels, passes.
  public func accepts(_ box: Box, width: Int, height: Int) -> Bool {
    guard box.x.isFinite, box.y.isFinite, box.width > 0, box.height > 0 else { return false }
    let sides = minimumSide...max(maximumSide, minimumSide)
    let shares = minimumShare...max(maximumShare, minimumShare)
    let aspect = box.width / box.height
    return sides.contains(box.width) && sides.contains(box.height) && box.area >= minimumArea
      && shares.contains(box.width / Double(width)) && shares.contains(box.height / Double(height))
      && max(aspect, 1 / aspect) <= maximumAspect
  }
}

extension BoxFilter: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case minimumSide = "minimum_side"
    case maximumSide = "maximum_side"
    case minimumArea = "minimum_area"
    case minimumShare = "minimum_share"
    case maximumShare = "maximum_share"
    case maximumAspect = "maximum_aspect"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    minimumSide = try values.decode(.minimumSide, in: 1...1e6)
    maximumSide = try values.decode(.maximumSide, in: minimumSide...1e6)
    minimumArea = try values.decode(.minimumArea, in: 0...1e12)
    minimumShare = try values.decode(.minimumShare, in: 0...1)
    maximumShare = try values.decode(.maximumShare, in: minimumShare...1e3)
    maximumAspect = try values.decode(.maximumAspect, in: 1...1e6)
  }
}
