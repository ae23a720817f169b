import ArgumentParser
import Siamese
import Video

/// A folder of pictures, one folder a class, read for a network.
struct VerifyPictures {
  /// The pictures of one class.
  struct PictureClass {
    /// Its folder, from the folder of all on.
    var name: String
    /// (C, H, W) each, of the network's sizes.
    var pictures: [[UInt8]]
  }

  /// The classes that have a picture, by name.
  private(set) var classes: [PictureClass] = []
  /// Pictures that could not be read.
  private(set) var unreadable = 0

  /// Reads all pictures. A class is a folder that holds pictures, at whatever depth; what cannot be
  /// read, and folders that hold nothing, are named to the person and left out.
  ///
  /// - Throws: ``Refusal`` where there is no such folder.
  init(_ folder: String, for network: EmbeddingNetwork, console: Console) throws {
    guard case .folder = FileKind(folder) else {
      throw Refusal(
        "\(folder): found no folder, expected one with a folder of pictures for each class")
    }
    var reader = PictureReader(network)
    var visited: Set<String> = []
    try add(folder, name: "", visited: &visited, reader: &reader, console: console)
    classes.sort { $0.name < $1.name }
    for single in classes where single.pictures.count == 1 {
      console.warn("\(folder)/\(single.name): has one picture, so that none is of the same class")
    }
  }

  private mutating func add(
    _ folder: String, name: String, visited: inout Set<String>, reader: inout PictureReader,
    console: Console
  ) throws {
    // A link to a folder above would lead round and round.
    guard visited.insert(resolvedPath(folder) ?? folder).inserted else { return }
    var pictures: [[UInt8]] = []
    var isEmpty = true
    for entry in try namesInFolder(folder).sorted() {
      if Interruption.isRequested { throw ExitCode(130) }
      let path = folder + "/" + entry
      if case .folder = FileKind(path) {
        isEmpty = false
        try add(
          path, name: name.isEmpty ? entry : name + "/" + entry, visited: &visited, reader: &reader,
          console: console)
      } else if PictureFiles.isPicture(path) {
        isEmpty = false
        do {
          pictures.append(try reader.read(path))
        } catch let error as VideoError {
          unreadable += 1
          console.warn("\(error); left out")
        }
      }
    }
    if !pictures.isEmpty {
      classes.append(PictureClass(name: name.isEmpty ? "." : name, pictures: pictures))
    } else if isEmpty {
      console.warn("\(folder): has no pictures, left out")
    }
  }
}

/// Reads pictures of any size for a network.
private struct PictureReader {
  private let network: EmbeddingNetwork
  private let sampler = RegionSampler()
  private var planes: [Float] = []

  /// At most so many pixels each way become one: what is larger is thinned out first.
  private static let mostPixels = 16

  init(_ network: EmbeddingNetwork) {
    self.network = network
  }

  /// The whole picture in a square, in its own proportions, what is missing filled with its mean
  /// colour; each pixel is the mean of the several that fall on it.
  ///
  /// - Throws: `VideoError` naming the file.
  mutating func read(_ path: String) throws -> [UInt8] {
    let frame = try Frame.reading(picture: path)
    let size = network.pictureSize
    let side = max(frame.width, frame.height)
    let factor = min((side + size - 1) / size, Self.mostPixels, 16384 / size)
    let sampled = size * factor
    planes = Array(repeating: 0, count: 3 * sampled * sampled)
    let region = SquareRegion(
      x: (frame.width - side) / 2, y: (frame.height - side) / 2, side: side)
    let fill = try frame.meanColor()
    try planes.withUnsafeMutableBufferPointer {
      try sampler.sample(frame, region, side: sampled, fill: fill, into: $0)
    }
    let colors = (0..<3).map { mean(ofPlane: $0, factor: factor) }
    guard network.channels == 1 else { return colors.flatMap { $0.map(level) } }
    // The luma of ITU-R BT.601.
    return (0..<size * size).map {
      level(0.299 * colors[0][$0] + 0.587 * colors[1][$0] + 0.114 * colors[2][$0])
    }
  }

  private func level(_ value: Float) -> UInt8 {
    UInt8(min(max(value.rounded(), 0), 255))
  }

  /// One plane, each square of `factor` × `factor` values made one.
  private func mean(ofPlane plane: Int, factor: Int) -> [Float] {
    let size = network.pictureSize
    let sampled = size * factor
    return (0..<size * size).map { index in
      let (row, column) = index.quotientAndRemainder(dividingBy: size)
      var sum: Float = 0
      for y in row * factor..<(row + 1) * factor {
        let start = (plane * sampled + y) * sampled
        for x in column * factor..<(column + 1) * factor { sum += planes[start + x] }
      }
      return sum / Float(factor * factor)
    }
  }
}
