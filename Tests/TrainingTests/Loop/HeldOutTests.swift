import Evaluation
import Testing
import Video

@testable import Training

@Suite struct HeldOutTests {
  private static func collection(_ name: String, videos: Int, frames: Int = 12)
    -> TrainingCollection
  {
    let units = (0..<videos).map { number in
      TrainingUnit(name: "video\(number)") {
        let views = (0..<frames).map { frame in
          TrainingView(
            picture: .file("\(number)/\(frame).jpg"), frame: frame,
            place: .box(Box(x: 1, y: 2, width: 30, height: 40)))
        }
        return .init(objects: [TrainingObject(name: "video\(number)", views: views)])
      }
    }
    return TrainingCollection(name: name, folder: name, format: .sequences, units: units)
  }

  @Test func oneVideoOfTenIsHeldOut() {
    for (videos, held) in [(9, 0), (10, 1), (47, 4), (1000, 20)] {
      let (learned, taken) = HeldOut.divide([Self.collection("a", videos: videos)])
      #expect(taken.count == held)
      #expect(learned[0].units.count == videos - held)
      let names = Set(learned[0].units.map { "a/\($0.name)" })
      #expect(taken.allSatisfy { !names.contains($0.name) && $0.count == 12 })
    }
  }

  @Test func theSameDataIsDividedInTheSameWay() {
    let collections = [Self.collection("a", videos: 30), Self.collection("b", videos: 30)]
    let first = HeldOut.divide(collections).heldOut.map(\.name)
    let second = HeldOut.divide(collections.reversed()).heldOut.map(\.name)
    #expect(first == second && first.count == 6)
    #expect(first != first.sorted())
  }

  @Test func shortVideosAreNotTrackedIn() {
    let (learned, taken) = HeldOut.divide([Self.collection("a", videos: 30, frames: 9)])
    #expect(taken.isEmpty && learned[0].units.count == 30)
  }
}
