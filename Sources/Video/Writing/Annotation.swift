/// What is drawn over a frame of annotated video for one tracked object.
///
/// All coordinates are pixels of the frame it is drawn on (see ``Box``) and may lie outside it.
public struct Annotation: Sendable {
  /// The object's box; drawn as an outline whose middle is the box's edge.
  public var box: Box
  /// The colour of the outline, of the label's background and of the trail.
  public var color: RGBColor
  /// Text beside the box, one line of ASCII; empty for none.
  public var label: String
  /// Where the object was, the oldest point first; drawn as a line that fades towards it.
  ///
  /// A point that is not finite interrupts the line.
  public var trail: [(x: Double, y: Double)]

  /// Creates an annotation; see the properties for what each part means.
  public init(
    box: Box, color: RGBColor, label: String = "", trail: [(x: Double, y: Double)] = []
  ) {
    self.box = box
    self.color = color
    self.label = label
    self.trail = trail
  }
}
