/// The rules by which a one-pass evaluation counts frames. Toolkits differ by tenths of a point, so
/// a table names the rules that it was made by.
public enum Convention: String, CaseIterable, Sendable, Codable {
  /// This project's: frames in which the object cannot be seen are left out, and the first frame
  /// counts with the true box. The default.
  case plain
  /// The got10k toolkit's (0.1.3): as ``plain``, but a true box without an area counts as a frame
  /// that was missed, and the union of two areas is made larger by 2⁻⁵². For normalized precision,
  /// which only later versions have, a true side of less than a pixel is taken for one pixel.
  case got10k
  /// pysot's (`toolkit/utils/statistics.py`): every frame of the sequence is in the denominator, the
  /// first one with the tracker's own box. A frame without a valid true box is missed in the success
  /// curve. In the precision curves it is a *hit*: its distance stays at −1, below every threshold.
  case pysot

  /// What a table says of it.
  public var title: String {
    switch self {
    case .plain: "plain (frames without the object left out, first box true)"
    case .got10k: "got10k toolkit (frames without truth left out, first box true)"
    case .pysot: "pysot (every frame counts, first box the tracker's)"
    }
  }
}
