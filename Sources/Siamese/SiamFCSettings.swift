/// The settings of a SiamFC tracker, as a model's `config.json` holds them under `tracker`.
///
/// The names are the field's; siamfc-pytorch's values follow in brackets.
public struct SiamFCSettings: Hashable, Sendable {
  /// The side of the exemplar picture, in pixels [127].
  public var exemplarSize = 127
  /// The side of the search region's picture, in pixels [255].
  public var searchSize = 255
  /// The share of width plus height that is added around the object [0.5].
  public var contextAmount = 0.5
  /// How many scales are looked at in every frame, odd [3].
  public var scaleCount = 3
  /// The ratio of neighbouring scales [1.0375].
  public var scaleStep = 1.0375
  /// What the score maps of all scales but the current one are multiplied with [0.9745].
  public var scalePenalty = 0.9745
  /// The share of a newly found scale in the change of size [0.59].
  public var scaleDamping = 0.59
  /// The share of the Hann window in the map whose peak decides [0.176].
  public var windowInfluence = 0.176
  /// How many times finer than the score map the peak is looked for, each way [16].
  public var responseUpsampling = 16
  /// The smallest search region, as a share of the first one [the authors' own release: 0.2].
  public var minimumSize = 0.2
  /// The largest search region, as a multiple of the first one [the authors' own release: 5].
  public var maximumSize = 5.0
  /// How the shape of a response becomes the score.
  public var confidence: ConfidenceSettings

  /// The published settings.
  public init(confidence: ConfidenceSettings) {
    self.confidence = confidence
  }
}

extension SiamFCSettings: Codable {
  enum CodingKeys: String, CodingKey, CaseIterable {
    case exemplarSize = "exemplar_size"
    case searchSize = "search_size"
    case contextAmount = "context_amount"
    case scaleCount = "scale_count"
    case scaleStep = "scale_step"
    case scalePenalty = "scale_penalty"
    case scaleDamping = "scale_damping"
    case windowInfluence = "window_influence"
    case responseUpsampling = "response_upsampling"
    case minimumSize = "minimum_size"
    case maximumSize = "maximum_size"
    case confidence
  }

  public init(from decoder: any Decoder) throws {
    let values = try decoder.strictContainer(keyedBy: CodingKeys.self)
    exemplarSize = try values.decode(.exemplarSize, in: 16...1024)
    searchSize = try values.decode(.searchSize, in: exemplarSize...2048)
    contextAmount = try values.decode(.contextAmount, in: 0...4)
    scaleCount = try values.decode(.scaleCount, in: 1...31)
    scaleStep = try values.decode(.scaleStep, in: 1...2)
    scalePenalty = try values.decode(.scalePenalty, in: 0...1)
    scaleDamping = try values.decode(.scaleDamping, in: 0...1)
    windowInfluence = try values.decode(.windowInfluence, in: 0...1)
    responseUpsampling = try values.decode(.responseUpsampling, in: 1...64)
    minimumSize = try values.decode(.minimumSize, in: 0.01...1)
    maximumSize = try values.decode(.maximumSize, in: 1...100)
    confidence = try values.decode(ConfidenceSettings.self, forKey: .confidence)
    guard scaleCount % 2 == 1 else {
      throw DecodingError.dataCorruptedError(
        forKey: .scaleCount, in: values,
        debugDescription: "found \(scaleCount), expected an odd number")
    }
  }
}

extension SiamFCSettings {
  /// The scales that are looked at, smallest first; the middle one is 1.
  public var scales: [Double] {
    let outermost = scaleCount / 2
    return (-outermost...outermost).map { power(scaleStep, $0) }
  }
}

/// `base` to a whole power, by multiplication, so that a power and its inverse are exact mirror
/// images on every machine.
private func power(_ base: Double, _ exponent: Int) -> Double {
  let product = (0..<abs(exponent)).reduce(1.0) { product, _ in product * base }
  return exponent < 0 ? 1 / product : product
}
