extension AugmentationSettings {
  /// What siamfc-pytorch does: both pictures larger or smaller by up to 5 %, and moved by up to 4
  /// pixels each way with the label in the centre. Its random method of interpolation is left out:
  /// what the tracker sees is always bilinear.
  public static let siamfc: AugmentationSettings = {
    let view = View(jitter: 4, scale: 0.05)
    return AugmentationSettings(exemplar: view, search: view, stillSearch: view)
  }()

  /// Much more, for little data: the object anywhere in the middle of the search region, mirrored,
  /// turned, recoloured, blurred, with noise, compressed and covered in part.
  public static let strong = AugmentationSettings(
    flipShare: 0.5, shiftShare: 0.6, maximumShift: 4, sharedRotation: 0.05, sharedColorShare: 0.8,
    sharedColorStrength: 1.2, sharedGreyShare: 0.15, lowResolutionShare: 0.3,
    lowResolutionFactor: 4,
    exemplar: View(
      jitter: 3, scale: 0.04, stretch: 0.03, blurShare: 0.08, noiseShare: 0.15,
      compressionShare: 0.05),
    search: View(
      jitter: 4, scale: 0.07, stretch: 0.05, rotation: 0.09, colorShare: 0.5, colorStrength: 0.6,
      greyShare: 0.03, blurShare: 0.15, noiseShare: 0.25, compressionShare: 0.1,
      occlusionShare: 0.12),
    stillSearch: View(
      jitter: 4, scale: 0.07, stretch: 0.09, rotation: 0.2, colorShare: 0.9, colorStrength: 1,
      greyShare: 0.03, blurShare: 0.25, noiseShare: 0.25, compressionShare: 0.1,
      occlusionShare: 0.25))
}
