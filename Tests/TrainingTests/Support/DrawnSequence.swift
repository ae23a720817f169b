import Foundation
import TestSupport
import Video

/// A sequence of pictures drawn by the test: a magenta square on a green ground of random levels.
struct DrawnSequence {
  var name = "clip"
  var frames = 12
  var width = 200
  var height = 160
  /// The object in the first frame.
  var box = Box(x: 60, y: 50, width: 32, height: 32)
  /// How far it moves from frame to frame.
  var step = (x: 3.0, y: 2.0)
  var seed: UInt64 = 1

  /// Where the object is in a frame.
  func box(at frame: Int) -> Box {
    Box(
      x: box.x + step.x * Double(frame), y: box.y + step.y * Double(frame), width: box.width,
      height: box.height)
  }

  /// The levels of a frame, row by row, red, green and blue.
  func levels(at frame: Int) -> [UInt8] {
    var generator = SeededGenerator(seed: seed)
    let box = box(at: frame)
    var levels: [UInt8] = []
    levels.reserveCapacity(3 * width * height)
    for y in 0..<height {
      for x in 0..<width {
        let isInside =
          Double(x) >= box.x && Double(x) < box.right && Double(y) >= box.y
          && Double(y) < box.bottom
        let ground = UInt8.random(in: 90...140, using: &generator)
        levels += isInside ? [230, 20, 220] : [ground / 3, ground, ground / 3]
      }
    }
    return levels
  }

  /// The frame as a picture file in the format PPM.
  func picture(at frame: Int) -> Data {
    Data("P6\n\(width) \(height)\n255\n".utf8) + Data(levels(at: frame))
  }

  /// Writes the pictures into a folder of its name, and the table of boxes beside it.
  func write(into folder: TemporaryFolder) throws {
    try FileManager.default.createDirectory(
      atPath: folder.file(name), withIntermediateDirectories: true)
    var table = "frame,x,y,width,height\n"
    for frame in 0..<frames {
      try folder.write(picture(at: frame), to: name + "/" + String(format: "%04d.ppm", frame))
      let box = box(at: frame)
      table += "\(frame),\(box.x),\(box.y),\(box.width),\(box.height)\n"
    }
    try folder.write(Data(table.utf8), to: name + ".truth.csv")
  }
}
