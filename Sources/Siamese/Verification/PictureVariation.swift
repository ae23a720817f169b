import Glibc

/// Small random changes of a picture that leave it what it is, so that a network does not learn the
/// pictures by heart.
public struct PictureVariation: Hashable, Sendable {
  /// The largest turn, in degrees either way.
  public var rotation: Double
  /// The largest shift, in shares of the picture's side, along rows and columns.
  public var shift: Double
  /// The largest change of size, as a share, either way.
  public var scale: Double

  /// Creates a variation; by default about as much as handwriting has of it.
  public init(rotation: Double = 10, shift: Double = 0.06, scale: Double = 0.1) {
    self.rotation = rotation
    self.shift = shift
    self.scale = scale
  }

  /// No change.
  public static let none = PictureVariation(rotation: 0, shift: 0, scale: 0)

  /// Writes a picture, changed at random. What comes in from outside is as the picture's edge.
  ///
  /// - Parameters:
  ///   - picture: (C, H, W).
  ///   - output: Takes as many values, 0…255.
  func write(
    _ picture: [UInt8], channels: Int, size: Int, into output: UnsafeMutableBufferPointer<Float>,
    using random: inout SplitMix64
  ) {
    let angle = rotation * random.nextSigned() * .pi / 180
    let zoom = 1 / (1 + scale * random.nextSigned())
    let (moveX, moveY) = (
      shift * random.nextSigned() * Double(size), shift * random.nextSigned() * Double(size)
    )
    let (cosine, sine) = (cos(angle) * zoom, sin(angle) * zoom)
    let middle = Double(size - 1) / 2
    let last = size - 1
    for row in 0..<size {
      for column in 0..<size {
        let (x, y) = (Double(column) - middle, Double(row) - middle)
        let sourceX = min(max(cosine * x - sine * y + middle + moveX, 0), Double(last))
        let sourceY = min(max(sine * x + cosine * y + middle + moveY, 0), Double(last))
        let (left, top) = (min(Int(sourceX), max(last - 1, 0)), min(Int(sourceY), max(last - 1, 0)))
        let (right, bottom) = (min(left + 1, last), min(top + 1, last))
        let (partX, partY) = (Float(sourceX - Double(left)), Float(sourceY - Double(top)))
        for channel in 0..<channels {
          let plane = channel * size * size
          func level(_ row: Int, _ column: Int) -> Float {
            Float(picture[plane + row * size + column])
          }
          let above = level(top, left) + partX * (level(top, right) - level(top, left))
          let below = level(bottom, left) + partX * (level(bottom, right) - level(bottom, left))
          output[plane + row * size + column] = above + partY * (below - above)
        }
      }
    }
  }
}
