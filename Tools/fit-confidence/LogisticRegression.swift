import Glibc

/// Logistic regression over three features, fitted by Newton's method with a little ridge.
struct LogisticRegression {
  private(set) var intercept = 0.0
  private(set) var weights = SIMD3<Double>()

  /// The probability of "right" for the given features.
  func probability(_ features: SIMD3<Double>) -> Double {
    1 / (1 + exp(-(intercept + (weights * features).sum())))
  }

  init(fittedTo samples: [Sample]) {
    let ridge = 1e-3
    for _ in 0..<50 {
      var gradient = [Double](repeating: 0, count: 4)
      var hessian = [[Double]](repeating: Array(repeating: 0, count: 4), count: 4)
      for sample in samples {
        let x = [1, sample.features[0], sample.features[1], sample.features[2]]
        let p = probability(sample.features)
        for i in 0..<4 {
          gradient[i] += ((sample.isRight ? 1 : 0) - p) * x[i]
          for j in 0..<4 { hessian[i][j] += p * (1 - p) * x[i] * x[j] }
        }
      }
      for i in 0..<4 {
        gradient[i] -= ridge * (i == 0 ? intercept : weights[i - 1])
        hessian[i][i] += ridge
      }
      let step = solve(hessian, gradient)
      intercept += step[0]
      weights += SIMD3(step[1], step[2], step[3])
      if step.allSatisfy({ abs($0) < 1e-10 }) { break }
    }
  }
}

/// Solves a small symmetric positive definite system by Gaussian elimination.
private func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
  var rows = zip(matrix, right).map { $0 + [$1] }
  let size = right.count
  for pivot in 0..<size {
    for row in (pivot + 1)..<max(size, pivot + 1) {
      let factor = rows[row][pivot] / rows[pivot][pivot]
      for column in pivot...size { rows[row][column] -= factor * rows[pivot][column] }
    }
  }
  var solution = [Double](repeating: 0, count: size)
  for row in (0..<size).reversed() {
    let known = ((row + 1)..<max(size, row + 1)).reduce(0.0) { $0 + rows[row][$1] * solution[$1] }
    solution[row] = (rows[row][size] - known) / rows[row][row]
  }
  return solution
}

/// How good predicted probabilities are.
struct Quality {
  /// Predictions between two tenths.
  struct Bin {
    var predicted: Double
    var right: Double
    var count: Int
  }

  private(set) var logLoss = 0.0
  /// The probability that a right box has a higher score than a wrong one.
  private(set) var rocArea = 0.0
  /// The mean distance between predicted and observed probability, by tenths.
  private(set) var calibrationError = 0.0
  private(set) var bins: [Bin] = []

  init(_ predictions: [(probability: Double, isRight: Bool)]) {
    let count = Double(predictions.count)
    for (probability, isRight) in predictions {
      logLoss -= log(max(isRight ? probability : 1 - probability, 1e-12)) / count
    }
    for tenth in 0..<10 {
      let inside = predictions.filter { min(Int($0.probability * 10), 9) == tenth }
      guard !inside.isEmpty else { continue }
      let bin = Bin(
        predicted: inside.reduce(0) { $0 + $1.probability } / Double(inside.count),
        right: Double(inside.count { $0.isRight }) / Double(inside.count), count: inside.count)
      calibrationError += abs(bin.predicted - bin.right) * Double(bin.count) / count
      bins.append(bin)
    }
    // The rank-sum form of the area.
    let ranked = predictions.sorted { $0.probability < $1.probability }
    let positives = Double(ranked.count { $0.isRight })
    let rankSum = ranked.enumerated().reduce(0.0) {
      $0 + ($1.element.isRight ? Double($1.offset + 1) : 0)
    }
    rocArea = (rankSum - positives * (positives + 1) / 2) / (positives * (count - positives))
  }
}
