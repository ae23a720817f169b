import CLibAV

/// Cuts square regions out of frames and resizes them bilinearly, converting only the pixels that are
/// looked at.
///
/// The result is what cutting the region out of the RGB picture (with pixels outside the picture in
/// the fill colour), resizing it with OpenCV's INTER_LINEAR (half-pixel centres, no antialiasing) and
/// rounding to whole levels gives. For pictures of bytes in RGB or grey OpenCV's fixed-point
/// arithmetic is followed too: it drops bits on the way, which makes one value in eight a level
/// darker, and a network feels that. For pictures in luma and chroma each plane is interpolated on its
/// own grid, and the colour matrix is applied to the interpolated samples.
///
/// A sampler owns tables that it reuses, and allocates nothing once they have grown to the sizes in
/// use. It is for one thread at a time.
public final class RegionSampler {
  private let placesX = GrowingBuffer<Double>()
  private let placesY = GrowingBuffer<Double>()
  private let coverageX = GrowingBuffer<Float>()
  private let coverageY = GrowingBuffer<Float>()
  var columns = TapTable()
  private var chromaColumns = TapTable()
  private var rows = TapTable()
  private var chromaRows = TapTable()
  /// Two interpolated rows and one of filling for each of three components.
  private let componentRows = GrowingBuffer<Float>()
  /// One row of red, green and blue, for pictures shown transposed.
  private let colorRow = GrowingBuffer<Float>()
  private let converted = ConvertedRegion()
  /// The layout of the format sampled last; nil inside for formats that swscale must convert.
  private var known: (format: AVPixelFormat, layout: PixelLayout?)?

  /// Creates a sampler.
  public init() {}

  /// Samples `region` of `frame`.
  ///
  /// - Parameters:
  ///   - frame: The picture.
  ///   - region: What to cut out, in display coordinates. It may lie outside the picture in part or
  ///     altogether.
  ///   - side: The number of pixels each way that the region is resized to, 1…16384.
  ///   - fill: The colour of what lies outside the picture.
  ///   - output: Takes red, green and blue planes, shape (3, `side`, `side`): whole levels 0…255.
  /// - Throws: ``VideoError/badRegion(found:expected:)`` where region, side or output make no sense,
  ///   ``VideoError/unsupportedPixelFormat(name:reason:)`` for a format that not even swscale reads.
  public func sample(
    _ frame: Frame, _ region: SquareRegion, side: Int, fill: RGBColor,
    into output: UnsafeMutableBufferPointer<Float>
  ) throws {
    guard region.side >= 1, (1...16384).contains(side) else {
      throw VideoError.badRegion(
        found: "side \(region.side) resized to \(side)", expected: "sides of 1 pixel or more")
    }
    guard let target = output.baseAddress, output.count >= 3 * side * side else {
      throw VideoError.badRegion(
        found: "room for \(output.count) values", expected: "3 x \(side) x \(side) values")
    }
    let (horizontal, vertical) = axes(of: frame, region, side: side)
    let coversAllColumns = lookUpPlaces(horizontal, vertical)
    let image = try storedImage(of: frame, side: side)
    fillTables(for: image, frame.colorEncoding, side: side)
    let filling = Filling(
      color: fill, columnCoverage: UnsafePointer(coverageX.start),
      coversAllColumns: coversAllColumns)
    try blend(image, frame, filling, vertical, side: side, into: target)
  }
}

// MARK: - Tables

extension RegionSampler {
  /// `side` rounded up to a multiple of four.
  private func padded(_ side: Int) -> Int { (side + 3) & ~3 }

  /// The stored picture's two axes.
  private func axes(
    of frame: Frame, _ region: SquareRegion, side: Int
  ) -> (horizontal: AxisGeometry, vertical: AxisGeometry) {
    let turned = frame.orientation.isTransposed
    return (
      AxisGeometry(
        start: turned ? region.y : region.x, side: region.side, outputs: side,
        extent: frame.storedWidth, isMirrored: frame.orientation.isMirroredHorizontally),
      AxisGeometry(
        start: turned ? region.x : region.y, side: region.side, outputs: side,
        extent: frame.storedHeight, isMirrored: frame.orientation.isMirroredVertically)
    )
  }

  /// Finds which stored columns and rows are looked at; returns whether all columns are inside.
  private func lookUpPlaces(_ horizontal: AxisGeometry, _ vertical: AxisGeometry) -> Bool {
    let side = horizontal.outputs
    let count = padded(side)
    let coverage = coverageX.reserve(count)
    let coversAllColumns = horizontal.places(into: placesX.reserve(count), coverage: coverage)
    for index in side..<max(side, count) { coverage[index] = 0 }
    _ = vertical.places(into: placesY.reserve(count), coverage: coverageY.reserve(count))
    return coversAllColumns
  }

  /// The frame's own planes where they can be read directly, else the part looked at in RGB.
  private func storedImage(of frame: Frame, side: Int) throws -> StoredImage {
    if known?.format != frame.pixelFormat {
      known = (frame.pixelFormat, PixelLayout(frame.pixelFormat))
    }
    if let layout = known?.layout {
      return StoredImage(
        planes: Planes(of: frame.picture.pointee), layout: layout, width: frame.storedWidth,
        height: frame.storedHeight)
    }
    return try converted.image(
      of: frame, columns: looked(placesX.start, side, extent: frame.storedWidth),
      rows: looked(placesY.start, side, extent: frame.storedHeight))
  }

