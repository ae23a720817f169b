import Evaluation
import TestSupport
import Testing
import Video

@Suite struct VOTDatasetTests {
  let files: DatasetFiles

  init() throws { files = try DatasetFiles() }

  @Test func polygonsAndBoxesAreTakenAsTheyStand() throws {
    try files.pictures("vot2014/car/%08d.jpg", 1...2)
    try files.lines(
      "vot2014/car/groundtruth.txt",
      ["6.00,193.00,6.00,166.00,49.00,166.00,49.00,193.00", "7,192,42,24"])
    let dataset = try Dataset(folder: files.file("vot2014"))
    #expect(dataset.name == "VOT2014" && dataset.layout == .vot)
    let sequence = try dataset.sequence("car")
    let corners = [(6.0, 193.0), (6, 166), (49, 166), (49, 193)].map { Point(x: $0.0, y: $0.1) }
    #expect(
      sequence.truth == [.polygon(corners), .box(Box(x: 7, y: 192, width: 42, height: 24))])
    #expect(pictureNames(sequence) == ["00000001.jpg", "00000002.jpg"])
    #expect(sequence.anchors.isEmpty && sequence.frameTags.isEmpty)
  }

  @Test func aWorkspaceListsItsSequencesWithTagsAndAnchors() throws {
    try files.lines(
      "config.yaml", ["registry:", "- ./trackers.ini", "stack: vot2022/shorttermbox"])
    try files.lines("sequences/list.txt", ["zebra", "ant"])
    for name in ["ant", "zebra"] {
      let place = "sequences/\(name)/"
      try files.pictures(place + "color/%08d.jpg", 1...4)
      try files.lines(
        place + "sequence", ["channels.color=color/%08d.jpg", "fps=30", "name=\(name)"])
      try files.lines(place + "groundtruth.txt", Array(repeating: "m10,20,3,2,0,2,2,2", count: 4))
      try files.lines(place + "occlusion.tag", ["0", "1"])
      try files.lines(place + "camera_motion.label", ["1", "0", "0", "1"])
      try files.lines(place + "anchor.value", ["1", "0", "0", "-1"])
    }
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.name == "VOT2022" && dataset.layout == .vot)
    #expect(dataset.names == ["zebra", "ant"], "the list's order")
    let sequence = try dataset.sequence("ant")
    #expect(sequence.truth[0].bounds == Box(x: 10, y: 20, width: 3, height: 2))
    #expect(
      sequence.frameTags == [
        "occlusion": [false, true, false, false], "camera_motion": [true, false, false, true],
      ])
    #expect(sequence.anchors == [1, 0, 0, -1])
    #expect(try Dataset(folder: files.file("sequences")).names == ["zebra", "ant"])
  }

  @Test func theSequenceFileSaysWhereThePicturesAre() throws {
    try files.pictures("s/rgb/frame_%03d.png", 1...3)
    try files.lines("s/sequence", [#"channels.color=rgb\frame_%03d.png"#, "length=2"])
    try files.lines("s/groundtruth.txt", ["1,2,3,4", "1,2,3,4"])
    let sequence = try Dataset(folder: files.path).sequence("s")
    #expect(pictureNames(sequence) == ["frame_001.png", "frame_002.png"])
  }

  @Test(arguments: ["0", "-1", "9223372036854775808", "three"])
  func aLengthThatIsNoneIsNotTaken(length: String) throws {
    try files.pictures("s/color/%08d.jpg", 1...3)
    try files.lines("s/sequence", ["length=" + length])
    try files.lines("s/groundtruth.txt", ["1,2,3,4"])
    #expect(try Dataset(folder: files.path).sequence("s").count == 3)
  }

  @Test func inLongTermSequencesWhatIsNaNIsAbsent() throws {
    try files.pictures("s/color/%08d.jpg", 1...3)
    try files.lines("s/groundtruth.txt", ["1,2,3,4", "nan,nan,nan,nan", "5,6,7,8"])
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.layout == .votLongTerm)
    #expect(
      try dataset.sequence("s").truth == [
        .box(Box(x: 1, y: 2, width: 3, height: 4)), .absent,
        .box(Box(x: 5, y: 6, width: 7, height: 8)),
      ])
    let insisted = try Dataset(folder: files.path, layout: .vot)
    #expect(try insisted.sequence("s").truth[1] == .unknown)
  }

  @Test func aTruthOfOneLineLeavesTheRestUnknown() throws {
    try files.pictures("s/color/%08d.jpg", 1...3)
    try files.lines("s/groundtruth.txt", ["1,2,3,4"])
    let sequence = try Dataset(folder: files.path).sequence("s")
    #expect(
      sequence.truth == [.box(Box(x: 1, y: 2, width: 3, height: 4)), .unknown, .unknown])
  }

  @Test func whatIsNoRegionIsNamed() throws {
    try files.pictures("s/color/%08d.jpg", 1...2)
    try files.lines("s/groundtruth.txt", ["1,2,3,4", "1,2,3"])
    let dataset = try Dataset(folder: files.path)
    let error = thrownError(DatasetError.self) { _ = try dataset.sequence("s") }
    guard case .badLine(let path, let line, let found, _) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(path == files.file("s/groundtruth.txt") && line == 2 && found == "\"1,2,3\"")
  }

  @Test func aListMustNotLeadOutOfItsFolder() throws {
    try files.pictures("d/s/%08d.jpg", 1...1)
    try files.lines("d/s/groundtruth.txt", ["1,2,3,4"])
    try files.lines("d/list.txt", ["s", "../../etc"])
    let error = thrownError(DatasetError.self) { _ = try Dataset(folder: files.file("d")) }
    #expect(
      error
        == .badLine(
          path: files.file("d/list.txt"), line: 2, found: "\"../../etc\"",
          expected: "the name of a sequence's folder"))
  }
}

