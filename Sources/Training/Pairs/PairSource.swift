import Siamese
import Video

/// Pairs of pictures to train on, each a function of a seed and its number only: the same seed gives
/// the same pairs, whatever is asked for in what order and on how many threads.
///
/// A pair is an exemplar, the object in its centre, and a search region at the same scale that shows
/// the same object in another frame, or another object.
public final class PairSource: Sendable {
  /// Where the crops come from.
  public let cache: CropCache
  /// Which crops make a pair.
  public let settings: PairSettings
  /// How pictures are varied.
  public let augmentation: AugmentationSettings
  /// The side of exemplars, in pixels.
  public let exemplarSize: Int
  /// The side of search regions, in pixels.
  public let searchSize: Int
  /// Pixels of the search region that one cell of the score map stands for.
  public let stride: Int
  /// What the pairs are drawn from.
  public let seed: UInt64

  private let chooser: PairChooser

  /// Creates a source.
  ///
  /// - Throws: ``TrainingError/noSuchObjects(path:found:expected:)`` where the cache has no object that
  ///   the settings ask for.
  public init(
    _ cache: CropCache, settings: PairSettings, augmentation: AugmentationSettings,
    exemplarSize: Int = 127, searchSize: Int = 239, stride: Int = 8, seed: UInt64
  ) throws {
    precondition(exemplarSize > 0 && searchSize > 0 && stride > 0, "sizes are positive")
    self.cache = cache
    self.settings = settings
    self.augmentation = augmentation
    self.exemplarSize = exemplarSize
    self.searchSize = searchSize
    self.stride = stride
    self.seed = seed
    chooser = try PairChooser(cache, settings: settings)
  }

  /// Makes a pair.
  ///
  /// - Parameters:
  ///   - index: The pair's number.
  ///   - exemplar: Takes the exemplar, (3, exemplarSize, exemplarSize): RGB, whole levels 0…255.
  ///   - search: Takes the search region, (3, searchSize, searchSize).
  ///   - workspace: Memory made for a source of the same sizes.
  /// - Returns: Where the object is on the score map.
  /// - Throws: ``TrainingError/brokenCrop(path:source:reason:)``.
  public func makePair(
    _ index: UInt64, exemplar: UnsafeMutableBufferPointer<Float>,
    search: UnsafeMutableBufferPointer<Float>, using workspace: PairWorkspace
  ) throws -> ScoreMapTarget {
    try makePair(index, attempt: 0, exemplar: exemplar, search: search, using: workspace)
  }

  /// Makes the pair of a number, or where that is impossible the one that another attempt gives.
  func makePair(
    _ index: UInt64, attempt: UInt64, exemplar: UnsafeMutableBufferPointer<Float>,
    search: UnsafeMutableBufferPointer<Float>, using workspace: PairWorkspace
  ) throws -> ScoreMapTarget {
    precondition(
      exemplar.count >= 3 * exemplarSize * exemplarSize
        && search.count >= 3 * searchSize * searchSize
        && workspace.exemplar.picture.side == exemplarSize
        && workspace.search.picture.side == searchSize, "memory of another size")
    var numbers = RandomNumbers(seed: seed &+ attempt &* 0xD1B5_4A32_D192_ED03, index: index)
    let choice = chooser.pair(&numbers)
    let plan = PairPlan(of: choice, in: self, chooser, &numbers)
    try draw(plan, workspace)
    plan.change(workspace.exemplar, workspace.search)
    try plan.compress(workspace)
    if let start = exemplar.baseAddress { workspace.exemplar.picture.copy(to: start) }
    if let start = search.baseAddress { workspace.search.picture.copy(to: start) }
    return plan.target
  }

  /// Which crops a pair is made of, and whether both show the same object.
  func choice(of index: UInt64) -> PairChoice {
    var numbers = RandomNumbers(seed: seed, index: index)
    return chooser.pair(&numbers)
  }

  /// Makes the pictures out of the crops.
  private func draw(_ plan: PairPlan, _ workspace: PairWorkspace) throws {
    let exemplarCrop = try decode(plan.choice.exemplar, workspace)
    plan.exemplar.draw(exemplarCrop, on: workspace.exemplar, workspace.warp)
    let searchCrop =
      plan.choice.search == plan.choice.exemplar
      ? exemplarCrop : try decode(plan.choice.search, workspace)
    plan.search.draw(searchCrop, on: workspace.search, workspace.warp)
    for (canvas, view) in [(workspace.exemplar, plan.exemplar), (workspace.search, plan.search)] {
      guard let occlusion = view.occlusion else { continue }
      occlusion.draw(try decode(occlusion.crop, workspace), on: canvas, workspace.warp)
    }
  }

  private func decode(_ number: Int, _ workspace: PairWorkspace) throws -> PlanarPicture {
    let crop = cache.crop(number)
    func broken(_ reason: String) -> TrainingError {
      .brokenCrop(path: cache.path, source: cache.source(of: crop).description, reason: reason)
    }
    do {
      let picture = try cache.withJPEG(of: crop) {
        try workspace.decoder.decode($0, named: "the crop")
      }
      let side = cache.origin.settings.side
      guard picture.width == side, picture.height == side else {
        throw broken("found \(picture.width)x\(picture.height), expected \(side)x\(side)")
      }
      return picture
    } catch let error where !(error is TrainingError) {
      throw broken("\(error)")
    }
  }
}