  /// The pixels that places between the first and the last need.
  private func looked(_ places: UnsafePointer<Double>, _ count: Int, extent: Int) -> ClosedRange<
    Int
  > {
    let (first, last) = (places[0], places[count - 1])
    return Int(min(first, last))...min(Int(max(first, last)) + 1, extent - 1)
  }

  private func fillTables(for image: StoredImage, _ encoding: ColorEncoding, side: Int) {
    let layout = image.layout
    let count = padded(side)
    // Places count from the whole picture's first pixel, so a part's origin is an offset.
    let (x, y) = (Double(image.originX), Double(image.originY))
    columns.fill(
      places: placesX.start, count: side, paddedCount: count, offset: x, shift: 0,
      samples: image.width, step: layout.components[0].step,
      isFixedPoint: layout.isResizedInFixedPoint)
    rows.fill(
      places: placesY.start, count: side, paddedCount: count, offset: y, shift: 0,
      samples: image.height, step: 1, isFixedPoint: layout.isResizedInFixedPoint)
    guard layout.model == .yuv else { return }
    let (shiftX, shiftY) = (layout.chromaShiftX, layout.chromaShiftY)
    chromaColumns.fill(
      places: placesX.start, count: side, paddedCount: count,
      offset: x + ColorEncoding.chromaOffset(encoding.chromaX, shift: shiftX), shift: shiftX,
      samples: -(-image.width >> shiftX), step: layout.components[1].step)
    chromaRows.fill(
      places: placesY.start, count: side, paddedCount: count,
      offset: y + ColorEncoding.chromaOffset(encoding.chromaY, shift: shiftY), shift: shiftY,
      samples: -(-image.height >> shiftY), step: 1)
  }
}

// MARK: - Rows

extension RegionSampler {
  private func blend(
    _ image: StoredImage, _ frame: Frame, _ filling: Filling, _ vertical: AxisGeometry, side: Int,
    into target: UnsafeMutablePointer<Float>
  ) throws {
    let count = padded(side)
    let storage = componentRows.reserve(9 * count)
    func source(_ number: Int, row: Int? = nil) throws -> ComponentRows {
      let component = image.layout.components[number]
      guard let (base, stride) = image.start(of: component) else {
        throw VideoError.unsupportedPixelFormat(
          name: String(cString: av_get_pix_fmt_name(frame.pixelFormat)),
          reason: "plane \(component.plane) is missing")
      }
      return ComponentRows(
        base: base, stride: stride, component: component,
        storage: storage + 3 * (row ?? number) * count,
        count: count)
    }
    let isTransposed = frame.orientation.isTransposed
    let output = RegionOutput(
      target: target, side: side, isTransposed: isTransposed,
      scratch: colorRow.reserve(3 * count))
    let scale = 255 / Float((1 << image.layout.depth) - 1)
    if image.layout.isResizedInFixedPoint {
      // Grey is read once for each channel, since the filling may be coloured.
      let last = image.layout.components.count - 1
      var colors = try (
        red: source(0), green: source(min(1, last), row: 1), blue: source(last, row: 2)
      )
      blendInFixedPoint(&colors, filling, vertical, originY: image.originY, output)
      return
    }
    switch image.layout.model {
    case .grey:
      var grey = try source(0)
      forEachRow(side, filling, output) { row in
        GreyBlender(grey: pair(&grey, row, rows, columns), scale: scale)
      }
    case .rgb:
      var (red, green, blue) = (try source(0), try source(1), try source(2))
      forEachRow(side, filling, output) { row in
        RGBBlender(
          red: pair(&red, row, rows, columns), green: pair(&green, row, rows, columns),
          blue: pair(&blue, row, rows, columns), scale: scale)
      }
    case .yuv:
      var (luma, u, v) = (try source(0), try source(1), try source(2))
      let matrix = ColorMatrix(frame.colorEncoding, depth: image.layout.depth)
      forEachRow(side, filling, output) { row in
        YUVBlender(
          luma: pair(&luma, row, rows, columns), u: pair(&u, row, chromaRows, chromaColumns),
          v: pair(&v, row, chromaRows, chromaColumns), matrix: matrix)
      }
    }
  }

  /// The two rows of a component that output row `row` blends.
  @inline(__always)
  private func pair(
    _ component: inout ComponentRows, _ row: Int, _ rows: TapTable, _ columns: TapTable
  ) -> RowPair {
    let weights = rows.weights(row)
    let first = Int(rows.first.start[row])
    let second = weights.second == 0 ? first : first + rows.distance
    let (above, below) = component.rows(first, second, columns: columns)
    return RowPair(first: above, second: below, weights: weights)
  }

  @inline(__always)
  private func forEachRow(
    _ side: Int, _ filling: Filling, _ output: RegionOutput, _ blender: (Int) -> some RowBlender
  ) {
    for row in 0..<side {
      blendRow(
        blender(row), count: side, rowCoverage: coverageY.start[row], filling: filling,
        into: output.rows(row))
      output.finish(row)
    }
  }
}
