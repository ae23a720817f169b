import Parity
import Siamese
import TestSupport
import Testing
import Video

/// Agreement with a PyTorch implementation of SiamFC's published algorithm, recorded on the sample
/// clips by `Peers/make_golden.py`.
@Suite struct GoldenTests {
  static let folder = Checkout.file("Tests/TrackingTests/Golden")

  @Test(arguments: ["rover", "balloon"])
  func tracksAsTheReferenceDoes(clip: String) throws {
    let model = try Model(ModelFolder(Checkout.file("Weights/siamfc-alexnet")))
    guard case .siamFC(let settings) = model.configuration.tracker else { return }
    let reference = try ReferenceTrace(folder: Self.folder + "/" + clip, settings: settings)
    let reader = try VideoReader(Checkout.file("SampleVideos/\(clip).mp4"))
    var frames: [Frame] = []
    while frames.count < reference.states.count, let frame = try reader.next() {
      frames.append(frame)
    }
    let comparison = try ParityComparison(
      reference, frames: frames, model: model, settings: settings)
    #expect(frames.count == reference.states.count)
    #expect(comparison.worstStep.pixels <= 1, "frame \(comparison.worstStep.frame)")
    #expect(comparison.meanOverlap >= 0.98)
  }
}
