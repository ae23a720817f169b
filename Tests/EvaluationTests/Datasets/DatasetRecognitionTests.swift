import Evaluation
import TestSupport
import Testing
import Video

@Suite struct DatasetRecognitionTests {
  let files: DatasetFiles

  init() throws { files = try DatasetFiles() }

  private func writeOTB(_ folder: String) throws {
    try files.pictures(folder + "/img/%04d.jpg", 1...2)
    try files.boxes(folder + "/groundtruth_rect.txt", movingBoxes(2), .otb)
  }

  private func writeVOT(_ folder: String) throws {
    try files.pictures(folder + "/color/%08d.jpg", 1...2)
    try files.boxes(folder + "/groundtruth.txt", movingBoxes(2), .vot)
  }

  @Test func aBenchmarkIsFoundAboveAndBelow() throws {
    try writeOTB("download/OTB100/Car1")
    try writeOTB("download/OTB100/Car2")
    for path in ["", "download", "download/OTB100", "download/OTB100/"] {
      #expect(try Dataset(folder: files.file(path)).names == ["Car1", "Car2"])
    }
    #expect(try Dataset(folder: files.file("download/OTB100/Car1")).names == ["Car1"])
  }

  @Test func severalBenchmarksAreACollection() throws {
    try writeOTB("OTB/Car1")
    try writeVOT("VOT2018/car")
    try writeVOT("VOT2019/car")
    try files.text("notes/readme.txt", "nothing")
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.layout == .collection)
    #expect(dataset.names == ["OTB/Car1", "VOT2018/car", "VOT2019/car"])
    #expect(dataset.entries.map { dataset.layout(of: $0) } == [.otb, .vot, .vot])
    let sequence = try dataset.entries[0].sequence()
    #expect(sequence.name == "OTB/Car1" && sequence.truth == movingBoxes(2).map(Region.box))
    let vot = try Dataset(folder: files.path, layout: .vot)
    #expect(vot.layout == .vot && vot.names == ["VOT2018/car", "VOT2019/car"])
    #expect(try Dataset(folder: files.path, layout: .collection).entries.count == 3)
  }

  @Test func whatIsNoBenchmarkIsRefusedInWords() throws {
    #expect(
      thrownError(DatasetError.self) { _ = try Dataset(folder: files.path) }
        == .unrecognized(folder: files.path))
    #expect(
      thrownError(DatasetError.self) { _ = try Dataset(folder: files.path, layout: .nfs) }
        == .noSequences(folder: files.path, layout: .nfs))
    let nowhere = files.file("nowhere")
    #expect(
      thrownError(DatasetError.self) { _ = try Dataset(folder: nowhere) }
        == .missing(path: nowhere, purpose: "a folder with a benchmark's sequences"))
    let choice = DatasetChoice(layout: .otb, subset: "2014")
    let unknown = thrownError(DatasetError.self) {
      _ = try Dataset(folder: files.path, choice: choice)
    }
    #expect(unknown?.description == "otb has no part 2014, expected one of 2013, 50, 2015")
    try files.text("list.txt", "\n")
    #expect(
      thrownError(DatasetError.self) { _ = try Dataset(folder: files.path, layout: .vot) }
        == .noSequences(folder: files.path, layout: .vot))
  }

  @Test(
    arguments: [
      ("otb", DatasetLayout.otb, nil), ("OTB2013", .otb, "2013"), ("otb-50", .otb, "50"),
      ("VOT", .vot, nil), ("vot2018", .vot, "2018"), ("VOT-LT", .votLongTerm, nil),
      ("VOT-LT2019", .votLongTerm, "2019"), ("GOT-10k", .got10k, nil),
      ("GOT-10k-val", .got10k, "val"),
      ("LaSOT test", .lasot, "test"), ("TrackingNet", .trackingNet, nil), ("UAV123", .uav123, nil),
      ("UAV123@10fps", .uav123At10FPS, nil), ("UAV20L", .uav20l, nil), ("NfS30", .nfs, "30"),
      ("nfs-240", .nfs, "240"), ("TColor-128", .tcolor128, nil), ("DAVIS-val", .davis, "val"),
      ("plain", .plain, nil),
    ] as [(String, DatasetLayout, String?)])
  func namesOfDatasetsAreReadAsPeopleWriteThem(
    name: String, layout: DatasetLayout, subset: String?
  ) {
    #expect(DatasetChoice(name) == DatasetChoice(layout: layout, subset: subset))
  }

  @Test(arguments: ["", "otb2014", "alov", "vot2012", "-"])
  func otherNamesAreNone(name: String) {
    #expect(DatasetChoice(name) == nil)
  }

  @Test(arguments: DatasetLayout.allCases)
  func aBoxGoesOutAsItCameIn(layout: DatasetLayout) {
    let box = Box(x: 3.25, y: 4.5, width: 5, height: 6)
    let published = layout.published(box)
    #expect(published.x - box.x == layout.coordinateOrigin)
    #expect(published.y - box.y == layout.coordinateOrigin)
    #expect(published.width == box.width && published.height == box.height)
  }
}
