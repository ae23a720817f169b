import CLibAV

/// Cuts square regions out of frames and resizes them bilinearly, converting only the pixels that are
/// looked at.
///
/// The result is what cutting the region out of the RGB picture (with pixels outside the picture in
/// the fill colour) and resizing it with OpenCV's INTER_LINEAR (half-pixel centres, no antialiasing)
/// gives. For RGB and grey of 8 bits it is equal bit for bit. For pictures in luma and chroma each
/// plane is interpolated on its own grid, and the colour matrix is applied to the interpolated
/// samples, which agrees within the precision of chroma interpolation.
///
/// A sampler owns tables that it reuses, and allocates nothing once they have grown to the sizes in
/// use. It is for one thread at a time.
public final class RegionSampler {
  private let placesX = GrowingBuffer<Double>()
  private let placesY = GrowingBuffer<Double>()
  private let coverageX = GrowingBuffer<Float>()
  private let coverageY = GrowingBuffer<Float>()
  private var columns = TapTable()
  private var chromaColumns = TapTable()
  private var rows = TapTable()
  private var chromaRows = TapTable()
  /// Two interpolated rows for each of three components.
  private let componentRows = GrowingBuffer<Float>()
  /// One row of red, green and blue, for pictures shown transposed.
  private let colorRow = GrowingBuffer<Float>()
  private let converted = ConvertedRegion()
  private let fixedPoint = FixedPointSampling()
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
  ///   - part: Which part of how many equal ones to compute: several samplers share the work.
  ///   - output: Takes red, green and blue planes, shape (3, `side`, `side`): whole levels 0…255.
  /// - Throws: ``VideoError/badRegion(found:expected:)`` where region, side or output make no sense,
  ///   ``VideoError/unsupportedPixelFormat(name:reason:)`` for a format that not even swscale reads.
  public func sample(
    _ frame: Frame, _ region: SquareRegion, side: Int, fill: RGBColor,
    part: (index: Int, count: Int) = (0, 1), into output: UnsafeMutableBufferPointer<Float>
  ) throws {
    let target = try start(of: output, side: side)
    try sample(frame, region, side: side, fill: fill, part, into: .planes(target))
  }

  /// Samples `region` of `frame` into bytes; otherwise as the method for floats.
  ///
  /// - Parameter output: Takes pixels of red, green and blue, shape (`side`, `side`, 3).
  public func sample(
    _ frame: Frame, _ region: SquareRegion, side: Int, fill: RGBColor,
    part: (index: Int, count: Int) = (0, 1), into output: UnsafeMutableBufferPointer<UInt8>
  ) throws {
    let target = try start(of: output, side: side)
    try sample(frame, region, side: side, fill: fill, part, into: .pixels(target))
  }

  private func start<Value>(
    of output: UnsafeMutableBufferPointer<Value>, side: Int
  ) throws -> UnsafeMutablePointer<Value> {
    guard (1...16384).contains(side) else {
      throw VideoError.badRegion(
        found: "a region resized to \(side)", expected: "sides of 1 to 16384 pixels")
    }
    guard let target = output.baseAddress, output.count >= 3 * side * side else {
      throw VideoError.badRegion(
        found: "room for \(output.count) values", expected: "3 x \(side) x \(side) values")
    }
    return target
  }

