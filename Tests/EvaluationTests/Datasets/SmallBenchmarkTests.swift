import Evaluation
import Foundation
import TestSupport
import Testing
import Video

@Suite struct NfSDatasetTests {
  let files: DatasetFiles

  init() throws { files = try DatasetFiles() }

  /// Lines as VATIC writes them.
  private func lines(_ boxes: [Box]) -> [String] {
    boxes.enumerated().map { index, box in
      let flags = index == 8 ? "1 1" : "0 0"
      return "0 \(box.x) \(box.y) \(box.right) \(box.bottom) \(index) \(flags) 0 \"a thing\""
    }
  }

  @Test func thirtyFramesTakeEveryEighthLine() throws {
    // 23 lines at 240 frames a second are 3 pictures at 30.
    let boxes = movingBoxes(23)
    for (rate, count) in [(30, 3), (240, 23)] {
      try files.pictures("thing_1/\(rate)/thing_1/%05d.jpg", 1...count)
      try files.lines("thing_1/\(rate)/thing_1.txt", lines(boxes))
    }
    let slow = try Dataset(folder: files.path)
    #expect(slow.name == "NfS-30" && slow.layout == .nfs && slow.names == ["thing_1"])
    let sequence = try slow.sequence("thing_1")
    #expect(sequence.truth == [boxes[0], boxes[8], boxes[16]].map(Region.box))
    #expect(
      sequence.frameTags == ["lost": [false, true, false], "occluded": [false, true, false]])
    let fast = try Dataset(folder: files.path, choice: DatasetChoice("nfs-240"))
    #expect(fast.name == "NfS-240")
    #expect(try fast.sequence("thing_1").truth == boxes.map(Region.box))
  }

  @Test(arguments: [(4, 5), (5, 4)])
  func oneFrameMoreOrLessIsCut(pictures: Int, lines count: Int) throws {
    try files.pictures("thing/30/thing/%05d.jpg", 1...pictures)
    try files.lines("thing/30/thing.txt", lines(movingBoxes(count)))
    let sequence = try Dataset(folder: files.path).sequence("thing")
    #expect(sequence.truth == movingBoxes(4).map(Region.box))
    #expect(pictureNames(sequence).count == 4)
  }

  @Test func twoFramesMoreAreAnError() throws {
    try files.pictures("thing/30/thing/%05d.jpg", 1...6)
    try files.lines("thing/30/thing/thing.txt", lines(movingBoxes(4)))
    let dataset = try Dataset(folder: files.path)
    #expect(thrownError(DatasetError.self) { _ = try dataset.sequence("thing") } != nil)
  }
}

@Suite struct TColor128DatasetTests {
  @Test func aFileTellsWhichPicturesCount() throws {
    let files = try DatasetFiles()
    try files.pictures("Bee_ce/img/%04d.jpg", 1...9)
    try files.boxes("Bee_ce/Bee_gt.txt", movingBoxes(5), .tcolor128)
    try files.text("Bee_ce/Bee_frames.txt", "3,7")
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.name == "TColor-128" && dataset.layout == .tcolor128)
    let sequence = try dataset.sequence("Bee_ce")
    #expect(sequence.truth == movingBoxes(5).map(Region.box))
    #expect(pictureNames(sequence) == (3...7).map { "000\($0).jpg" })
    try files.text("Bee_ce/Bee_frames.txt", "7,3")
    let error = thrownError(DatasetError.self) { _ = try dataset.sequence("Bee_ce") }
    #expect(
      error
        == .inconsistent(
          path: files.file("Bee_ce/Bee_frames.txt"), found: "\"7,3\"",
          expected: "the numbers of the first and the last picture"))
  }
}

@Suite struct TLDDatasetTests {
  let files: DatasetFiles

  init() throws { files = try DatasetFiles() }

  @Test func cornersBecomeSizesAndNaNAbsence() throws {
    let clip = try Data(contentsOf: URL(filePath: Checkout.file("SampleVideos/rover.mp4")))
    try files.data("01_rover/rover.mpg", clip)
    try files.lines(
      "01_rover/gt.txt", ["58,100,85,122", "NaN,NaN,NaN,NaN", "59.5,100,86.5,122.25"])
    try files.text("01_rover/init.txt", "1,1,2,2")
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.name == "TLD" && dataset.layout == .tld)
    let sequence = try dataset.sequence("01_rover")
    #expect(
      sequence.truth == [
        .box(Box(x: 58, y: 100, width: 27, height: 22)), .absent,
        .box(Box(x: 59.5, y: 100, width: 27, height: 22.25)),
      ])
    #expect(sequence.frames == .video(path: files.file("01_rover/rover.mpg"), first: 0))
  }

  @Test func aFirstFrameWithoutABoxTakesTheOneThatTLDBeganWith() throws {
    try files.pictures("a/%05d.jpg", 1...2)
    try files.lines("a/gt.txt", ["NaN,NaN,NaN,NaN", "1,2,4,6"])
    try files.text("a/init.txt", "3,4,10,12")
    let truth = try Dataset(folder: files.path).sequence("a").truth
    #expect(
      truth == [
        .box(Box(x: 3, y: 4, width: 7, height: 8)), .box(Box(x: 1, y: 2, width: 3, height: 4)),
      ])
  }
}

@Suite struct DAVISDatasetTests {
  let files: DatasetFiles
  private let first: [[UInt8]] = [
    [0, 0, 0, 0, 0], [0, 1, 1, 0, 2], [0, 0, 1, 0, 255], [0, 0, 0, 0, 2],
  ]
  private let second: [[UInt8]] = [
    [1, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 0],
  ]

