import Siamese

/// How the pictures of a pair are varied.
public struct AugmentationSettings: Hashable, Sendable {
  /// The probability that both pictures are mirrored.
  public var flipShare: Double
  /// The probability that the object is moved off the centre of the search region.
  public var shiftShare: Double
  /// How far it is moved at most, in cells of the score map each way.
  public var maximumShift: Int
  /// How far both pictures are turned alike, at most, in radians.
  public var sharedRotation: Double
  /// The probability that both pictures change their colours alike.
  public var sharedColorShare: Double
  /// How much, where 1 is contrast by a factor of e^±0.15, each channel by e^±0.07, brightness by 18
  /// levels and a gamma of e^±0.25.
  public var sharedColorStrength: Double
  /// The probability that both pictures lose their colours.
  public var sharedGreyShare: Double
  /// The probability that both pictures lose resolution.
  public var lowResolutionShare: Double
  /// By which factor at most.
  public var lowResolutionFactor: Double
  /// What happens to exemplars only.
  public var exemplar: View
  /// What happens to search regions only.
  public var search: View
  /// What happens to them instead, where both pictures are made of one view.
  public var stillSearch: View

  /// What happens to one of a pair's pictures.
  public struct View: Hashable, Sendable {
    /// How far the object's centre is moved each way, at most, in pixels; no label tells.
    public var jitter: Double
    /// By which factor at most, 1 + this, the object is larger or smaller.
    public var scale: Double
    /// By which factor at most, 1 + this, it is stretched one way and squeezed the other.
    public var stretch: Double
    /// How far it is turned at most, in radians, beside ``AugmentationSettings/sharedRotation``.
    public var rotation: Double
    /// The probability that its colours change, beside ``AugmentationSettings/sharedColorShare``.
    public var colorShare: Double
    /// How much, as ``AugmentationSettings/sharedColorStrength``.
    public var colorStrength: Double
    /// The probability that it alone loses its colours.
    public var greyShare: Double
    /// The probability of blur: by a Gaussian of 0.6 to 2.2 pixels, or by motion over 3 to 9 pixels.
    public var blurShare: Double
    /// The probability of noise, with a deviation of 2 to 9 levels.
    public var noiseShare: Double
    /// The probability that it goes through JPEG, with a quantizer from 4 to 20.
    public var compressionShare: Double
    /// The probability that a part of another crop covers a part of the object.
    public var occlusionShare: Double

    /// Creates settings under which nothing happens but what is named.
    public init(
      jitter: Double = 0, scale: Double = 0, stretch: Double = 0, rotation: Double = 0,
      colorShare: Double = 0, colorStrength: Double = 1, greyShare: Double = 0,
      blurShare: Double = 0, noiseShare: Double = 0, compressionShare: Double = 0,
      occlusionShare: Double = 0
    ) {
      self.jitter = jitter
      self.scale = scale
      self.stretch = stretch
      self.rotation = rotation
      self.colorShare = colorShare
      self.colorStrength = colorStrength
      self.greyShare = greyShare
      self.blurShare = blurShare
      self.noiseShare = noiseShare
      self.compressionShare = compressionShare
      self.occlusionShare = occlusionShare
    }
  }

  /// Creates settings under which nothing happens but what is named.
  public init(
    flipShare: Double = 0, shiftShare: Double = 0, maximumShift: Int = 0,
    sharedRotation: Double = 0, sharedColorShare: Double = 0, sharedColorStrength: Double = 1,
    sharedGreyShare: Double = 0, lowResolutionShare: Double = 0, lowResolutionFactor: Double = 1,
    exemplar: View = View(), search: View = View(), stillSearch: View = View()
  ) {
    self.flipShare = flipShare
    self.shiftShare = shiftShare
    self.maximumShift = maximumShift
    self.sharedRotation = sharedRotation
    self.sharedColorShare = sharedColorShare
    self.sharedColorStrength = sharedColorStrength
    self.sharedGreyShare = sharedGreyShare
    self.lowResolutionShare = lowResolutionShare
    self.lowResolutionFactor = lowResolutionFactor
    self.exemplar = exemplar
    self.search = search
    self.stillSearch = stillSearch
  }
}

extension AugmentationSettings: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case exemplar, search
    case flipShare = "flip_share"
    case shiftShare = "shift_share"
    case maximumShift = "maximum_shift"
    case sharedRotation = "shared_rotation"
    case sharedColorShare = "shared_color_share"
    case sharedColorStrength = "shared_color_strength"
    case sharedGreyShare = "shared_grey_share"
    case lowResolutionShare = "low_resolution_share"
    case lowResolutionFactor = "low_resolution_factor"
    case stillSearch = "still_search"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    flipShare = try values.decode(.flipShare, in: 0...1)
    shiftShare = try values.decode(.shiftShare, in: 0...1)
    maximumShift = try values.decode(.maximumShift, in: 0...64)
    sharedRotation = try values.decode(.sharedRotation, in: 0...Double.pi)
    sharedColorShare = try values.decode(.sharedColorShare, in: 0...1)
    sharedColorStrength = try values.decode(.sharedColorStrength, in: 0...10)
    sharedGreyShare = try values.decode(.sharedGreyShare, in: 0...1)
    lowResolutionShare = try values.decode(.lowResolutionShare, in: 0...1)
    lowResolutionFactor = try values.decode(.lowResolutionFactor, in: 1...16)
    exemplar = try values.decode(View.self, forKey: .exemplar)
    search = try values.decode(View.self, forKey: .search)
    stillSearch = try values.decode(View.self, forKey: .stillSearch)
  }
}

extension AugmentationSettings.View: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case jitter, scale, stretch, rotation
    case colorShare = "color_share"
    case colorStrength = "color_strength"
    case greyShare = "grey_share"
    case blurShare = "blur_share"
    case noiseShare = "noise_share"
    case compressionShare = "compression_share"
    case occlusionShare = "occlusion_share"
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    jitter = try values.decode(.jitter, in: 0...64)
    scale = try values.decode(.scale, in: 0...4)
    stretch = try values.decode(.stretch, in: 0...4)
    rotation = try values.decode(.rotation, in: 0...Double.pi)
    colorShare = try values.decode(.colorShare, in: 0...1)
    colorStrength = try values.decode(.colorStrength, in: 0...10)
    greyShare = try values.decode(.greyShare, in: 0...1)
    blurShare = try values.decode(.blurShare, in: 0...1)
    noiseShare = try values.decode(.noiseShare, in: 0...1)
    compressionShare = try values.decode(.compressionShare, in: 0...1)
    occlusionShare = try values.decode(.occlusionShare, in: 0...1)
  }
}
