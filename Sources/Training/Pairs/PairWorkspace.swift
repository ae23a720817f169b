import Video

/// The memory that making a pair needs, used again for every pair. For one thread at a time.
public final class PairWorkspace {
  let decoder: JPEGPictureDecoder
  let warp = CropWarp()
  let exemplar: Canvas
  let search: Canvas

  /// A picture of a pair and what it takes to change it.
  final class Canvas {
    let picture: LevelPicture
    let filter: PictureFilter
    private var encoder: JPEGPictureEncoder?
    /// The picture's side rounded up to even, as the encoder wants it.
    private let padded: LevelPicture

    init(side: Int) {
      picture = LevelPicture(side: side)
      padded = LevelPicture(side: side + side % 2)
      filter = PictureFilter(side: side)
    }

    /// Sends the picture through JPEG.
    func compress(
      quantizer: Int, decoder: JPEGPictureDecoder, warp: CropWarp
    ) throws {
      let encoder =
        try encoder
        ?? JPEGPictureEncoder(width: padded.side, height: padded.side, hasHalvedChroma: true)
      self.encoder = encoder
      pad()
      try encoder.encode(rgb: padded.levels, quantizer: quantizer) { bytes in
        let decoded = try decoder.decode(bytes, named: "a compressed picture")
        let identity = Affine(originX: 0, originY: 0, xx: 1, xy: 0, yx: 0, yy: 1)
        let all = 0..<picture.side
        warp.warp(decoded, by: identity, into: picture, area: .init(columns: all, rows: all))
      }
    }

    /// Copies the picture, its last row and column repeated where its side is odd.
    private func pad() {
      let (side, paddedSide) = (picture.side, padded.side)
      for channel in 0..<3 {
        for y in 0..<paddedSide {
          let source = picture.levels + channel * picture.area + min(y, side - 1) * side
          let target = padded.levels + channel * padded.area + y * paddedSide
          target.update(from: source, count: side)
          target[paddedSide - 1] = source[side - 1]
        }
      }
    }
  }

  /// Creates the memory for pairs of a source.
  ///
  /// - Throws: `VideoError` where libav has no decoder for JPEG.
  public init(for source: PairSource) throws {
    decoder = try JPEGPictureDecoder()
    exemplar = Canvas(side: source.exemplarSize)
    search = Canvas(side: source.searchSize)
  }
}
