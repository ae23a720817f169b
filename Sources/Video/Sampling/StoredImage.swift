import CLibAV

/// A picture in memory as the sampler reads it: planes with a known layout, which may be a part of a
/// larger picture.
struct StoredImage {
  var planes: Planes
  var layout: PixelLayout
  /// The number of columns.
  var width: Int
  /// The number of rows.
  var height: Int
  /// The column of the whole picture that is column 0 here.
  var originX = 0
  /// The row of the whole picture that is row 0 here.
  var originY = 0

  /// The first sample of a component in its plane, and the bytes from row to row.
  func start(of component: PixelLayout.Component) -> (base: UnsafeRawPointer, stride: Int)? {
    let (data, stride) =
      switch component.plane {
      case 0: (planes.data.0, planes.stride.0)
      case 1: (planes.data.1, planes.stride.1)
      case 2: (planes.data.2, planes.stride.2)
      default: (planes.data.3, planes.stride.3)
      }
    guard let data else { return nil }
    return (UnsafeRawPointer(data) + component.offset, Int(stride))
  }
}
