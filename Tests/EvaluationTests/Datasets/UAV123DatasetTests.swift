import Evaluation
import TestSupport
import Testing
import Video

@Suite struct UAV123DatasetTests {
  let files: DatasetFiles

  init() throws { files = try DatasetFiles() }

  private func write(_ version: String, _ name: String, count: Int) throws {
    try files.boxes("anno/\(version)/\(name).txt", movingBoxes(count), .uav123)
  }

  @Test func sequencesAreCutFromOneFolder() throws {
    try files.pictures("data_seq/UAV123/bird1/%06d.jpg", [1, 253, 254, 774, 775, 776, 1477, 1478])
    try files.pictures("data_seq/UAV123/car2/%06d.jpg", 1...3)
    try write("UAV123", "bird1_1", count: 2)
    try write("UAV123", "bird1_2", count: 3)
    try files.lines("anno/UAV123/car2.txt", ["2,3,4,5", "NaN,NaN,NaN,NaN", "4,5,6,7"])
    try files.text("anno/UAV123/att/car2.txt", "1,0,0,0,1,0,0,0,0,0,1,0\n")
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.name == "UAV123" && dataset.layout == .uav123)
    #expect(dataset.names == ["bird1_1", "bird1_2", "car2"])
    #expect(pictureNames(try dataset.sequence("bird1_1")) == ["000001.jpg", "000253.jpg"])
    let second = try dataset.sequence("bird1_2")
    #expect(pictureNames(second) == ["000775.jpg", "000776.jpg", "001477.jpg"])
    #expect(second.truth == movingBoxes(3).map(Region.box))
    let car = try dataset.sequence("car2")
    #expect(car.truth[1] == .absent)
    #expect(car.truth[2] == .box(Box(x: 3, y: 4, width: 6, height: 7)))
    #expect(car.attributes == ["SV", "FOC", "CM"])
  }

  @Test func uav20lTakesThePicturesOfUAV123() throws {
    try files.pictures("data_seq/UAV123/bird1/%06d.jpg", [1, 2437, 2438])
    try write("UAV20L", "bird1", count: 2)
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.name == "UAV20L" && dataset.layout == .uav20l)
    #expect(pictureNames(try dataset.sequence("bird1")) == ["000001.jpg", "002437.jpg"])
    // Beside UAV123, which then comes first, it can be asked for.
    try write("UAV123", "bird1_1", count: 1)
    #expect(try Dataset(folder: files.path).layout == .uav123)
    #expect(try Dataset(folder: files.path, layout: .uav20l).names == ["bird1"])
  }

  @Test func tenFramesASecondAreEveryThirdPicture() throws {
    // In UAV123: uav1_3 2473…3469, car1_s 1…1475.
    try files.pictures("data_seq/UAV123_10fps/uav1/%06d.jpg", [824, 825, 1157, 1158])
    try files.pictures("data_seq/UAV123_10fps/car1_s/%06d.jpg", [1, 492, 493])
    try write("UAV123_10fps", "uav1_3", count: 2)
    try write("UAV123_10fps", "car1_s", count: 2)
    let dataset = try Dataset(folder: files.path)
    #expect(dataset.name == "UAV123_10fps" && dataset.layout == .uav123At10FPS)
    #expect(pictureNames(try dataset.sequence("uav1_3")) == ["000825.jpg", "001157.jpg"])
    #expect(pictureNames(try dataset.sequence("car1_s")) == ["000001.jpg", "000492.jpg"])
  }
}
