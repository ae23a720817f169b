import Foundation
import TestSupport
import Testing
import Video

@testable import Training

@Suite("Finding out what a folder holds")
struct CollectionTests {
  /// The objects of all units, and what was skipped.
  static func contents(
    of folder: String, as format: TrainingCollection.Format
  ) throws -> TrainingUnit.Content {
    let collection = try TrainingCollection(folder: folder)
    #expect(collection.format == format)
    var all = TrainingUnit.Content()
    for unit in collection.units {
      let content = try unit.content()
      all.objects += content.objects
      all.skipped += content.skipped
    }
    #expect(Set(all.objects.map(\.name)).count == all.objects.count)
    return all
  }

  private func write(_ text: String, to name: String, in folder: TemporaryFolder) throws {
    let parent = folder.file(name).split(separator: "/").dropLast().joined(separator: "/")
    try FileManager.default.createDirectory(
      atPath: "/" + parent, withIntermediateDirectories: true)
    try folder.write(Data(text.utf8), to: name)
  }

  @Test("Sequences of a tracker's data set; absent and unlabelled frames are left out")
  func sequences() throws {
    let folder = try TemporaryFolder()
    try DrawnSequence(name: "car", frames: 4).write(into: folder)
    try write(
      "frame,x,y,width,height\n0,10,20,30,40\n1,nan,nan,nan,nan\n3,12,20,30,40\n",
      to: "car.truth.csv", in: folder)
    let content = try Self.contents(of: folder.path, as: .sequences)
    #expect(content.objects.map(\.name) == ["car"])
    #expect(content.objects.first?.views.map(\.frame) == [0, 3])
    #expect(
      content.objects.first?.views.last?.place == .box(Box(x: 12, y: 20, width: 30, height: 40)))
    #expect(
      content.objects.first?.views.last?.picture == .file(folder.path + "/car/0003.ppm"))
  }

  @Test("GOT-10k's training part, not its validation part")
  func trainingPart() throws {
    let folder = try TemporaryFolder()
    for part in ["train", "val"] {
      for number in 1...2 {
        let name = "\(part)/GOT-10k_\(part.capitalized)_00000\(number)"
        for frame in 1...3 { try write("", to: name + "/0000000\(frame).jpg", in: folder) }
        try write("1,2,3,4\n1,2,3,4\n1,2,3,4\n", to: name + "/groundtruth.txt", in: folder)
      }
      try write(
        "GOT-10k_\(part.capitalized)_000001\nGOT-10k_\(part.capitalized)_000002\n",
        to: "\(part)/list.txt", in: folder)
    }
    let content = try Self.contents(of: folder.path, as: .sequences)
    #expect(content.objects.map(\.name).allSatisfy { $0.hasPrefix("GOT-10k_Train") })
    #expect(content.objects.count == 2)
    #expect(content.objects.first?.views.count == 3)
  }

  @Test("Objects of one video are a unit, and their names tell them apart by #")
  func severalObjects() throws {
    let folder = try TemporaryFolder()
    try DrawnSequence(name: "street", frames: 2).write(into: folder)
    try write(
      "id,frame,x,y,width,height\n1,0,10,20,30,40\n2,0,50,20,30,40\n1,1,10,20,30,40\n",
      to: "street.truth.csv", in: folder)
    let collection = try TrainingCollection(folder: folder.path)
    #expect(collection.units.map(\.name) == ["street"])
    let content = try Self.contents(of: folder.path, as: .sequences)
    #expect(content.objects.map(\.name) == ["street#1", "street#2"])
  }

  @Test("ImageNet VID: tracks become objects")
  func imageNetVID() throws {
    let folder = try TemporaryFolder()
    func object(_ track: Int, _ left: Int) -> String {
      """
      <object><trackid>\(track)</trackid><name>n02084071</name>
      <bndbox><xmax>\(left + 30)</xmax><xmin>\(left)</xmin><ymax>60</ymax><ymin>20</ymin></bndbox>
      <occluded>0</occluded></object>
      """
    }
    for (frame, objects) in [object(0, 5), object(0, 6) + object(1, 90), ""].enumerated() {
      let name = "VID/train/ILSVRC2015_VID_train_0000/ILSVRC2015_train_00000000/00000\(frame)"
      try write(
        "<?xml version=\"1.0\"?>\n<annotation><folder>a</folder>\(objects)</annotation>",
        to: "Annotations/\(name).xml", in: folder)
      try write("", to: "Data/\(name).JPEG", in: folder)
    }
    let content = try Self.contents(of: folder.path, as: .imageNetVID)
    #expect(content.objects.map(\.views.count) == [2, 1])
    #expect(content.objects.first?.category == "n02084071")
    #expect(
      content.objects.first?.views.last?.place == .box(Box(x: 6, y: 20, width: 30, height: 40)))
    #expect(content.objects.last?.views.first?.picture.path.hasSuffix("/000001.JPEG") == true)
  }

  @Test("VOC: boxes count from 1; a file that is cut short is named, and the others are read")
  func voc() throws {
    let folder = try TemporaryFolder()
    let annotation = """
      <annotation verified="yes"><!-- a comment --><filename>a.jpg</filename>
      <object><name>cat &amp; dog</name><bndbox><xmin>11.5</xmin><ymin>21</ymin><xmax>40</xmax>
      <ymax>60</ymax></bndbox></object></annotation>
      """
    for name in ["a", "b"] {
      try write("", to: "JPEGImages/\(name).jpg", in: folder)
    }
    try write(annotation, to: "Annotations/a.xml", in: folder)
    try write(String(annotation.prefix(150)), to: "Annotations/b.xml", in: folder)
    let content = try Self.contents(of: folder.path, as: .voc)
    #expect(content.objects.map(\.category) == ["cat & dog"])
    #expect(
      content.objects.first?.views.first?.place
        == .box(Box(x: 10.5, y: 20, width: 29.5, height: 40)))
    #expect(content.skipped.map(\.source) == [folder.path + "/Annotations/b.xml"])
    #expect(content.skipped.first?.reason.contains("b.xml:2: found") == true)
  }

  @Test("COCO: boxes are objects, tracks are objects seen again, crowds are left out")
  func coco() throws {
    let folder = try TemporaryFolder()
    let json = #"""
      {"info": {"year": 2026}, "licenses": [],
       "images": [{"id": 7, "file_name": "b\u0065.png", "width": 10}, {"id": 9, "file_name": "c.png"}],
       "annotations": [
        {"id": 1, "image_id": 7, "category_id": 3, "bbox": [1.5, 2, 30, 4e1], "iscrowd": 0,
         "segmentation": [[1, 2, 3.5], {"counts": "a\"]"}]},
        {"id": 2, "image_id": 7, "category_id": 3, "bbox": [1, 2, 30, 40], "iscrowd": 1},
        {"id": 3, "image_id": 9, "category_id": 4, "bbox": [5, 6, 7, 8], "attributes": {"track_id": 1}},
        {"id": 4, "image_id": 7, "category_id": 4, "bbox": [4, 6, 7, 8], "track_id": 1},
        {"id": 5, "image_id": 8, "category_id": 4, "bbox": [4, 6, 7]}],
       "categories": [{"id": 3, "name": "cup"}, {"id": 4, "name": "car"}]}
      """#
    try write(json, to: "annotations/instances_default.json", in: folder)
    try write("", to: "images/be.jpg", in: folder)
    try write("", to: "images/c.jpg", in: folder)
    let content = try Self.contents(of: folder.path, as: .coco)
    #expect(content.objects.map(\.category) == ["cup", "car"])
    #expect(content.objects.map { $0.views.map(\.frame) } == [[0], [0, 1]])
    #expect(content.objects.first?.views.first?.picture == .file(folder.path + "/images/be.jpg"))
    #expect(
      content.objects.first?.views.first?.place == .box(Box(x: 1.5, y: 2, width: 30, height: 40)))
  }

  @Test("COCO of a video: pictures whose names are gone are found by their numbers")
  func cocoOfAVideo() throws {
    let folder = try TemporaryFolder()
    let json = #"""
      {"images": [{"id": 1, "file_name": "frame_000004.png"}],
       "annotations": [{"image_id": 1, "category_id": 1, "bbox": [1, 2, 3, 4]}], "categories": []}
      """#
    try write(json, to: "annotations/instances_default.json", in: folder)
    try write("", to: "clip.mp4", in: folder)
    let video = try Self.contents(of: folder.path, as: .coco)
    #expect(
      video.objects.first?.views.first?.picture
        == .video(path: folder.path + "/clip.mp4", frame: 4))
    try write("", to: "frames/4.jpg", in: folder)
    let pictures = try Self.contents(of: folder.path, as: .coco)
    #expect(pictures.objects.first?.views.first?.picture == .file(folder.path + "/frames/4.jpg"))
  }

  @Test("Malformed JSON is an error that names the line")
  func malformedJSON() throws {
    let folder = try TemporaryFolder()
    for (text, line) in [
      ("{\"images\": [\n{\"id\": }", 2), ("{\"images\": [],\n\n\"annotations\"", 3),
    ] {
      try write(text, to: "annotations/instances.json", in: folder)
      let error = thrownError(TrainingError.self) {
        _ = try TrainingCollection(folder: folder.path)
      }
      guard case .malformed(_, line, _, _) = error else {
        Issue.record("found \(String(describing: error)), expected line \(line)")
        continue
      }
    }
  }

  @Test("YOLO: shares of the picture, outlines too")
  func yolo() throws {
    let folder = try TemporaryFolder()
    for name in ["a", "b", "c"] { try write("", to: "images/\(name).jpg", in: folder) }
    try write("1 0.5 0.4 0.2 0.1\n0 0.1 0.1 0.3 0.1 0.3 0.4\n", to: "labels/a.txt", in: folder)
    try write("cat\ndog\n", to: "classes.txt", in: folder)
    try write("1 0.5 0.4 x 0.1\n", to: "labels/b.txt", in: folder)
    let content = try Self.contents(of: folder.path, as: .yolo)
    #expect(content.objects.map(\.category) == ["dog", "cat"])
    guard case .share(let box) = content.objects.first?.views.first?.place else {
      Issue.record("expected a share")
      return
    }
    #expect(abs(box.x - 0.4) < 1e-9 && abs(box.y - 0.35) < 1e-9)
    #expect(content.skipped.count == 1)
    #expect(content.skipped.first?.reason.contains("b.txt:1") == true)
  }

  @Test("Pictures without boxes: parts of each, without a category")
  func pictures() throws {
    let folder = try TemporaryFolder()
    try write("", to: "cats/a.jpg", in: folder)
    try write("", to: "dogs/b.png", in: folder)
    let content = try Self.contents(of: folder.path, as: .pictures)
    #expect(content.objects.count == 6)
    #expect(content.objects.allSatisfy { $0.category == nil && $0.views.count == 1 })
    #expect(content.objects.allSatisfy { $0.views.first?.place == .drawn })
  }

  @Test("A folder with nothing to learn from is an error that says what it has")
  func nothing() throws {
    let folder = try TemporaryFolder()
    func reason() -> String {
      let error = thrownError(TrainingError.self) {
        _ = try TrainingCollection(folder: folder.path)
      }
      return error?.description ?? ""
    }
    #expect(reason().contains("the folder is empty"))
    try write("", to: "notes.md", in: folder)
    #expect(reason().contains("no pictures"))
    try write("", to: "clip.mp4", in: folder)
    #expect(reason().contains("no truth beside them"))
    let missing = thrownError(TrainingError.self) {
      _ = try TrainingCollection(folder: folder.file("nowhere"))
    }
    #expect(missing == .file(path: folder.file("nowhere"), reason: "there is no such folder"))
  }
}
