extension RegionSampler {
  /// Bytes of red, green and blue, with the filling as a part of the picture and the arithmetic of
  /// OpenCV's resizing.
  func blendInFixedPoint(
    _ colors: inout (red: ComponentRows, green: ComponentRows, blue: ComponentRows),
    _ filling: Filling, _ vertical: AxisGeometry, originY: Int, _ output: RegionOutput
  ) {
    colors.red.fill(filling.row(of: filling.color.red))
    colors.green.fill(filling.row(of: filling.color.green))
    colors.blue.fill(filling.row(of: filling.color.blue))
    var wholly = filling
    wholly.coversAllColumns = true
    for row in 0..<output.side {
      let (first, second, weights) = vertical.blended(row)
      let above = first.map { $0 - originY }
      let below = second.map { $0 - originY }
      func pair(_ component: inout ComponentRows) -> RowPair {
        let (one, other) = component.filledRows(above, below, columns: columns)
        return RowPair(first: one, second: other, weights: weights)
      }
      let blender = FixedPointBlender(
        red: pair(&colors.red), green: pair(&colors.green), blue: pair(&colors.blue))
      blendRow(
        blender, count: output.side, rowCoverage: 1, filling: wholly, into: output.rows(row))
      output.finish(row)
    }
  }
}

extension Filling {
  /// The filling of one channel.
  fileprivate func row(of level: UInt8) -> RowFilling {
    RowFilling(
      level: Float(level), coverage: columnCoverage, coversAllColumns: coversAllColumns)
  }
}
