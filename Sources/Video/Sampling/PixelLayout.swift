import CLibAV

/// Where in memory the colour components of a pixel format lie, for the formats whose samples can be
/// read one by one: little-endian integers of 8 to 16 bits, at equal distances along a row.
struct PixelLayout: Equatable {
  /// What the components stand for.
  enum Model: Equatable {
    /// One component of brightness.
    case grey
    /// Red, green, blue.
    case rgb
    /// Luma, blue difference, red difference.
    case yuv
  }

  /// One component.
  struct Component: Equatable {
    /// The plane that holds it.
    var plane: Int
    /// Bytes from one sample to the next.
    var step: Int
    /// Bytes before the first sample of a row.
    var offset: Int
    /// Unused low bits of a stored number.
    var shift: UInt32
    /// The bits of a sample, after shifting.
    var mask: UInt32
    /// Whether a sample lies in one byte, rather than two.
    var isByte: Bool
  }

  var model: Model
  /// One for grey, else three.
  var components: [Component]
  /// The bits of a sample.
  var depth: Int
  /// Chroma's horizontal resolution is luma's divided by 2 to this power.
  var chromaShiftX: Int
  /// Chroma's vertical resolution is luma's divided by 2 to this power.
  var chromaShiftY: Int

  /// The layout of `format`, or nil where its samples cannot be read one by one.
  init?(_ format: AVPixelFormat) {
    guard let descriptor = av_pix_fmt_desc_get(format)?.pointee else { return nil }
    let unreadable =
      UInt64(AV_PIX_FMT_FLAG_BE) | UInt64(AV_PIX_FMT_FLAG_PAL) | UInt64(AV_PIX_FMT_FLAG_BITSTREAM)
      | UInt64(AV_PIX_FMT_FLAG_HWACCEL) | UInt64(AV_PIX_FMT_FLAG_BAYER)
      | UInt64(AV_PIX_FMT_FLAG_FLOAT)
    // XYZ is a colour space of its own, and in uyyvyy411 luma is not at equal distances; their
    // descriptors do not tell.
    guard descriptor.flags & unreadable == 0, format != AV_PIX_FMT_XYZ12LE,
      format != AV_PIX_FMT_UYYVYY411
    else { return nil }

    let isRGB = descriptor.flags & UInt64(AV_PIX_FMT_FLAG_RGB) != 0
    // One component is grey, two are grey with opacity, four have opacity as the last.
    model = isRGB ? .rgb : descriptor.nb_components < 3 ? .grey : .yuv
    let described = [descriptor.comp.0, descriptor.comp.1, descriptor.comp.2]
    components = described.prefix(model == .grey ? 1 : 3).map { Component($0) }
    depth = Int(descriptor.comp.0.depth)
    chromaShiftX = Int(descriptor.log2_chroma_w)
    chromaShiftY = Int(descriptor.log2_chroma_h)

    let usable = described.prefix(components.count).allSatisfy {
      $0.depth == descriptor.comp.0.depth && (8...16).contains($0.depth)
        && $0.depth + $0.shift <= 16
    }
    guard usable, descriptor.nb_components > 0, sharesSteps else { return nil }
  }

  /// 8-bit RGB, three bytes a pixel.
  static let rgb24 = PixelLayout(AV_PIX_FMT_RGB24)

  /// Whether the components that are sampled at the same places have samples at the same distances,
  /// so that one table of offsets does for all of them.
  private var sharesSteps: Bool {
    switch model {
    case .grey: true
    case .yuv: components[1].step == components[2].step
    case .rgb: components[0].step == components[1].step && components[0].step == components[2].step
    }
  }
}

extension PixelLayout.Component {
  fileprivate init(_ described: AVComponentDescriptor) {
    plane = Int(described.plane)
    step = Int(described.step)
    offset = Int(described.offset)
    shift = UInt32(described.shift)
    mask = (1 << UInt32(described.depth)) - 1
    isByte = described.depth + described.shift <= 8
  }
}
