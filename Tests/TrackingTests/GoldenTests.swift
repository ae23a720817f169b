import Parity
import Siamese
import TestSupport
import Testing
import Video

/// Agreement with a PyTorch implementation of SiamFC's published algorithm, recorded on the sample
/// clips by `Peers/make_golden.py`.
@Suite struct GoldenTests {
  static let folder = Checkout.file("Tests/TrackingTests/Golden")

  private static let model = Result {
    try Model(ModelFolder(Checkout.file("Weights/siamfc-alexnet")), precision: .float32)
  }

  /// Compares on the frames that `read` takes from the clip or the folder of pictures.
  private func compare(
    _ name: String, frames source: String, count: Int = .max,
    read: (Frame) throws -> Frame = { $0 }
  ) throws -> ParityComparison {
    let model = try Self.model.get()
    let settings =
      switch model.configuration.tracker {
      case .siamFC(let settings): settings
      }
    let reference = try ReferenceTrace(folder: Self.folder + "/" + name, settings: settings)
    let reader = try VideoReader(source)
    var frames: [Frame] = []
    let wanted = min(reference.states.count, count)
    while frames.count < wanted, let frame = try reader.next() { frames.append(try read(frame)) }
    try #require(frames.count == wanted)
    return try ParityComparison(reference, frames: frames, model: model, settings: settings)
  }

  /// On lossless pictures everything agrees: the crops bit for bit.
  @Test func picturesGiveTheSameCropsEmbeddingsAndScores() throws {
    let comparison = try compare(
      "balloon-window", frames: Self.folder + "/balloon-window/frames")
    #expect(comparison.cropAgreement.count == 2)
    for (name, share) in comparison.cropAgreement { #expect(share >= 0.999, "\(name)") }
    #expect(comparison.relativeErrors.count == 2)
    for (name, error) in comparison.relativeErrors { #expect(error <= 1e-5, "\(name)") }
    #expect(comparison.worstStep.pixels <= 1e-3)
    #expect(comparison.meanOverlap >= 0.98)
  }

  /// Whole tracks, on the clips' frames in RGB as the reference saw them.
  @Test(arguments: ["rover", "balloon"])
  func clipsInRGBGiveTheSameTrack(clip: String) throws {
    let comparison = try compare(clip, frames: Checkout.file("SampleVideos/\(clip).mp4")) {
      try $0.plainlyConverted()
    }
    #expect(comparison.worstStep.pixels <= 1, "frame \(comparison.worstStep.frame)")
    #expect(comparison.meanOverlap >= 0.98)
  }

  /// Sampled from the decoder's own planes, colours differ by less than a level, and now and then
  /// another of two nearly equal peaks wins; the tracks stay together.
  @Test(arguments: ["rover", "balloon"])
  func clipsAsDecodedGiveNearlyTheSameTrack(clip: String) throws {
    let comparison = try compare(
      clip, frames: Checkout.file("SampleVideos/\(clip).mp4"), count: 100)
    #expect(comparison.stepsWithinAPixel >= 0.9)
    #expect(comparison.meanOverlap >= 0.9)
  }
}
