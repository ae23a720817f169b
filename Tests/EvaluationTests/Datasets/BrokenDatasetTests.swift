import Evaluation
import Foundation
import TestSupport
import Testing
import Video

@Suite struct BrokenDatasetTests {
  let files: DatasetFiles

  init() throws { files = try DatasetFiles() }

  private func error(of name: String) throws -> DatasetError? {
    let dataset = try Dataset(folder: files.path)
    return thrownError(DatasetError.self) { _ = try dataset.sequence(name) }
  }

  @Test func aMissingPictureIsNamedByItsNumber() throws {
    try files.pictures("s/img/%04d.jpg", [1, 2, 4, 5])
    try files.boxes("s/groundtruth_rect.txt", movingBoxes(5), .otb)
    let truth = files.file("s/groundtruth_rect.txt")
    #expect(
      try error(of: "s")
        == .inconsistent(
          path: truth, found: "5 lines",
          expected: "4, one for each picture in \(files.file("s/img")) (number 3 is missing)"))
  }

  @Test func aTruthThatIsTooShortIsAnError() throws {
    try files.pictures("s/img/%04d.jpg", 1...5)
    try files.boxes("s/groundtruth_rect.txt", movingBoxes(1), .otb)
    #expect(
      try error(of: "s")
        == .inconsistent(
          path: files.file("s/groundtruth_rect.txt"), found: "1 line",
          expected: "5, one for each picture in \(files.file("s/img"))"))
  }

  @Test func aFolderOfPicturesThatIsMissingOrEmpty() throws {
    try files.boxes("s/groundtruth_rect.txt", movingBoxes(2), .otb)
    #expect(
      try error(of: "s") == .missing(path: files.file("s/img"), purpose: "a folder of pictures"))
    try files.text("s/img/Thumbs.db", "")
    #expect(
      try error(of: "s")
        == .missing(path: files.file("s/img"), purpose: "pictures in this folder"))
  }

  @Test(arguments: [
    ("1,2,3\n4,5,6,7\n", 1, "\"1,2,3\""), ("1,2,3,4\n5,six,7,8\n", 2, "\"5,six,7,8\""),
    ("1,2,3,4\n\n5,6,7,8\n", 2, "an empty line"), ("1,2,3,4,5\n", 1, "\"1,2,3,4,5\""),
    ("1,2,inf,4\n", 1, "\"1,2,inf,4\""), ("1,,3,4\n", 1, "\"1,,3,4\""),
  ])
  func aLineThatIsNoBoxIsNamed(text: String, line: Int, found: String) throws {
    try files.pictures("s/img/%04d.jpg", 1...2)
    try files.text("s/groundtruth_rect.txt", text)
    let path = files.file("s/groundtruth_rect.txt")
    #expect(
      try error(of: "s")
        == .badLine(
          path: path, line: line, found: found, expected: "four numbers: x, y, width, height"))
  }

  @Test func anEmptyTruthIsAnError() throws {
    try files.pictures("s/img/%04d.jpg", 1...2)
    try files.text("s/groundtruth_rect.txt", "\r\n")
    #expect(
      try error(of: "s")
        == .inconsistent(
          path: files.file("s/groundtruth_rect.txt"), found: "no line", expected: "one line a frame"
        )
    )
  }

  @Test func oneBrokenSequenceDoesNotHoldUpTheOthers() throws {
    try files.pictures("b/img/%04d.jpg", 1...2)
    try files.boxes("b/groundtruth_rect.txt", movingBoxes(2), .otb)
    try files.text("a/groundtruth_rect.txt", "garbage")
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.names == ["a", "b"])
    #expect(thrownError(DatasetError.self) { _ = try dataset.sequence("a") } != nil)
    #expect(try dataset.sequence("b").count == 2)
  }

  @Test(arguments: ["two words", "Überflug é", "名前", "a.b-c_d (1)", "100%d"])
  func namesMayBeAnything(name: String) throws {
    try files.pictures("plain/img/%04d.jpg", 1...2)
    try files.boxes("plain/groundtruth_rect.txt", movingBoxes(2), .otb)
    try FileManager.default.moveItem(atPath: files.file("plain"), toPath: files.file(name))
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.names == [name])
    let sequence = try dataset.sequence(name)
    guard case .pictures(let paths) = sequence.frames else { return }
    let reader = try VideoReader(pictures: paths)
    var count = 0
    while try reader.next() != nil { count += 1 }
    #expect(count == 2)
    // In a list, too.
    try FileManager.default.moveItem(
      atPath: files.file(name + "/groundtruth_rect.txt"),
      toPath: files.file(name + "/groundtruth.txt"))
    try FileManager.default.moveItem(
      atPath: files.file(name + "/img"), toPath: files.file(name + "/color"))
    try files.text("list.txt", "\u{FEFF}" + name + "\r\n")
    #expect(try Dataset(folder: files.path).names == [name])
    #expect(try Dataset(folder: files.path).sequence(name).count == 2)
  }
}

@Suite struct LargeDatasetTests {
  @Test func tenThousandSequencesAreListedQuickly() throws {
    let files = try DatasetFiles()
    try files.pictures("one/%08d.jpg", [1])
    try files.text("one/groundtruth.txt", "1,2,3,4\n")
    // Links to one folder: making 20,000 files takes longer than the test.
    let names = (1...10_000).map { "sequence\($0)" }
    try files.lines("many/list.txt", names)
    for name in names { symlink("../one", files.file("many/" + name)) }
    let start = ContinuousClock.now
    let dataset = try Dataset(folder: files.file("many"))
    let listed = ContinuousClock.now - start
    #expect(dataset.names == names)
    #expect(try dataset.entries[9_999].sequence().count == 1)
    // A fraction of a second; the limit is for a machine that does something else as well.
    #expect(listed < .seconds(10))
  }

  @Test func oneSequenceMayHaveAHundredThousandFrames() throws {
    let files = try DatasetFiles()
    try files.data("long.mp4", SamplePicture.jpeg)
    try files.text(
      "long.truth.csv",
      "frame,x,y,width,height\n" + (0..<100_000).map { "\($0),\($0),2,3,4\n" }.joined())
    let sequence = try Dataset(folder: files.path).sequence("long")
    #expect(sequence.count == 100_000)
    #expect(sequence.truth[99_999] == .box(Box(x: 99_999, y: 2, width: 3, height: 4)))
  }

  @Test func picturesOfALongSequenceAreInOrder() throws {
    let files = try DatasetFiles()
    try files.text("s/img/5001.jpg", "")
    for number in 1...5000 { symlink("5001.jpg", files.file("s/img/\(number).jpg")) }
    try files.text("s/groundtruth_rect.txt", (1...5001).map { "\($0),2,3,4\n" }.joined())
    let names = pictureNames(try Dataset(folder: files.path).sequence("s"))
    #expect(names == (1...5001).map { "\($0).jpg" })
  }
}
