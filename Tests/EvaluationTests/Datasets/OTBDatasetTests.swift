import Evaluation
import TestSupport
import Testing
import Video

@Suite struct OTBDatasetTests {
  let files: DatasetFiles
  private let boxes = movingBoxes(4)

  init() throws { files = try DatasetFiles() }

  private func write(_ name: String, truth: String = "groundtruth_rect.txt") throws {
    try files.pictures(name + "/img/%04d.jpg", 1...4)
    try files.boxes(name + "/" + truth, boxes, .otb)
  }

  @Test func boxesLoseTheOneThatMatlabCountsFrom() throws {
    try write("Basketball")
    try files.text(
      "Bolt/groundtruth_rect.txt", "5,6,7,8\n")
    try files.pictures("Bolt/img/%04d.jpg", [1])
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.name == "OTB" && dataset.layout == .otb)
    #expect(dataset.names == ["Basketball", "Bolt"])
    let sequence = try dataset.sequence("Basketball")
    #expect(sequence.truth == boxes.map(Region.box))
    #expect(sequence.attributes == ["IV", "OCC", "DEF", "OPR", "BC"])
    #expect(pictureNames(sequence) == ["0001.jpg", "0002.jpg", "0003.jpg", "0004.jpg"])
    #expect(try dataset.sequence("Bolt").truth == [.box(Box(x: 4, y: 5, width: 7, height: 8))])
  }

  @Test(
    "Commas, tabs, spaces, Windows' line ends, a byte order mark and empty lines at the end",
    arguments: [
      "1,2,3,4\n5,6,7,8\n", "1\t2\t3\t4\n5\t6\t7\t8", " 1  2 3 4 \n5 6 7 8\n\n \n",
      "1, 2, 3, 4\r\n5, 6, 7, 8\r\n\r\n", "\u{FEFF}1.0,2.0,3.0,4.0\r\n5,6,7,8",
      "1;2;3;4\n5;6;7;8\n",
    ])
  func truthIsReadAsPeopleWriteIt(text: String) throws {
    try files.pictures("Any/img/%04d.jpg", 1...2)
    try files.text("Any/groundtruth_rect.txt", text)
    let sequence = try Dataset(folder: files.path).sequence("Any")
    #expect(
      sequence.truth == [
        .box(Box(x: 0, y: 1, width: 3, height: 4)), .box(Box(x: 4, y: 5, width: 7, height: 8)),
      ])
  }

  @Test func twoTargetsAreTwoSequences() throws {
    try write("Jogging", truth: "groundtruth_rect.1.txt")
    try files.text("Jogging/groundtruth_rect.2.txt", "9,9,9,9\n9,9,9,9\n9,9,9,9\n9,9,9,9\n")
    // Human4's first file has no line.
    try write("Human4", truth: "groundtruth_rect.2.txt")
    try files.text("Human4/groundtruth_rect.1.txt", "\n")
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.names == ["Human4", "Jogging.1", "Jogging.2"])
    #expect(try dataset.sequence("Human4").truth == boxes.map(Region.box))
    #expect(try dataset.sequence("Jogging.1").truth == boxes.map(Region.box))
    let second = try dataset.sequence("Jogging.2")
    #expect(second.name == "Jogging.2")
    #expect(second.truth[0] == .box(Box(x: 8, y: 8, width: 9, height: 9)))
  }

  @Test(
    "Of some sequences not all pictures count",
    arguments: [
      ("David", [1, 299, 300, 301, 770, 771], 2...4), ("Football1", [1, 74, 75, 81], 0...1),
      ("Freeman3", [1, 460, 461, 474], 0...1), ("Freeman4", [1, 283, 284, 297], 0...1),
      ("Diving", [1, 2, 215, 216, 231], 0...2),
      // Pictures that begin with another number all count.
      ("BlurCar3", [3, 4, 359], 0...2),
    ])
  func offsets(name: String, pictures: [Int], counting: ClosedRange<Int>) throws {
    try files.pictures(name + "/img/%04d.jpg", pictures)
    try files.boxes(name + "/groundtruth_rect.txt", movingBoxes(counting.count), .otb)
    let sequence = try Dataset(folder: files.path).sequence(name)
    let names = pictures[counting].map { number in
      String(repeating: "0", count: 4 - String(number).count) + "\(number).jpg"
    }
    #expect(sequence.count == names.count && pictureNames(sequence) == names)
  }

  @Test func theFoldersTellWhichBenchmarkItIs() throws {
    for name in otb2013 { try files.text(name + "/groundtruth_rect.txt", "1,1,1,1\n") }
    let whole = try Dataset(folder: files.path)
    #expect(whole.name == "OTB2013" && whole.entries.count == 50)
    let choice = try #require(DatasetChoice("OTB50"))
    let part = try Dataset(folder: files.path, choice: choice)
    #expect(part.name == "OTB50" && part.names.count == 49)
    let missing = thrownError(DatasetError.self) { _ = try part.sequence("Biker") }
    #expect(
      missing == .missing(path: files.file("Biker"), purpose: "a sequence of OTB50"))
  }

  private let otb2013 = """
    Basketball Bolt Boy Car4 CarDark CarScale Coke Couple Crossing David David2 David3 Deer Dog1
    Doll Dudek FaceOcc1 FaceOcc2 Fish FleetFace Football Football1 Freeman1 Freeman3 Freeman4 Girl
    Ironman Jogging Jumping Lemming Liquor Matrix Mhyang MotorRolling MountainBike Shaking Singer1
    Singer2 Skating1 Skiing Soccer Subway Suv Sylvester Tiger1 Tiger2 Trellis Walking Walking2
    Woman
    """.split(whereSeparator: \.isWhitespace).map(String.init)

  @Test func aBoxWithoutAreaMeansAbsence() throws {
    try files.pictures("Any/img/%04d.jpg", 1...5)
    try files.lines(
      "Any/groundtruth_rect.txt",
      ["-3,-4,9,9", "0,0,0,0", "4,4,-1,5", "NaN,NaN,NaN,NaN", "nan,5,6,7"])
    let truth = try Dataset(folder: files.path).sequence("Any").truth
    #expect(
      truth == [
        .box(Box(x: -4, y: -5, width: 9, height: 9)), .absent, .absent, .absent, .absent,
      ])
  }
}

