import CLibAV

/// What is settled about a video before its first frame is seen.
struct OutputPlan {
  /// The path, as the user gave it.
  var path: String
  var destination: OutputDestination
  /// The encoders to try, the best first.
  var encoders: [EncoderRecipe]
  /// A pixel's width to its height.
  var pixelAspectRatio: Ratio
  /// Frames a second, on average.
  var frameRate: Ratio
  /// What the source says about its colours.
  var colors: ColorProperties
}

/// A canvas and the encoder that takes it, for frames of one size.
final class OutputStage {
  let canvas: Canvas
  let encoder: PictureEncoder
  private let style: AnnotationStyle
  private var numbering: Numbering

  /// How frames are placed in time.
  private enum Numbering {
    case byTime(OutputClock)
    /// Pictures in a folder; `next` is the lowest number free.
    case byIndex(next: Int64)
  }

  /// Opens the first encoder that works.
  init(_ plan: OutputPlan, width: Int, height: Int) throws {
    silenceLibAV()
    let needsEvenSize: Bool
    let timeBase: Ratio
    let globalHeader: Bool
    switch plan.destination {
    case .file(_, let container):
      needsEvenSize = true
      timeBase = container.timeBase(frameRate: plan.frameRate)
      globalHeader = ContainerFile.wantsGlobalHeader(container)
    case .pictures:
      (needsEvenSize, globalHeader) = (false, false)
      timeBase = plan.frameRate.inverse
    }
    canvas = Canvas(width: width, height: height, evenSized: needsEvenSize)
    style = AnnotationStyle(width: width, height: height)
    let input = EncoderInput(
      width: canvas.paddedWidth, height: canvas.paddedHeight,
      pixelAspectRatio: plan.pixelAspectRatio, frameRate: plan.frameRate, timeBase: timeBase,
      colors: plan.colors, globalHeader: globalHeader)
    encoder = try Self.openEncoder(plan, input)
    switch plan.destination {
    case .file:
      numbering = .byTime(OutputClock(timeBase: encoder.timeBase, frameRate: plan.frameRate))
    case .pictures:
      numbering = .byIndex(next: 0)
    }
  }

  private static func openEncoder(
    _ plan: OutputPlan, _ input: EncoderInput
  ) throws -> PictureEncoder {
    var tried: [String] = []
    for recipe in plan.encoders {
      do {
        return try PictureEncoder(recipe, for: input)
      } catch let failure as LibraryFailure {
        tried.append("\(recipe.name) (\(failure.reason))")
      }
    }
    throw VideoWritingError.noEncoder(
      path: plan.path, width: input.width, height: input.height, tried: tried)
  }

  /// Draws annotations of a picture of the given size, which was stretched to the canvas.
  func draw(_ annotations: [Annotation], sourceWidth: Int, sourceHeight: Int) {
    guard sourceWidth != canvas.width || sourceHeight != canvas.height else {
      canvas.draw(annotations, style)
      return
    }
    let horizontal = Double(canvas.width) / Double(sourceWidth)
    let vertical = Double(canvas.height) / Double(sourceHeight)
    canvas.draw(annotations.map { $0.scaled(x: horizontal, y: vertical) }, style)
  }

  /// Encodes the canvas as the picture of `frame`.
  func encode(_ frame: Frame, into sink: any PacketSink) throws {
    canvas.replicateEdges()
    let time = place(frame)
    try encoder.encode(canvas, time: time, duration: usualDuration) { try store($0, in: sink) }
  }

  /// Hands on all packets that the encoder still holds.
  func finish(into sink: any PacketSink) throws {
    try encoder.finish { try store($0, in: sink) }
  }

  private func store(_ packet: UnsafeMutablePointer<AVPacket>, in sink: any PacketSink) throws {
    if case .byTime(var clock) = numbering {
      packet.pointee.duration = clock.takeDuration(of: packet.pointee.pts)
      numbering = .byTime(clock)
    }
    try sink.write(packet)
  }

  private var usualDuration: Int64 {
    if case .byTime(let clock) = numbering { clock.usualDuration } else { 1 }
  }

  /// The frame's timestamp for the encoder.
  private func place(_ frame: Frame) -> Int64 {
    switch numbering {
    case .byTime(var clock):
      let tick = clock.advance(to: frame.timestamp)
      numbering = .byTime(clock)
      return tick
    case .byIndex(let next):
      // The bound leaves room to count on.
      let number = max(Int64(min(frame.index, 1 << 40)), next)
      numbering = .byIndex(next: number + 1)
      return number
    }
  }
}

extension Annotation {
  /// The same annotation for a picture that was resized by the given factors.
  func scaled(x horizontal: Double, y vertical: Double) -> Annotation {
    Annotation(
      box: box.scaled(x: horizontal, y: vertical), color: color, label: label,
      trail: trail.map { ($0.x * horizontal, $0.y * vertical) })
  }
}
