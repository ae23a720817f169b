import Evaluation
import Testing
import Video

@Suite struct AnchorTests {
  @Test func forwardAnchorsComeFirst() {
    let anchors = Anchor.anchors(marked: [1, 0, -1, 0, 1, -1])
    #expect(
      anchors == [
        Anchor(frame: 0), Anchor(frame: 4), Anchor(frame: 2, isBackward: true),
        Anchor(frame: 5, isBackward: true),
      ])
    #expect(anchors[1].frames(of: 6) == [4, 5])
    #expect(anchors[2].frames(of: 6) == [2, 1, 0])
  }

  @Test func spacedAnchorsLieWhereTheObjectIsSeen() {
    var truth = Array(
      repeating: Region.box(Box(x: 1, y: 1, width: 5, height: 5)), count: 120)
    for frame in 50..<53 { truth[frame] = .absent }
    for frame in 100..<120 { truth[frame] = .unknown }
    #expect(
      Anchor.anchors(spaced: 50, truth: truth) == [Anchor(frame: 0), Anchor(frame: 53)])
    truth[119] = truth[0]
    #expect(Anchor.anchors(spaced: 50, truth: truth).last == Anchor(frame: 119, isBackward: true))
    #expect(Anchor.anchors(spaced: 50, truth: []).isEmpty)
  }
}
