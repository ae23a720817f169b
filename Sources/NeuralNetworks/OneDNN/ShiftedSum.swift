/// The second half of a plain cross-correlation.
///
/// The first half, a matrix product, gives for every cell of a search region its inner product with
/// every cell of the exemplar: (N, H, W, h · w). A score is the sum of those h · w products in which
/// search cell and exemplar cell lie on each other, times a scale, plus an offset. A convolution with
/// one output channel would waste 15 of a vector's 16 lanes; this is about seven times as fast.
struct ShiftedSum {
  /// Search regions, N.
  let count: Int
  /// Of a search region, H × W.
  let search: Extent
  /// Of the exemplar, h × w.
  let exemplar: Extent
  let scale: Float
  let offset: Float

  /// Writes (N, 1, H − h + 1, W − w + 1).
  func callAsFunction(_ products: UnsafePointer<Float>, into scores: UnsafeMutablePointer<Float>) {
    let cells = exemplar.height * exemplar.width
    var score = scores
    for item in 0..<count {
      for row in 0...search.height - exemplar.height {
        for column in 0...search.width - exemplar.width {
          var sum: Float = 0
          for exemplarRow in 0..<exemplar.height {
            let cell = (item * search.height + row + exemplarRow) * search.width + column
            // One column to the right, in the search region and in the exemplar alike.
            var product = products + cell * cells + exemplarRow * exemplar.width
            for _ in 0..<exemplar.width {
              sum += product.pointee
              product += cells + 1
            }
          }
          score.pointee = scale * sum + offset
          score += 1
        }
      }
    }
  }

  /// The way back, without scale and offset: gives every product the gradient of the score that it
  /// is a part of, or zero where it is part of none.
  func spread(_ gradients: UnsafePointer<Float>, into products: UnsafeMutablePointer<Float>) {
    let cells = exemplar.height * exemplar.width
    products.update(repeating: 0, count: count * search.height * search.width * cells)
    var gradient = gradients
    for item in 0..<count {
      for row in 0...search.height - exemplar.height {
        for column in 0...search.width - exemplar.width {
          for exemplarRow in 0..<exemplar.height {
            let cell = (item * search.height + row + exemplarRow) * search.width + column
            var product = products + cell * cells + exemplarRow * exemplar.width
            for _ in 0..<exemplar.width {
              product.pointee = gradient.pointee
              product += cells + 1
            }
          }
          gradient += 1
        }
      }
    }
  }
}