  init() throws { files = try DatasetFiles() }

  private func write(
    _ name: String, _ labels: [[[UInt8]]], _ kind: IndexedPNG.Kind = .palette
  ) throws {
    try files.pictures("JPEGImages/480p/\(name)/%05d.jpg", 0..<2)
    for (index, picture) in labels.enumerated() {
      try files.data(
        "Annotations/480p/\(name)/0000\(index).png", IndexedPNG.data(picture, kind))
    }
  }

  @Test func thePalettesIndexIsTheObject() throws {
    try write("dogs", [first, second])
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.name == "DAVIS" && dataset.layout == .davis)
    #expect(dataset.names == ["dogs.1", "dogs.2"])
    let one = try dataset.sequence("dogs.1")
    let masks = [
      Mask(x: 1, y: 1, width: 2, height: 2, runs: [0, 2, 1, 1]),
      Mask(x: 0, y: 0, width: 1, height: 1, runs: [0, 1]),
    ]
    #expect(one.truth == masks.compactMap { $0.map(Region.mask) })
    #expect(one.truth[0].bounds == Box(x: 1, y: 1, width: 2, height: 2))
    let two = try dataset.sequence("dogs.2")
    #expect(two.truth[0].bounds == Box(x: 4, y: 1, width: 1, height: 3))
    #expect(two.truth[1] == .absent)
    #expect(pictureNames(two) == ["00000.jpg", "00001.jpg"])
  }

  @Test(arguments: [IndexedPNG.Kind.grey, .bits])
  func aSingleObjectInGreyTakesTheVideosName(kind: IndexedPNG.Kind) throws {
    let labels = first.map { $0.map { $0 == 1 ? UInt8(255) : 0 } }
    try write("bear", [labels, labels], kind)
    try write("cows", [first, second])
    try files.lines("ImageSets/2016/val.txt", ["bear"])
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.name == "DAVIS2016-val" && dataset.names == ["bear"])
    #expect(
      try dataset.sequence("bear").truth[1].bounds == Box(x: 1, y: 1, width: 2, height: 2))
    let missing = thrownError(DatasetError.self) {
      _ = try Dataset(folder: files.path, choice: DatasetChoice("davis-train"))
    }
    #expect(
      missing
        == .missing(
          path: files.file("ImageSets/2017/train.txt"), purpose: "the list of videos"))
  }

  @Test func annotationsThatCannotBeUsedAreNamed() throws {
    try write("one", [first])
    let truth = try Dataset(folder: files.path).sequence("one.1").truth
    #expect(truth[1] == .unknown, "only the first frame is annotated")
    try files.data("Annotations/480p/one/00000.png", Data("no picture".utf8))
    try write("two", [first, second])
    try files.data("Annotations/480p/two/00001.png", SamplePicture.png)
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.names == ["one", "two.1", "two.2"])
    for (name, path) in [("one", "one/00000.png"), ("two.2", "two/00001.png")] {
      let error = thrownError(DatasetError.self) { _ = try dataset.sequence(name) }
      guard case .unreadable(files.file("Annotations/480p/" + path), _) = error else {
        Issue.record("\(name): \(String(describing: error))")
        continue
      }
    }
  }
}

@Suite struct MOTDatasetTests {
  @Test func eachIdentityIsASequence() throws {
    let files = try DatasetFiles()
    try files.pictures("train/MOT17-02/img1/%06d.jpg", 1...6)
    try files.lines("train/MOT17-02/seqinfo.ini", ["[Sequence]", "imDir=img1", "seqLength=6"])
    try files.lines(
      "train/MOT17-02/gt/gt.txt",
      [
        "2,10,11,21,5,6,1,1,0.9", "5,10,14,21,5,6,1,1,0.9", "3,10,12,21,5,6,1,1,1",
        "1,2,1,1,4,4,1,1,1", "1,3,1,1,4,4,0,8,1",
      ])
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.layout == .mot && dataset.names == ["MOT17-02.2", "MOT17-02.10"])
    let sequence = try dataset.sequence("MOT17-02.10")
    #expect(
      sequence.truth == [
        .box(Box(x: 10, y: 20, width: 5, height: 6)), .box(Box(x: 11, y: 20, width: 5, height: 6)),
        .absent, .box(Box(x: 13, y: 20, width: 5, height: 6)),
      ])
    #expect(pictureNames(sequence) == (2...5).map { "00000\($0).jpg" })
    #expect(try Dataset(folder: files.file("train/MOT17-02")).entries.count == 2)
  }

  @Test func whatCannotBeReadIsOneEntryThatSaysWhy() throws {
    let files = try DatasetFiles()
    try files.pictures("a/img1/%06d.jpg", 1...3)
    try files.lines("a/gt/gt.txt", ["1,1,1,1,4,4,1", "4000000000000000000,1,1,1,4,4,1"])
    try files.pictures("b/img1/%06d.jpg", 1...3)
    try files.lines("b/gt/gt.txt", ["1,1,1,1,4,4,1", "1,one,1,1,4,4,1"])
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.names == ["a.1", "b"])
    let tooFar = thrownError(DatasetError.self) { _ = try dataset.sequence("a.1") }
    guard case .inconsistent(files.file("a/gt/gt.txt"), _, _) = tooFar else {
      Issue.record("\(String(describing: tooFar))")
      return
    }
    let noNumber = thrownError(DatasetError.self) { _ = try dataset.sequence("b") }
    guard case .badLine(files.file("b/gt/gt.txt"), 2, _, _) = noNumber else {
      Issue.record("\(String(describing: noNumber))")
      return
    }
  }
}