  private func sample(
    _ frame: Frame, _ region: SquareRegion, side: Int, fill: RGBColor,
    _ part: (index: Int, count: Int), into target: RegionOutput.Target
  ) throws {
    precondition((0..<part.count).contains(part.index), "no such part")
    guard region.side >= 1 else {
      throw VideoError.badRegion(
        found: "side \(region.side) resized to \(side)", expected: "sides of 1 pixel or more")
    }
    let (horizontal, vertical) = axes(of: frame, region, side: side)
    let coversAllColumns = lookUpPlaces(horizontal, vertical)
    let image = try storedImage(of: frame, side: side)
    let rows = RegionOutput(
      target: target, side: side,
      range: side * part.index / part.count..<side * (part.index + 1) / part.count,
      isTransposed: frame.orientation.isTransposed,
      scratch: colorRow.reserve(3 * padded(side)))
    if FixedPointSampling.suits(image.layout) {
      let isWhole = fixedPoint.sample(
        image, horizontal: horizontal, vertical: vertical, fill: fill, into: rows)
      if !isWhole { throw missingPlane(frame) }
      return
    }
    fillTables(for: image, frame.colorEncoding, side: side)
    let filling = Filling(
      color: fill, columnCoverage: UnsafePointer(coverageX.start),
      coversAllColumns: coversAllColumns)
    try blend(image, frame, filling, into: rows)
  }

  private func missingPlane(_ frame: Frame) -> VideoError {
    .unsupportedPixelFormat(
      name: String(cString: av_get_pix_fmt_name(frame.pixelFormat)), reason: "a plane is missing")
  }
}

// MARK: - Tables

extension RegionSampler {
  /// `side` rounded up to a multiple of four.
  private func padded(_ side: Int) -> Int { (side + 3) & ~3 }

  /// The region along the stored picture's rows and along its columns.
  private func axes(
    of frame: Frame, _ region: SquareRegion, side: Int
  ) -> (horizontal: AxisGeometry, vertical: AxisGeometry) {
    let turned = frame.orientation.isTransposed
    let horizontal = AxisGeometry(
      start: turned ? region.y : region.x, side: region.side, outputs: side,
      extent: frame.storedWidth, isMirrored: frame.orientation.isMirroredHorizontally)
    let vertical = AxisGeometry(
      start: turned ? region.x : region.y, side: region.side, outputs: side,
      extent: frame.storedHeight, isMirrored: frame.orientation.isMirroredVertically)
    return (horizontal, vertical)
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
      samples: image.width, step: layout.components[0].step)
    rows.fill(
      places: placesY.start, count: side, paddedCount: count, offset: y, shift: 0,
      samples: image.height, step: 1)
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
    _ image: StoredImage, _ frame: Frame, _ filling: Filling, into output: RegionOutput
  ) throws {
    let side = output.side
    let count = padded(side)
    let storage = componentRows.reserve(6 * count)
    func source(_ number: Int) throws -> ComponentRows {
      let component = image.layout.components[number]
      guard let (base, stride) = image.start(of: component) else { throw missingPlane(frame) }
      return ComponentRows(
        base: base, stride: stride, component: component, storage: storage + 2 * number * count,
        count: count)
    }
    let scale = 255 / Float((1 << image.layout.depth) - 1)
    switch image.layout.model {
    case .grey:
      var grey = try source(0)
      forEachRow(filling, output) { row in
        GreyBlender(grey: pair(&grey, row, rows, columns), scale: scale)
      }
    case .rgb:
      var (red, green, blue) = (try source(0), try source(1), try source(2))
      forEachRow(filling, output) { row in
        RGBBlender(
          red: pair(&red, row, rows, columns), green: pair(&green, row, rows, columns),
          blue: pair(&blue, row, rows, columns), scale: scale)
      }
    case .yuv:
      var (luma, u, v) = (try source(0), try source(1), try source(2))
      let matrix = ColorMatrix(frame.colorEncoding, depth: image.layout.depth)
      forEachRow(filling, output) { row in
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
    let weight = rows.weight.start[row]
    let first = Int(rows.first.start[row])
    let second = weight == 0 ? first : first + rows.distance
    let (above, below) = component.rows(first, second, columns: columns)
    return RowPair(first: above, second: below, weight: weight)
  }

  @inline(__always)
  private func forEachRow(
    _ filling: Filling, _ output: RegionOutput, _ blender: (Int) -> some RowBlender
  ) {
    for row in output.range {
      blendRow(
        blender(row), count: output.side, rowCoverage: coverageY.start[row], filling: filling,
        into: output.rows(row))
      output.finish(row)
    }
  }
}
