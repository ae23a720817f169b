/// How far a student's embeddings are from its teacher's (knowledge distillation by features: Romero et
/// al., "FitNets", ICLR 2015): the mean over all values of ((student − teacher) / spread)², where every
/// channel has the spread that the teacher's values have in it.
///
/// So channels count alike, whatever their units; 0 is a perfect copy, and a student that says the
/// teacher's mean everywhere has 1.
public struct FeatureRegressionLoss: Sendable, Hashable {
  /// What each channel's differences are divided by.
  public let spreads: [Float]

  /// Creates the loss.
  ///
  /// - Parameter spreads: The standard deviation of each channel of the teacher. Smaller ones than
  ///   1e-5 of the largest count as that: a channel that never changes must not outweigh all others.
  public init(spreads: [Float]) {
    let least = max((spreads.max() ?? 0) / 100_000, .leastNormalMagnitude)
    self.spreads = spreads.map { max($0, least) }
  }

  /// Creates the loss with the spreads of a batch of the teacher's embeddings.
  ///
  /// - Parameters:
  ///   - teacher: (N, C, …).
  ///   - shape: That shape.
  public init(spreadsOf teacher: UnsafeBufferPointer<Float>, shape: [Int]) {
    let (channels, cells) = Self.extents(shape, count: teacher.count)
    self.init(
      spreads: (0..<channels).map { channel in
        var spread = Spread()
        for item in 0..<shape[0] {
          let start = (item * channels + channel) * cells
          spread.add(UnsafeBufferPointer(rebasing: teacher[start..<start + cells]))
        }
        return Float(spread.variance.squareRoot())
      })
  }

  /// Computes the loss and its gradient by the student's values.
  ///
  /// - Parameters:
  ///   - student: (N, C, …).
  ///   - teacher: The same shape.
  ///   - shape: That shape.
  ///   - weight: What loss and gradient are multiplied by.
  ///   - gradient: Takes the gradient by each value of the student; every value is written.
  public func callAsFunction(
    student: UnsafeBufferPointer<Float>, teacher: UnsafeBufferPointer<Float>, shape: [Int],
    weight: Double = 1, gradient: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    let (channels, cells) = Self.extents(shape, count: student.count)
    precondition(
      channels == spreads.count && teacher.count == student.count
        && gradient.count == student.count,
      "the loss is for \(spreads.count) channels, not \(shape), or its buffers differ in size")
    let share = weight / Double(max(student.count, 1))
    var sum = 0.0
    for item in 0..<shape[0] {
      for channel in 0..<channels {
        let range = (item * channels + channel) * cells..<(item * channels + channel + 1) * cells
        let factor = 1 / (Double(spreads[channel]) * Double(spreads[channel]))
        sum +=
          factor
          * squaredDifference(
            UnsafeBufferPointer(rebasing: student[range]),
            UnsafeBufferPointer(rebasing: teacher[range]), slope: Float(2 * share * factor),
            gradient: UnsafeMutableBufferPointer(rebasing: gradient[range]))
      }
    }
    return share * sum
  }

  private static func extents(_ shape: [Int], count: Int) -> (channels: Int, cells: Int) {
    precondition(
      shape.count >= 2 && shape.reduce(1, *) == count, "\(count) values are not (N, C, …) \(shape)")
    return (shape[1], shape.dropFirst(2).reduce(1, *))
  }
}

/// How far a student's score maps are from its teacher's: the mean squared difference, divided by the
/// variance of the teacher's scores in the batch. 0 is a perfect copy, 1 the teacher's mean everywhere.
public struct ScoreMapRegressionLoss: Sendable, Hashable {
  /// Creates the loss; it has no settings.
  public init() {}

  /// Computes the loss and its gradient by the student's scores.
  ///
  /// - Parameters:
  ///   - student: Scores, of any shape.
  ///   - teacher: Of the same shape.
  ///   - weight: What loss and gradient are multiplied by.
  ///   - gradient: Takes the gradient by each of the student's scores; every value is written.
  public func callAsFunction(
    student: UnsafeBufferPointer<Float>, teacher: UnsafeBufferPointer<Float>, weight: Double = 1,
    gradient: UnsafeMutableBufferPointer<Float>
  ) -> Double {
    precondition(
      teacher.count == student.count && gradient.count == student.count,
      "student, teacher and gradient differ in size")
    var spread = Spread()
    spread.add(teacher)
    let share =
      weight / Double(max(student.count, 1))
      / max(spread.variance, Double(Float.leastNormalMagnitude))
    return share
      * squaredDifference(student, teacher, slope: Float(2 * share), gradient: gradient)
  }
}

/// The sum of squares of differences; its gradient, times half of `slope`, is written.
private func squaredDifference(
  _ student: UnsafeBufferPointer<Float>, _ teacher: UnsafeBufferPointer<Float>, slope: Float,
  gradient: UnsafeMutableBufferPointer<Float>
) -> Double {
  var sum = 0.0
  var index = 0
  while index + 16 <= student.count {
    let difference = student.lanes(at: index) - teacher.lanes(at: index)
    gradient.setLanes(at: index, to: difference * slope)
    sum += Double((difference * difference).sum())
    index += 16
  }
  while index < student.count {
    let difference = student[index] - teacher[index]
    gradient[index] = difference * slope
    sum += Double(difference) * Double(difference)
    index += 1
  }
  return sum
}

/// The variance of numbers, around their mean.
private struct Spread {
  private var count = 0
  private var reference = Float.zero
  private var sum = 0.0
  private var squares = 0.0

  /// Counts more numbers. Their differences from the first one are summed: where numbers are large and
  /// differ little, their squares would swallow the variance.
  mutating func add(_ numbers: UnsafeBufferPointer<Float>) {
    if count == 0, let first = numbers.first { reference = first }
    count += numbers.count
    var index = 0
    while index + 16 <= numbers.count {
      let difference = numbers.lanes(at: index) - reference
      sum += Double(difference.sum())
      squares += Double((difference * difference).sum())
      index += 16
    }
    while index < numbers.count {
      let difference = Double(numbers[index] - reference)
      sum += difference
      squares += difference * difference
      index += 1
    }
  }

  var variance: Double {
    guard count > 0 else { return 0 }
    let mean = sum / Double(count)
    return max(squares / Double(count) - mean * mean, 0)
  }
}
