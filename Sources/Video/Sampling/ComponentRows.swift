/// One colour component's rows, interpolated horizontally as they are asked for. The two rows used
/// last are kept: going down a region, each row of the picture is read once.
struct ComponentRows {
  /// The component's first sample in the plane's first row.
  var base: UnsafeRawPointer
  /// Bytes from row to row; negative for pictures stored upside down.
  var stride: Int
  var component: PixelLayout.Component
  /// Room for the two rows, each of `count` floats.
  var storage: UnsafeMutablePointer<Float>
  /// Floats in a row, a multiple of four.
  var count: Int

  /// The rows that the two halves of the storage hold; −1 for none.
  private var held = (-1, -1)

  init(
    base: UnsafeRawPointer, stride: Int, component: PixelLayout.Component,
    storage: UnsafeMutablePointer<Float>, count: Int
  ) {
    self.base = base
    self.stride = stride
    self.component = component
    self.storage = storage
    self.count = count
  }

  /// The rows `first` and `second`, interpolated at `columns`.
  @inline(__always)
  mutating func rows(
    _ first: Int, _ second: Int, columns: TapTable
  ) -> (UnsafePointer<Float>, UnsafePointer<Float>) {
    let a = slot(for: first, keeping: second, columns: columns)
    let b = second == first ? a : slot(for: second, keeping: first, columns: columns)
    return (UnsafePointer(a), UnsafePointer(b))
  }

  @inline(__always)
  private mutating func slot(
    for row: Int, keeping kept: Int, columns: TapTable
  ) -> UnsafeMutablePointer<Float> {
    if held.0 == row { return storage }
    if held.1 == row { return storage + count }
    if held.0 == kept {
      held.1 = row
      read(row, columns: columns, into: storage + count)
      return storage + count
    }
    held.0 = row
    read(row, columns: columns, into: storage)
    return storage
  }

  @inline(never)
  private func read(_ row: Int, columns: TapTable, into output: UnsafeMutablePointer<Float>) {
    let start = base + row * stride
    let distance = columns.distance
    if !component.isByte, distance == 2 {
      let reader = AdjacentWords(shift: component.shift, mask: component.mask)
      interpolateRow(reader, row: start, columns: columns, count: count, into: output)
    } else if !component.isByte {
      let reader = SpacedWords(distance: distance, shift: component.shift, mask: component.mask)
      interpolateRow(reader, row: start, columns: columns, count: count, into: output)
    } else if distance == 1, component.shift == 0 {
      interpolateRow(AdjacentBytes(), row: start, columns: columns, count: count, into: output)
    } else {
      let reader = SpacedBytes(distance: distance)
      interpolateRow(reader, row: start, columns: columns, count: count, into: output)
    }
  }
}