@Suite struct LayoutsAfterOTBTests {
  let files: DatasetFiles

  init() throws { files = try DatasetFiles() }

  @Test func dtb70IsToldByItsNames() throws {
    for name in ["Animal1", "Car4", "Yacht2"] {
      try files.pictures(name + "/img/%05d.jpg", 1...2)
      try files.boxes(name + "/groundtruth_rect.txt", movingBoxes(2), .dtb70)
    }
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.name == "DTB70" && dataset.layout == .dtb70)
    #expect(dataset.names == ["Animal1", "Car4", "Yacht2"])
    #expect(try dataset.sequence("Car4").truth == movingBoxes(2).map(Region.box))
    let insisted = try Dataset(folder: files.path, layout: .otb)
    #expect(insisted.layout == .otb)
  }

  @Test func tlpHasANumberAndAFlagAroundTheBox() throws {
    try files.pictures("TinyTLP/Drone1/img/%05d.jpg", 1...3)
    try files.lines(
      "TinyTLP/Drone1/groundtruth_rect.txt",
      ["1,566,306,95,229,0", "2,568,306,95,230,1", "3,569,307,95,230,0"])
    let dataset = try Dataset(folder: files.file("TinyTLP"))
    #expect(dataset.name == "TinyTLP" && dataset.layout == .tlp)
    #expect(
      try dataset.sequence("Drone1").truth == [
        .box(Box(x: 566, y: 306, width: 95, height: 229)), .absent,
        .box(Box(x: 569, y: 307, width: 95, height: 230)),
      ])
  }
}
