/// A height and a width, counted in cells of a feature map. An integer literal means a square.
public struct Extent: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// Cells from top to bottom.
  public var height: Int
  /// Cells from left to right.
  public var width: Int

  /// Creates an extent from its two sides.
  public init(height: Int, width: Int) {
    self.height = height
    self.width = width
  }

  /// Creates a square.
  public init(_ side: Int) {
    self.init(height: side, width: side)
  }

  public init(integerLiteral side: Int) {
    self.init(side)
  }
}

extension Extent: CustomStringConvertible {
  public var description: String { "\(height)×\(width)" }
}

/// Cells added around a feature map. An integer literal means as many on every side.
public struct Padding: Hashable, Sendable, ExpressibleByIntegerLiteral {
  /// Rows above.
  public var top: Int
  /// Columns on the left.
  public var left: Int
  /// Rows below.
  public var bottom: Int
  /// Columns on the right.
  public var right: Int

  /// Creates a padding from its four sides.
  public init(top: Int, left: Int, bottom: Int, right: Int) {
    self.top = top
    self.left = left
    self.bottom = bottom
    self.right = right
  }

  /// Creates a padding that is the same above and below, and the same left and right.
  public init(vertical: Int, horizontal: Int) {
    self.init(top: vertical, left: horizontal, bottom: vertical, right: horizontal)
  }

  /// Creates a padding that is the same on every side.
  public init(_ side: Int) {
    self.init(vertical: side, horizontal: side)
  }

  public init(integerLiteral side: Int) {
    self.init(side)
  }
}

extension Padding: CustomStringConvertible {
  public var description: String { "top \(top), left \(left), bottom \(bottom), right \(right)" }
}
