/// The sizes of what is drawn, fitted to a picture so that it reads well on any screen.
struct AnnotationStyle {
  /// The width of a box's outline, in pixels.
  var lineWidth: Double
  /// The width of the dark border on both sides of every line, in pixels.
  var borderWidth: Double
  /// How dark that border is, from 0 to 1.
  var borderOpacity = 0.6
  /// How many pixels a dot of the font is wide and high.
  var textScale: Int
  /// The space around the text on its background, in pixels.
  var textMargin: Int
  /// How opaque the label's background is, from 0 to 1.
  var labelOpacity = 0.85

  /// The style for a picture of the given size.
  init(width: Int, height: Int) {
    // Lines and text grow slower than the picture: large pictures are shown on large screens.
    let growth = (Double(min(width, height)) / 360).squareRoot()
    lineWidth = max(1.5, 2 * growth)
    borderWidth = max(0.75, lineWidth / 4)
    textScale = max(1, Int((2 * growth).rounded()))
    textMargin = 2 * textScale
  }
}

extension Canvas {
  /// Draws all annotations: the trails below the outlines, the labels on top.
  func draw(_ annotations: [Annotation], _ style: AnnotationStyle) {
    for annotation in annotations { drawTrail(annotation, style) }
    for annotation in annotations { drawOutline(annotation, style) }
    for annotation in annotations { drawLabel(annotation, style) }
  }

  private func drawTrail(_ annotation: Annotation, _ style: AnnotationStyle) {
    let width = style.lineWidth
    let border = 2 * style.borderWidth
    stroke(
      annotation.trail,
      StrokeStyle(
        color: .black, width: (width / 2 + border, width + border),
        opacity: (0, style.borderOpacity)))
    stroke(
      annotation.trail,
      StrokeStyle(color: annotation.color, width: (width / 2, width), opacity: (0, 1)))
  }

  private func drawOutline(_ annotation: Annotation, _ style: AnnotationStyle) {
    let box = annotation.box
    let half = style.lineWidth / 2
    guard box.width >= 0, box.height >= 0 else { return }
    fill(
      box.expanded(by: half + style.borderWidth),
      except: box.expanded(by: -half - style.borderWidth), .black, opacity: style.borderOpacity)
    fill(box.expanded(by: half), except: box.expanded(by: -half), annotation.color)
  }

  /// The label stands on the box's upper edge; below that edge where the picture's top leaves no
  /// room; and always wholly in the picture where the picture is large enough for it.
  private func drawLabel(_ annotation: Annotation, _ style: AnnotationStyle) {
    let box = annotation.box
    guard !annotation.label.isEmpty, box.width >= 0, box.height >= 0 else { return }
    guard box.x.isFinite, box.y.isFinite else { return }
    let text = Self.textSize(annotation.label, scale: style.textScale)
    let size = (
      width: text.width + 2 * style.textMargin, height: text.height + 2 * style.textMargin
    )
    let edge = (style.lineWidth / 2 + style.borderWidth).rounded()
    var top = box.y - edge - Double(size.height)
    if top < 0 { top = box.y + edge }
    let left = Self.pixel(box.x - style.lineWidth / 2, room: width - size.width)
    let row = Self.pixel(top, room: height - size.height)
    fill(
      Box(
        x: Double(left), y: Double(row), width: Double(size.width), height: Double(size.height)),
      annotation.color, opacity: style.labelOpacity)
    write(
      annotation.label, x: left + style.textMargin, y: row + style.textMargin,
      scale: style.textScale, annotation.color.isLight ? .black : .white)
  }

  /// The whole pixel nearest to a coordinate, between 0 and `room`.
  private static func pixel(_ coordinate: Double, room: Int) -> Int {
    Int(min(max(coordinate.rounded(), 0), Double(max(room, 0))))
  }
}

extension RGBColor {
  static let black = RGBColor(red: 0, green: 0, blue: 0)
  static let white = RGBColor(red: 255, green: 255, blue: 255)

  /// Whether black text reads better on this colour than white text (luma of BT.601).
  var isLight: Bool { 299 * Int(red) + 587 * Int(green) + 114 * Int(blue) > 140_000 }
}
