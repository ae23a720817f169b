/// How an exemplar is compared with every place of a search region.
///
/// The search region is (N, C, H, W), the exemplar (M, C, h, w), N a multiple of M: exemplar m goes
/// with the N / M consecutive search regions from m · N / M on. Only places where the exemplar lies
/// wholly inside the search region count, and it is not flipped.
public enum CrossCorrelation: Hashable, Sendable {
  /// The inner product over all channels: (N, 1, H − h + 1, W − w + 1) (Bertinetto et al., ECCV 2016
  /// workshops).
  case plain
  /// Each channel by itself: (N, C, H − h + 1, W − w + 1) (Li et al., "SiamRPN++", CVPR 2019).
  case depthwise
}
