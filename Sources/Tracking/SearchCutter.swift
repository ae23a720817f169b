import NeuralNetworks
import Video

/// Cuts the search pictures of a frame, one for each scale, on the threads that compute the network.
///
/// Holds scratch memory: one search at a time, and no allocation in it.
final class SearchCutter {
  /// What is written: (scales, 3, side, side) of floats, or (scales, side, side, 3) of levels.
  enum Target {
    case floats(UnsafeMutableBufferPointer<Float>)
    case levels(UnsafeMutableBufferPointer<UInt8>)
  }

  /// Parts of one picture: there is work for as many threads.
  private static let partsPerPicture = 2

  /// What every part of the work has to know.
  private final class Job {
    let samplers: [RegionSampler]
    let side: Int
    /// Of each picture.
    var regions: [SquareRegion]
    var frame: Frame?
    var fill = RGBColor(red: 0, green: 0, blue: 0)
    var target: Target?
    /// Of each part, which writes nothing but its own.
    let failures: UnsafeMutableBufferPointer<(any Error)?>

    init(pictures: Int, side: Int) {
      samplers = (0..<pictures * SearchCutter.partsPerPicture).map { _ in RegionSampler() }
      regions = Array(repeating: SquareRegion(x: 0, y: 0, side: 1), count: pictures)
      self.side = side
      failures = .allocate(capacity: samplers.count)
      failures.initialize(repeating: nil)
    }

    deinit {
      failures.deinitialize()
      failures.deallocate()
    }

    func cut(_ part: Int) {
      guard let frame, let target else { return }
      let (picture, index) = part.quotientAndRemainder(dividingBy: SearchCutter.partsPerPicture)
      let elements = picture * 3 * side * side..<(picture + 1) * 3 * side * side
      do {
        switch target {
        case .floats(let floats):
          try samplers[part].sample(
            frame, regions[picture], side: side, fill: fill,
            part: (index, SearchCutter.partsPerPicture),
            into: UnsafeMutableBufferPointer(rebasing: floats[elements]))
        case .levels(let levels):
          try samplers[part].sample(
            frame, regions[picture], side: side, fill: fill,
            part: (index, SearchCutter.partsPerPicture),
            into: UnsafeMutableBufferPointer(rebasing: levels[elements]))
        }
      } catch {
        failures[part] = error
      }
    }
  }

  private let job: Job
  private let work: TeamWork

  /// Prepares for a number of pictures of `side` × `side`.
  init(pictures: Int, side: Int) {
    let job = Job(pictures: pictures, side: side)
    self.job = job
    work = TeamWork(parts: pictures * Self.partsPerPicture) { job.cut($0) }
  }

  /// Cuts all pictures.
  ///
  /// - Parameters:
  ///   - region: Of each picture, by its number.
  ///   - threads: How many threads do it at most.
  /// - Throws: What is wrong with the frame.
  func cut(
    _ frame: Frame, fill: RGBColor, threads: Int, into target: Target,
    region: (_ picture: Int) -> SquareRegion
  ) throws {
    for picture in job.regions.indices { job.regions[picture] = region(picture) }
    (job.frame, job.fill, job.target) = (frame, fill, target)
    work.run(threads: threads)
    (job.frame, job.target) = (nil, nil)
    for part in job.failures.indices {
      guard let failure = job.failures[part] else { continue }
      job.failures.update(repeating: nil)
      throw failure
    }
  }
}
