/// A colour in full-range RGB, 8 bits a channel.
public struct RGBColor: Hashable, Sendable {
  /// The red level, 0…255.
  public var red: UInt8
  /// The green level, 0…255.
  public var green: UInt8
  /// The blue level, 0…255.
  public var blue: UInt8

  /// Creates a colour from its levels.
  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }
}
