import CLibAV
import TestSupport
import Testing

@testable import Video

/// The encoders one by one, also those that are only tried where better ones are missing.
@Suite struct VideoWriterEncoderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func plan(_ container: ContainerFormat, _ encoders: [EncoderRecipe]) -> OutputPlan {
    let path = folder.file("clip." + container.rawValue)
    return OutputPlan(
      path: path, destination: .file(path: path, container), encoders: encoders,
      pixelAspectRatio: .one, frameRate: Ratio(numerator: 120_000, denominator: 1001),
      colors: ColorProperties())
  }

  /// Encoders that are not installed are left out: which ones those are is the system's choice.
  @Test(arguments: ContainerFormat.allCases)
  func eachInstalledEncoderWorks(container: ContainerFormat) throws {
    let color = RGBColor(red: 200, green: 90, blue: 40)
    for recipe in EncoderRecipe.candidates(for: container)
    where avcodec_find_encoder_by_name(recipe.name) != nil {
      let plan = plan(container, [recipe])
      let stage = try OutputStage(plan, width: 128, height: 96)
      let sink = try plan.destination.makeSink()
      try sink.start(stage.encoder)
      for index in 0..<12 {
        let time = Double(index) * 1001 / 120_000
        let frame = try plainFrame(color, width: 128, height: 96, index: index, timestamp: time)
        try FrameImporter().draw(frame, on: stage.canvas)
        try stage.encode(frame, into: sink)
      }
      try stage.finish(into: sink)
      try sink.finish()
      let frames = try readFrames(plan.path)
      #expect(frames.count == 12, "\(recipe.name)")
      for (index, frame) in frames.enumerated() {
        let found = try frame.meanColor()
        #expect(largestDifference(found, color) <= 6, "\(recipe.name)")
        #expect(abs(frame.timestamp - Double(index) * 1001 / 120_000) < 0.0006, "\(recipe.name)")
      }
    }
  }

  @Test func theNextEncoderIsTakenWhereOneIsMissing() throws {
    var missing = try #require(EncoderRecipe.candidates(for: .mkv).first)
    missing.name = "no-such-encoder"
    let others = EncoderRecipe.candidates(for: .mkv)
    let stage = try OutputStage(plan(.mkv, [missing] + others), width: 64, height: 48)
    #expect(others.map(\.name).contains(stage.encoder.name))
    let error = thrownError { _ = try OutputStage(plan(.mkv, [missing]), width: 64, height: 48) }
    guard case VideoWritingError.noEncoder(_, 64, 48, let tried)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(tried == ["no-such-encoder (Encoder not found)"])
  }
}
