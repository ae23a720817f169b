import Video

/// A change of the first box in OTB's spatial robustness evaluation (SRE), by a tenth of the
/// object's size or to another size.
///
/// As in the toolkit's `shiftInitBB`, the four straight shifts move the whole box, and the four
/// diagonal ones move only that corner, outwards, so that the box grows. Other than there, the box
/// is neither rounded to whole pixels nor cut to the picture.
public enum Perturbation: String, CaseIterable, Sendable {
  case left, right, up, down
  case topLeft = "top-left"
  case topRight = "top-right"
  case bottomLeft = "bottom-left"
  case bottomRight = "bottom-right"
  case scale8 = "scale-8"
  case scale9 = "scale-9"
  case scale11 = "scale-11"
  case scale12 = "scale-12"

  /// The changed box.
  public func applied(to box: Box) -> Box {
    let (dx, dy) = (0.1 * box.width, 0.1 * box.height)
    return switch self {
    case .left: Box(x: box.x - dx, y: box.y, width: box.width, height: box.height)
    case .right: Box(x: box.x + dx, y: box.y, width: box.width, height: box.height)
    case .up: Box(x: box.x, y: box.y - dy, width: box.width, height: box.height)
    case .down: Box(x: box.x, y: box.y + dy, width: box.width, height: box.height)
    case .topLeft:
      Box(x: box.x - dx, y: box.y - dy, width: box.width + dx, height: box.height + dy)
    case .topRight: Box(x: box.x, y: box.y - dy, width: box.width + dx, height: box.height + dy)
    case .bottomLeft: Box(x: box.x - dx, y: box.y, width: box.width + dx, height: box.height + dy)
    case .bottomRight: Box(x: box.x, y: box.y, width: box.width + dx, height: box.height + dy)
    case .scale8: Self.scaled(box, by: 0.8)
    case .scale9: Self.scaled(box, by: 0.9)
    case .scale11: Self.scaled(box, by: 1.1)
    case .scale12: Self.scaled(box, by: 1.2)
    }
  }

  /// Resized around its centre.
  private static func scaled(_ box: Box, by factor: Double) -> Box {
    let (width, height) = (factor * box.width, factor * box.height)
    return Box(
      x: box.x + (box.width - width) / 2, y: box.y + (box.height - height) / 2, width: width,
      height: height)
  }
}
