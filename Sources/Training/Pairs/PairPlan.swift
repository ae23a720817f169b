import Siamese
import Video

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Everything that is drawn at random about a pair, before any pixel is looked at.
struct PairPlan {
  let choice: PairChoice
  let target: ScoreMapTarget
  let exemplar: ViewPlan
  let search: ViewPlan
  private let sharedColor: ColorChange?
  private let isGrey: Bool
  /// By which factors the exemplar and the search region lose resolution.
  private let lowResolution: (exemplar: Double, search: Double)?

  init(
    of choice: PairChoice, in source: PairSource, _ chooser: PairChooser,
    _ numbers: inout RandomNumbers
  ) {
    let settings = source.augmentation
    self.choice = choice
    let shared = PairGeometry.Shared(settings, &numbers)
    let isShifted = numbers.happens(settings.shiftShare)
    let reach = settings.maximumShift
    let cells = (
      x: numbers.below(2 * reach + 1) - reach, y: numbers.below(2 * reach + 1) - reach
    )
    let shift = isShifted ? (x: Double(cells.x), y: Double(cells.y)) : (x: 0, y: 0)
    target = ScoreMapTarget(
      offset: choice.isPositive ? .init(x: shift.x, y: shift.y) : nil,
      exemplarScene: chooser.scene(ofCrop: choice.exemplar),
      searchScene: chooser.scene(ofCrop: choice.search))
    let isStill = choice.exemplar == choice.search
    exemplar = ViewPlan(
      of: choice.exemplar, side: source.exemplarSize, in: source, chooser,
      settings: settings.exemplar, shared: shared, &numbers)
    search = ViewPlan(
      of: choice.search, side: source.searchSize, in: source, chooser,
      settings: isStill ? settings.stillSearch : settings.search, shared: shared,
      shift: (shift.x * Double(source.stride), shift.y * Double(source.stride)), &numbers)
    sharedColor = ColorChange.drawn(
      share: settings.sharedColorShare, strength: settings.sharedColorStrength, &numbers)
    isGrey = numbers.happens(settings.sharedGreyShare)
    lowResolution = Self.lowResolution(settings, &numbers)
  }

  private static func lowResolution(
    _ settings: AugmentationSettings, _ numbers: inout RandomNumbers
  ) -> (exemplar: Double, search: Double)? {
    let happens = numbers.happens(settings.lowResolutionShare)
    // The logarithm is uniform from that of 1.2 on, below which nobody sees a difference.
    let most = max(settings.lowResolutionFactor, 1.2)
    let factor = pow(most / 1.2, numbers.unit()) * 1.2
    let difference = pow(1.28, numbers.symmetric(1))
    return happens ? (factor, factor * difference) : nil
  }

  /// Changes the pictures that were drawn.
  func change(_ exemplarCanvas: PairWorkspace.Canvas, _ searchCanvas: PairWorkspace.Canvas) {
    let canvases = [(exemplarCanvas, exemplar), (searchCanvas, search)]
    for (canvas, view) in canvases {
      sharedColor?.apply(to: canvas.picture)
      view.color?.apply(to: canvas.picture)
      if isGrey || view.isGrey { canvas.picture.makeGrey() }
    }
    if let lowResolution {
      exemplarCanvas.takeResolution(lowResolution.exemplar)
      searchCanvas.takeResolution(lowResolution.search)
    }
    for (canvas, view) in canvases { view.disturb(canvas) }
  }

  /// Sends the pictures through JPEG that are to go.
  func compress(_ workspace: PairWorkspace) throws {
    for (canvas, view) in [(workspace.exemplar, exemplar), (workspace.search, search)] {
      guard let quantizer = view.quantizer else { continue }
      try canvas.compress(
        quantizer: quantizer, decoder: workspace.decoder, warp: workspace.warp)
    }
  }
}

extension PairWorkspace.Canvas {
  fileprivate func takeResolution(_ factor: Double) {
    guard factor > 1 else { return }
    filter.takeResolution(picture, smaller: max(8, Int(Double(picture.side) / factor)))
  }
}

extension ColorChange {
  /// Draws a change, or none.
  static func drawn(
    share: Double, strength: Double, _ numbers: inout RandomNumbers
  ) -> ColorChange? {
    let happens = numbers.happens(share)
    let change = ColorChange(strength: strength, &numbers)
    return happens ? change : nil
  }
}
