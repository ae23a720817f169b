import Evaluation
import Foundation
import TestSupport
import Video

/// A temporary folder in which a test lays out a small data set.
struct DatasetFiles {
  let folder: TemporaryFolder
  /// The folder's path.
  var path: String { folder.path }

  init() throws { folder = try TemporaryFolder() }

  /// The path of something in it.
  func file(_ name: String) -> String { folder.file(name) }

  /// Writes a text, and the folders above it.
  func text(_ name: String, _ text: String) throws {
    try data(name, Data(text.utf8))
  }

  /// Writes lines of text.
  func lines(_ name: String, _ lines: [String]) throws {
    try text(name, lines.map { $0 + "\n" }.joined())
  }

  /// Writes boxes, one a line, as a benchmark has them.
  func boxes(_ name: String, _ boxes: [Box], _ layout: DatasetLayout) throws {
    try lines(
      name, boxes.map(layout.published).map { "\($0.x),\($0.y),\($0.width),\($0.height)" })
  }

  /// Writes pictures, `pattern` being their path with a `%d` for the number.
  func pictures(_ pattern: String, _ numbers: some Sequence<Int>) throws {
    for number in numbers {
      let name = String(format: pattern, number)
      try data(name, name.hasSuffix("png") ? SamplePicture.png : SamplePicture.jpeg)
    }
  }

  /// Writes a file, and the folders above it.
  func data(_ name: String, _ data: Data) throws {
    let url = URL(filePath: file(name))
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: url)
  }
}

/// Boxes of an object that moves and grows; their coordinates have exact sums with 1.
func movingBoxes(_ count: Int) -> [Box] {
  (0..<count).map {
    Box(x: 3.25 + Double($0), y: 2.5, width: 8 + 0.5 * Double($0), height: 6.75)
  }
}

/// What a sequence's frames are: the ends of the pictures' paths.
func pictureNames(_ sequence: BenchmarkSequence) -> [String] {
  guard case .pictures(let paths) = sequence.frames else { return [] }
  return paths.map { $0.split(separator: "/").suffix(1).joined() }
}

extension Dataset {
  /// The names of its sequences.
  var names: [String] { entries.map(\.name) }

  /// One of its sequences.
  func sequence(_ name: String) throws -> BenchmarkSequence {
    guard let entry = entries.first(where: { $0.name == name }) else {
      throw DatasetError.missing(path: name, purpose: "one of \(names)")
    }
    return try entry.sequence()
  }
}

/// A frame of a sample clip, made small, as files.
enum SamplePicture {
  static let jpeg = file("%d.jpg")
  static let png = file("%d.png")

  private static func file(_ pattern: String) -> Data {
    do {
      let folder = try TemporaryFolder()
      let clip = try VideoReader(Checkout.file("SampleVideos/rover.mp4"))
      guard let frame = try clip.next() else { return Data() }
      let writer = try VideoWriter(folder.file(pattern), like: .init(width: 32, height: 18))
      try writer.write(try shrunk(frame, by: 20))
      try writer.finish()
      return try Data(contentsOf: URL(filePath: folder.file(folder.contents[0])))
    } catch {
      // The tests that read pictures say what is wrong.
      return Data()
    }
  }

  /// Every so many pixels of a frame.
  private static func shrunk(_ frame: Frame, by step: Int) throws -> Frame {
    let pixels = try frame.rgbPixels()
    let (width, height) = (frame.width / step, frame.height / step)
    let small = (0..<width * height).flatMap { index in
      let (row, column) = (index / width * step, index % width * step)
      return pixels[(row * frame.width + column) * 3..<(row * frame.width + column) * 3 + 3]
    }
    return try Frame(rgb: Array(small), width: width, height: height)
  }
}