@Suite struct RegionTextTests {
  @Test func theFormsOfTheToolkit() {
    #expect(Region(votText: "1,2,3,4") == .box(Box(x: 1, y: 2, width: 3, height: 4)))
    #expect(Region(votText: " 1.5\t2 3e1 4 ") == .box(Box(x: 1.5, y: 2, width: 30, height: 4)))
    #expect(
      Region(votText: "0,0,4,0,4,3")
        == .polygon([Point(x: 0, y: 0), Point(x: 4, y: 0), Point(x: 4, y: 3)]))
    #expect(
      Region(votText: "m4,10,4,4,1,1,8,1")
        == Mask(x: 4, y: 10, width: 4, height: 4, runs: [1, 1, 8, 1]).map(Region.mask))
    #expect(Region(votText: "m0,0,0,0,0")?.isVisible == false)
  }

  @Test(arguments: ["0", "1", "2", "nan,nan,nan,nan", "1,2,NaN,4", "nan,0,4,0,4,3"])
  func codesAndNaNSayNothing(text: String) {
    #expect(Region(votText: text[...]) == .unknown)
  }

  @Test(
    arguments: [
      "", "1,2", "1,2,3", "1,2,3,4,5", "1,2,3,x", "1,,3,4", "inf,2,3,4", "m", "m1,2,3",
      "m1,2,3,4,-5", "m1,2,2,2,5", "m1,2,2,2,1.5", "m1,2,2,2,x", "m0,0,-1,4,0",
      "m0,0,9223372036854775807,9223372036854775807,1", "m99999999999999999999,0,1,1,1",
    ])
  func otherTextIsNoRegion(text: String) {
    #expect(Region(votText: text[...]) == nil)
  }

  @Test func damagedTextIsReadOrRefused() {
    var generator = SeededGenerator(seed: 7)
    let texts = ["m195,89,77,4,9,68,8,1,70", "1.5,2,nan,4", "6.00,193.00,6.00,166.00,49.00,166.00"]
    let letters = Array("0123456789.,;-+enaifmx \t\r")
    for _ in 0..<3000 {
      var text = Array(texts.randomElement(using: &generator)!)
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let place = text.indices.randomElement(using: &generator)!
        text[place] = letters.randomElement(using: &generator)!
      }
      let region = Region(votText: String(text)[...])
      // What was read can be measured.
      if let bounds = region?.bounds { #expect(!bounds.width.isNaN && !bounds.height.isNaN) }
    }
  }
}
