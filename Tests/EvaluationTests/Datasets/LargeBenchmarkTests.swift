import Evaluation
import TestSupport
import Testing
import Video

@Suite struct GOT10kDatasetTests {
  let files: DatasetFiles
  private let boxes = movingBoxes(4)

  init() throws {
    files = try DatasetFiles()
    for part in ["val", "test"] {
      let names = (1...2).map { "GOT-10k_\(part == "val" ? "Val" : "Test")_00000\($0)" }
      try files.lines(part + "/list.txt", names)
      for name in names {
        try files.pictures("\(part)/\(name)/%08d.jpg", 1...4)
        try files.boxes(
          "\(part)/\(name)/groundtruth.txt", part == "val" ? boxes : [boxes[0]], .got10k)
      }
    }
    let first = "val/GOT-10k_Val_000001/"
    try files.lines(first + "absence.label", ["0", "0", "1", "0"])
    try files.lines(first + "cover.label", ["8", "3", "0", "0"])
    try files.lines(first + "cut_by_image.label", ["0", "0", "0", "1"])
    try files.lines(
      first + "meta_info.ini", ["[METAINFO]", "object_class: snow leopard", "root_class: animal"])
  }

  @Test func labelsSayWhatIsAbsentAndWhatIsLeftOut() throws {
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.name == "GOT-10k-val" && dataset.layout == .got10k)
    #expect(dataset.names == ["GOT-10k_Val_000001", "GOT-10k_Val_000002"])
    let sequence = try dataset.sequence("GOT-10k_Val_000001")
    #expect(sequence.truth == [.box(boxes[0]), .box(boxes[1]), .absent, .box(boxes[3])])
    #expect(sequence.ignored == [false, false, true, true])
    #expect(
      sequence.frameTags == [
        "absence": [false, false, true, false], "cut_by_image": [false, false, false, true],
      ])
    #expect(sequence.attributes == ["animal"])
    let plain = try dataset.sequence("GOT-10k_Val_000002")
    #expect(plain.truth == boxes.map(Region.box) && plain.ignored.isEmpty)
  }

  @Test func theTestSetHasOnlyTheFirstBox() throws {
    let choice = try #require(DatasetChoice("GOT-10k-test"))
    for (folder, choice) in [(files.path, Optional(choice)), (files.file("test"), nil)] {
      let dataset = try Dataset(folder: folder, choice: choice)
      #expect(dataset.name == "GOT-10k-test")
      let truth = try dataset.sequence("GOT-10k_Test_000002").truth
      #expect(truth == [.box(boxes[0]), .unknown, .unknown, .unknown])
    }
  }

  @Test func labelsMustBeOneAFrame() throws {
    try files.lines("val/GOT-10k_Val_000001/cover.label", ["8", "8"])
    let dataset = try Dataset(folder: files.path)
    let error = thrownError(DatasetError.self) {
      _ = try dataset.sequence("GOT-10k_Val_000001")
    }
    #expect(
      error
        == .inconsistent(
          path: files.file("val/GOT-10k_Val_000001/cover.label"), found: "2 flags",
          expected: "4, one a frame"))
  }
}

@Suite struct LaSOTDatasetTests {
  let files: DatasetFiles
  private let boxes = movingBoxes(3)

  init() throws {
    files = try DatasetFiles()
    for name in ["airplane-1", "airplane-2", "zebra-10"] {
      let folder = name.prefix { $0 != "-" } + "/" + name
      try files.pictures(folder + "/img/%08d.jpg", 1...3)
      try files.boxes(folder + "/groundtruth.txt", boxes, .lasot)
      try files.text(folder + "/full_occlusion.txt", "0,1,0")
      try files.text(folder + "/out_of_view.txt", "0,0,1\n")
    }
  }

  @Test func flagsMeanAbsence() throws {
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.name == "LaSOT" && dataset.layout == .lasot)
    #expect(dataset.names == ["airplane-1", "airplane-2", "zebra-10"])
    let sequence = try dataset.sequence("zebra-10")
    #expect(sequence.truth == [.box(boxes[0]), .absent, .absent])
    #expect(
      sequence.frameTags == [
        "full_occlusion": [false, true, false], "out_of_view": [false, false, true],
      ])
    #expect(try Dataset(folder: files.file("airplane")).names == ["airplane-1", "airplane-2"])
    #expect(try Dataset(folder: files.file("airplane/airplane-1")).layout == .lasot)
  }

  @Test func theTestSetIsTheListOrTheAuthors() throws {
    let builtIn = try Dataset(folder: files.path, choice: DatasetChoice("lasot-test"))
    #expect(builtIn.name == "LaSOT-test" && builtIn.entries.count == 280)
    #expect(try builtIn.sequence("airplane-1").count == 3)
    let missing = thrownError(DatasetError.self) { _ = try builtIn.sequence("yoyo-7") }
    #expect(missing != nil)
    let rest = try Dataset(folder: files.path, choice: DatasetChoice("lasot-train"))
    #expect(rest.names == ["airplane-2"])
    try files.lines("testing_set.txt", ["zebra-10", "airplane-2"])
    let listed = try Dataset(folder: files.path)
    #expect(listed.name == "LaSOT-test" && listed.names == ["zebra-10", "airplane-2"])
  }
}

@Suite struct TrackingNetDatasetTests {
  let files: DatasetFiles
  private let boxes = movingBoxes(12)

  init() throws {
    files = try DatasetFiles()
    for (chunk, name, count) in [("TEST", "b_0", 1), ("TRAIN_0", "a_0", 12), ("TRAIN_11", "c", 12)]
    {
      try files.pictures("\(chunk)/frames/\(name)/%d.jpg", 0..<12)
      try files.boxes("\(chunk)/anno/\(name).txt", Array(boxes.prefix(count)), .trackingNet)
    }
  }

  @Test func picturesAreInTheOrderOfTheirNumbers() throws {
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.name == "TrackingNet-test" && dataset.layout == .trackingNet)
    #expect(dataset.names == ["b_0"])
    let sequence = try dataset.sequence("b_0")
    #expect(pictureNames(sequence) == (0..<12).map { "\($0).jpg" })
    #expect(sequence.truth == [.box(boxes[0])] + Array(repeating: .unknown, count: 11))
  }

  @Test func thePartsCanBeAskedFor() throws {
    let train = try Dataset(folder: files.path, choice: DatasetChoice("TrackingNet-train"))
    #expect(train.name == "TrackingNet-train" && train.names == ["a_0", "c"])
    #expect(try train.sequence("c").truth == boxes.map(Region.box))
    let chunk = try Dataset(folder: files.file("TRAIN_11"))
    #expect(chunk.names == ["c"] && chunk.name == "TrackingNet-TRAIN_11")
  }
}
