import NeuralNetworks
import Siamese
import Tracking
import Video

/// Pictures such as a tracker sees, for what has to be known before it runs: an exemplar of each of
/// some sequences, and the search region of a later frame at each of the tracker's scales.
public struct CalibrationPictures: Sendable {
  /// One of each sequence: the exemplar, (1, 3, h, w), and search regions, (scales, 3, H, W), RGB,
  /// 0…255.
  public private(set) var pairs: [(exemplar: Tensor, search: Tensor)] = []
  /// What could not be read.
  public private(set) var failures: [String] = []

  /// Cuts pictures out of data sets.
  ///
  /// - Parameters:
  ///   - datasets: Where they come from; sequences are taken evenly from all of them.
  ///   - settings: How the tracker cuts.
  ///   - count: How many sequences at most.
  ///   - isCancelled: Asked now and then; where it says yes, what is there is all there is.
  ///   - progress: Called after each sequence with how many are done, and of how many.
  public init(
    of datasets: [Dataset], settings: SiamFCSettings, count: Int,
    isCancelled: () -> Bool = { false }, progress: (Int, Int) -> Void = { _, _ in }
  ) {
    let entries = datasets.flatMap(\.entries)
    let count = min(count, entries.count)
    for number in 0..<count where !isCancelled() {
      let entry = entries[number * entries.count / count]
      do {
        pairs.append(try Self.pictures(of: entry.sequence(), settings: settings))
      } catch {
        failures.append("\(entry.name): \(error)")
      }
      progress(number + 1, count)
    }
  }

  /// The exemplar of the first frame, and search regions around the object half way to the last.
  private static func pictures(
    of sequence: BenchmarkSequence, settings: SiamFCSettings
  ) throws -> (exemplar: Tensor, search: Tensor) {
    let pass = try Experiment.onePass.passes(over: sequence)[0]
    var frames = try PassFrames(pass, of: sequence)
    guard let first = try frames.frame(at: pass.firstStep) else {
      throw EvaluationError.unreadableStart(sequence: sequence.name, frame: pass.firstStep)
    }
    let fill = try first.meanColor()
    let start = SearchWindow(around: pass.box, settings: settings)
    let exemplar = try picture(
      of: first, start.region(side: start.exemplarSide), side: settings.exemplarSize, fill)
    let last = pass.length(in: sequence.count) - 1
    var (later, box) = (first, pass.box)
    let middle = pass.firstStep + (last - pass.firstStep) / 2
    if middle > pass.firstStep, let truth = sequence.truth[pass.frame(middle)].bounds,
      let frame = try frames.frame(at: middle)
    {
      (later, box) = (frame, truth)
    }
    let window = SearchWindow(around: box, settings: settings)
    var values: [Float] = []
    for scale in settings.scales {
      values += try picture(
        of: later, window.region(side: window.searchSide * scale), side: settings.searchSize,
        fill
      ).values
    }
    let side = settings.searchSize
    return (
      exemplar, Tensor(shape: [settings.scaleCount, 3, side, side], values: values)
    )
  }

  private static func picture(
    of frame: Frame, _ region: SquareRegion, side: Int, _ fill: RGBColor
  ) throws -> Tensor {
    var tensor = Tensor(repeating: 0, shape: [1, 3, side, side])
    try tensor.values.withUnsafeMutableBufferPointer {
      try RegionSampler().sample(frame, region, side: side, fill: fill, into: $0)
    }
    return tensor
  }
}
