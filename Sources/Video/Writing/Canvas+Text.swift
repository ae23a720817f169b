extension Canvas {
  /// The width and height of a line of text, in pixels, without the gap after its last glyph.
  static func textSize(_ text: String, scale: Int) -> (width: Int, height: Int) {
    let count = text.unicodeScalars.count
    let dots = count * BitmapFont.advance - (BitmapFont.advance - BitmapFont.glyphWidth)
    return (max(0, dots) * scale, BitmapFont.glyphHeight * scale)
  }

  /// Writes one line of text with its top left corner at (`x`, `y`), each dot of the font
  /// `scale` × `scale` pixels large.
  func write(_ text: String, x: Int, y: Int, scale: Int, _ color: RGBColor) {
    let font = BitmapFont.standard
    var left = x
    for character in text.unicodeScalars {
      guard left < width else { break }
      let glyph = font.glyph(for: character)
      for row in 0..<BitmapFont.glyphHeight {
        for column in 0..<BitmapFont.glyphWidth where font.isSet(glyph, column: column, row: row) {
          fillSquare(x: left + column * scale, y: y + row * scale, side: scale, color)
        }
      }
      left += BitmapFont.advance * scale
    }
  }

  private func fillSquare(x: Int, y: Int, side: Int, _ color: RGBColor) {
    for row in max(y, 0)..<max(y, 0, min(y + side, height)) {
      for column in max(x, 0)..<max(x, 0, min(x + side, width)) {
        blend(x: column, y: row, color, opacity: 256)
      }
    }
  }
}
