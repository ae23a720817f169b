import Evaluation
import Testing

@Suite struct RealTimeClockTests {
  @Test func answersAreTheToolkits() throws {
    for recorded in try VOTRecording.files().realTime {
      let clock = RealTimeClock(framesPerSecond: recorded.rate, grace: recorded.grace)
      #expect(clock.answeringFrames(seconds: recorded.seconds) == recorded.answering)
    }
  }

  @Test func aTrackerOfHalfTheSpeedSeesEverySecondFrame() {
    // Powers of two, so that sums of times are exact.
    let clock = RealTimeClock(framesPerSecond: 16, grace: 0)
    let seconds = [0.0] + Array(repeating: 2.5 / 16, count: 6)
    #expect(clock.answeringFrames(seconds: seconds) == [0, 1, 1, 3, 3, 5, 5])
  }

  @Test func lateAnswersAreForgivenAfterEachBeginning() {
    var clock = RealTimeClock(framesPerSecond: 10, grace: 2)
    for _ in 0..<2 {
      clock.begun(after: 0.01)
      for isShown in [true, true, true, false] {
        let shows = clock.showsNextFrame()
        #expect(shows == isShown)
        if shows { clock.answered(after: 0.29) }
      }
    }
  }
}
