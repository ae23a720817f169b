import NeuralNetworks
import Siamese
import Video

/// What all SiamFC trackers of one model share: the networks for its sizes of pictures, and the
/// scratch memory that an update needs, lent to one update at a time.
package final class SiamFCPipeline: Sendable {
  package let settings: SiamFCSettings
  /// The scales that are looked at, smallest first; the middle one is 1.
  package let scales: [Double]
  /// Pixels of the search picture that one cell of the score map stands for.
  package let stride: Int
  /// Whether the network's pictures are levels, and not floats.
  private let takesLevels: Bool
  private let threads: Int

  private let workspaces: Pool<Workspace>

  /// The pipeline of a model, made when it is first asked for.
  package static func shared(by model: Model, settings: SiamFCSettings) throws -> SiamFCPipeline {
    try model.shared(SiamFCPipeline.self) { try SiamFCPipeline(model: model, settings: settings) }
  }

  private init(model: Model, settings: SiamFCSettings) throws {
    self.settings = settings
    stride = model.network.backbone.stride
    takesLevels = model.network.isQuantized
    threads = model.threads
    scales = settings.scales
    let exemplarShape = try model.network.embeddingShape(
      ofPictures: [1, 3, settings.exemplarSize, settings.exemplarSize])
    let search = try model.prepare(
      model.network.searchNetwork,
      inputShapes: [
        TwinNetwork.Port.image: [
          settings.scaleCount, 3, settings.searchSize, settings.searchSize,
        ],
        TwinNetwork.Port.exemplar: exemplarShape,
      ])
    workspaces = Pool { [settings] in try Workspace(plan: search.makePlan(), settings: settings) }
  }

  /// Where the time of all updates went that are over.
  var times: TrackingTimes {
    workspaces.map(\.allTimes).reduce(into: TrackingTimes()) { $0 += $1 }
  }

  /// Cuts the exemplar's picture out of a frame: (1, 3, H, W).
  package func cutExemplar(
    of frame: Frame, in region: SquareRegion, fill: RGBColor
  ) throws -> Tensor {
    let side = settings.exemplarSize
    var picture = Tensor(repeating: 0, shape: [1, 3, side, side])
    try workspaces.withElement { workspace in
      try picture.values.withUnsafeMutableBufferPointer { pixels in
        try workspace.sampler.sample(frame, region, side: side, fill: fill, into: pixels)
      }
    }
    return picture
  }

  /// Looks for the exemplar around a window, at all scales.
  func respond(
    to exemplar: Tensor, in frame: Frame, around window: SearchWindow, fill: RGBColor
  ) throws -> SiamFCResponse {
    try workspaces.withElement { workspace in
      try cut(frame, around: window, fill: fill, into: workspace)
      return SiamFCResponse(try locate(exemplar, in: workspace), in: workspace)
    }
  }

  /// How much higher the response to the exemplar is at its peak than at another place, as a share
  /// of the peak; for who compares implementations.
  ///
  /// - Parameter place: Cells of the upsampled map from its centre.
  package func margin(
    over place: (x: Double, y: Double), of exemplar: Tensor, in frame: Frame,
    around window: SearchWindow, fill: RGBColor
  ) throws -> Double {
    try workspaces.withElement { workspace in
      try cut(frame, around: window, fill: fill, into: workspace)
      return workspace.map.margin(
        of: try locate(exemplar, in: workspace), over: place,
        windowInfluence: settings.windowInfluence)
    }
  }

  /// The pictures and score maps of one frame, for who compares implementations.
  ///
  /// - Returns: The search pictures, (scales, 3, H, W), and their score maps, (scales, 1, h, w).
  package func inspect(
    _ exemplar: Tensor, in frame: Frame, around window: SearchWindow, fill: RGBColor
  ) throws -> (pictures: Tensor, scores: Tensor) {
    try workspaces.withElement { workspace in
      try cut(frame, around: window, fill: fill, into: workspace)
      precondition(!takesLevels, "pictures are compared in floats")
      let pictures = workspace.plan.input(TwinNetwork.Port.image)
      let shape = [scales.count, 3, settings.searchSize, settings.searchSize]
      // Copied before the run, which may reuse the input's memory.
      let copy = Tensor(shape: shape, values: Array(pictures))
      _ = try locate(exemplar, in: workspace)
      return (copy, workspace.plan.tensor(TwinNetwork.Port.scores))
    }
  }

  /// Runs the network on the pictures that lie in a workspace and finds the peak.
  private func locate(_ exemplar: Tensor, in workspace: Workspace) throws -> ResponseMap.Peak {
    _ = workspace.plan.input(TwinNetwork.Port.exemplar).update(fromContentsOf: exemplar.values)
    try workspace.plan.run()
    let began = monotonicSeconds()
    defer { workspace.times.locating += monotonicSeconds() - began }
    return workspace.map.locate(
      workspace.plan.output(TwinNetwork.Port.scores), scalePenalty: settings.scalePenalty,
      windowInfluence: settings.windowInfluence)
  }

  /// Cuts the search pictures straight into the network's input.
  private func cut(
    _ frame: Frame, around window: SearchWindow, fill: RGBColor, into workspace: Workspace
  ) throws {
    let began = monotonicSeconds()
    defer {
      workspace.times.cutting += monotonicSeconds() - began
    }
    let plan = workspace.plan
    try workspace.cutter.cut(
      frame, fill: fill, threads: threads,
      into: takesLevels
        ? .levels(plan.levels(TwinNetwork.Port.image))
        : .floats(plan.input(TwinNetwork.Port.image))
    ) { window.region(side: window.searchSide * scales[$0]) }
  }
}

/// What one frame answered to an exemplar.
struct SiamFCResponse {
  /// Where the object is.
  var peak: ResponseMap.Peak
  /// What the score map looks like there.
  var shape: ResponseShape

  fileprivate init(_ peak: ResponseMap.Peak, in workspace: Workspace) {
    self.peak = peak
    shape = workspace.map.shape(
      of: workspace.plan.output(TwinNetwork.Port.scores), at: peak)
  }
}

/// The scratch memory of one update.
private final class Workspace {
  let plan: any InferencePlan
  /// For exemplars.
  let sampler = RegionSampler()
  let cutter: SearchCutter
  let map: ResponseMap
  /// Without the network's, which the plan measures.
  var times = TrackingTimes()

  var allTimes: TrackingTimes {
    var all = times
    all.layers = plan.layerTimes
    return all
  }

  init(plan: any InferencePlan, settings: SiamFCSettings) throws {
    self.plan = plan
    cutter = SearchCutter(pictures: settings.scaleCount, side: settings.searchSize)
    let shape = plan.outputShape(TwinNetwork.Port.scores)
    map = ResponseMap(
      side: shape[3], factor: settings.responseUpsampling, count: settings.scaleCount)
  }
}
