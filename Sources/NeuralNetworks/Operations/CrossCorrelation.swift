/// How an exemplar is compared with every place of a search region.
///
/// The search region is (N, C, H, W), the exemplar (M, C, h, w). Unless every pair is compared, N is
/// a multiple of M, and exemplar m goes with the N / M consecutive search regions from m · N / M on.
/// Only places where the exemplar lies
/// wholly inside the search region count, and it is not flipped.
public enum CrossCorrelation: Hashable, Sendable {
  /// The inner product over all channels: (N, 1, H − h + 1, W − w + 1) (Bertinetto et al., ECCV 2016
  /// workshops).
  case plain
  /// The inner product over all channels, for every search region with every exemplar:
  /// (N, M, H − h + 1, W − w + 1). In training, other pictures' exemplars are negative examples.
  case everyPair
  /// Each channel by itself: (N, C, H − h + 1, W − w + 1) (Li et al., "SiamRPN++", CVPR 2019).
  case depthwise
}
