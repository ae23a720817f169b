import Evaluation
import TestSupport
import Testing
import Video

@Suite struct PlainDatasetTests {
  let files: DatasetFiles
  private let boxes = movingBoxes(3)

  init() throws { files = try DatasetFiles() }

  private func rows(_ boxes: [Box], from first: Int = 0, step: Int = 1) -> [String] {
    ["frame,timestamp,x,y,width,height"]
      + boxes.enumerated().map { index, box in "\(first + index * step),0.0,\(box.numbers)" }
  }

  @Test func theSampleVideosAreADataset() throws {
    let dataset = try Dataset(folder: Checkout.file("SampleVideos"))
    #expect(dataset.layout == .plain && dataset.names == ["balloon", "rover"])
    let rover = try dataset.sequence("rover")
    #expect(rover.count == 330)
    #expect(rover.frames == .video(path: Checkout.file("SampleVideos/rover.mp4"), first: 0))
    #expect(rover.truth[0].bounds == Box(x: 213.166, y: 157.952, width: 126.972, height: 106.38))
    let one = try Dataset(folder: Checkout.file("SampleVideos/rover.mp4"))
    #expect(one.name == "rover" && one.names == ["rover"])
  }

  @Test func aFolderOfPicturesHasItsTableBesideOrInside() throws {
    try files.pictures("a/%d.jpg", 8...10)
    try files.lines("a.truth.csv", rows(boxes))
    try files.pictures("b/%d.png", 1...3)
    try files.lines("b/truth.csv", rows(boxes))
    try files.pictures("c/%d.png", 1...3)
    try files.boxes("c.txt", boxes, .plain)
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.names == ["a", "b", "c"])
    for name in dataset.names {
      #expect(try dataset.sequence(name).truth == boxes.map(Region.box))
    }
    #expect(pictureNames(try dataset.sequence("a")) == ["8.jpg", "9.jpg", "10.jpg"])
    #expect(try Dataset(folder: files.file("b")).names == ["b"])
  }

  @Test func aSequenceGoesFromTheFirstRowToTheLast() throws {
    try files.pictures("a/%d.jpg", 0..<9)
    try files.lines("a.truth.csv", rows(boxes, from: 2, step: 2))
    let sequence = try Dataset(folder: files.path).sequence("a")
    #expect(
      sequence.truth == [.box(boxes[0]), .unknown, .box(boxes[1]), .unknown, .box(boxes[2])])
    #expect(pictureNames(sequence) == (2...6).map { "\($0).jpg" })
    try files.lines("a.truth.csv", rows(boxes, from: 5, step: 2))
    let error = thrownError(DatasetError.self) {
      _ = try Dataset(folder: files.path).sequence("a")
    }
    #expect(
      error
        == .inconsistent(
          path: files.file("a.truth.csv"), found: "frame 9",
          expected: "frames up to 8, the last picture in \(files.file("a"))"))
  }

  @Test func severalObjectsAreSeveralSequences() throws {
    try files.pictures("a/%d.jpg", 0..<3)
    try files.lines(
      "a.truth.csv",
      [
        "id,frame,timestamp,x,y,width,height", "2,0,0.0,1,2,3,4", "10,1,0.1,5,6,7,8",
        "2,1,0.1,,,,", "2,2,0.2,1,2,3,4",
      ])
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.names == ["a.2", "a.10"])
    let box = Region.box(Box(x: 1, y: 2, width: 3, height: 4))
    #expect(try dataset.sequence("a.2").truth == [box, .absent, box])
    let other = try dataset.sequence("a.10")
    #expect(other.truth == [.box(Box(x: 5, y: 6, width: 7, height: 8))])
    #expect(pictureNames(other) == ["1.jpg"])
  }

  @Test(arguments: [
    ("0,0.0,1,2,3", 2), ("0,0.0,1,2,3,x", 2), ("-1,0.0,1,2,3,4", 2), ("x,0.0,1,2,3,4", 2),
    ("4000000000000000000,0.0,1,2,3,4", 2),
    ("0,0,1,2,3,4\n0,0,1,2,3,4", 3),
  ])
  func rowsThatAreNoBoxesAreNamed(row: String, line: Int) throws {
    try files.pictures("a/%d.jpg", 0..<3)
    try files.lines("a.truth.csv", ["frame,timestamp,x,y,width,height", row])
    let dataset = try Dataset(folder: files.path)
    let error = thrownError(DatasetError.self) { _ = try dataset.sequence("a") }
    guard case .badLine(files.file("a.truth.csv"), line, _, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
  }

  @Test func aVideoWithoutATableIsNoDataset() throws {
    try files.data("a.mp4", SamplePicture.jpeg)
    try files.text("a.txt", "What this video shows.\n")
    let error = thrownError(DatasetError.self) { _ = try Dataset(folder: files.file("a.mp4")) }
    #expect(
      error
        == .missing(
          path: files.file("a.truth.csv"), purpose: "the truth of \(files.file("a.mp4"))"))
    #expect(
      thrownError(DatasetError.self) { _ = try Dataset(folder: files.path) }
        == .unrecognized(folder: files.path))
  }
}
