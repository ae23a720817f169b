// The gradient of each operation, in Double: slow, short, obviously right. Every function adds to
// what the gradients of its inputs hold, because a value may have several uses.

typealias Gradient = FeatureMap<Double>

/// The gradients that are nil are not wanted.
struct ConvolutionGradients {
  var input: Gradient?
  var weights: Gradient?
  var bias: Gradient?
}

/// A product of the convolution is weight · input: each of them has the other for its derivative.
func addGradients(
  of convolution: Convolution, input: FeatureMap<Double>, weights: FeatureMap<Double>,
  result: Gradient, to gradients: ConvolutionGradients
) {
  let outputsPerGroup = convolution.outputChannels / convolution.groups
  let inputsPerGroup = convolution.inputChannels / convolution.groups
  let kernel = convolution.kernel
  for plane in 0..<result.shape[0] * result.shape[1] {
    let (item, output) = plane.quotientAndRemainder(dividingBy: result.shape[1])
    if let bias = gradients.bias {
      bias.elements[output] += result.plane(item, output).reduce(0, +)
    }
    for place in 0..<inputsPerGroup * kernel.height * kernel.width {
      let (channelAndRow, kernelColumn) = place.quotientAndRemainder(dividingBy: kernel.width)
      let (channel, kernelRow) = channelAndRow.quotientAndRemainder(dividingBy: kernel.height)
      let inputChannel = output / outputsPerGroup * inputsPerGroup + channel
      let weight = output * inputsPerGroup * kernel.height * kernel.width + place
      for row in 0..<result.shape[2] {
        let inputRow =
          row * convolution.stride.height + kernelRow * convolution.dilation.height
          - convolution.padding.top
        guard (0..<input.shape[2]).contains(inputRow) else { continue }
        let sums = RowGradient(
          result: result.row(item, output, row), count: result.shape[3],
          input: input.row(item, inputChannel, inputRow), width: input.shape[3],
          start: kernelColumn * convolution.dilation.width - convolution.padding.left,
          stride: convolution.stride.width)
        if let inputs = gradients.input {
          sums.add(
            times: weights.elements[weight], to: inputs.row(item, inputChannel, inputRow))
        }
        if let weights = gradients.weights { weights.elements[weight] += sums.product }
      }
    }
  }
}

/// One row of a convolution's result, and the row of its input that one place of the kernel lies on:
/// column i of the result goes with column start + i · stride of the input, if there is one.
private struct RowGradient {
  let result: UnsafeMutablePointer<Double>?
  let count: Int
  let input: UnsafeMutablePointer<Double>?
  let width: Int
  let start: Int
  let stride: Int

  private var columns: Range<Int> {
    let first = start >= 0 ? 0 : (-start + stride - 1) / stride
    let end = min(count, start >= width ? 0 : (width - 1 - start) / stride + 1)
    return first..<max(first, end)
  }

  /// The inner product of the input and the gradient of the result.
  var product: Double {
    guard let result, let input else { return 0 }
    var sum = 0.0
    for column in columns { sum += result[column] * input[start + column * stride] }
    return sum
  }

  /// Adds the gradient of the result, times the kernel's weight, to that of the input.
  func add(times weight: Double, to gradient: UnsafeMutablePointer<Double>?) {
    guard let result, let gradient else { return }
    for column in columns { gradient[start + column * stride] += weight * result[column] }
  }
}

/// What a batch normalization subtracts and divides by, a number for each channel.
struct ChannelStatistics {
  var mean: [Double]
  var variance: [Double]

  init(mean: [Double], variance: [Double]) {
    self.mean = mean
    self.variance = variance
  }

  /// Of a batch (N, C, …); the variance is that of the values, not an estimate for others.
  init(of input: FeatureMap<Double>) {
    let channels = input.shape[1]
    let cells = input.count(from: 2)
    let count = Double(input.shape[0] * cells)
    mean = Array(repeating: 0, count: channels)
    variance = mean
    for (index, value) in input.elements.enumerated() {
      mean[index / cells % channels] += value / count
    }
    for (index, value) in input.elements.enumerated() {
      let deviation = value - mean[index / cells % channels]
      variance[index / cells % channels] += deviation * deviation / count
    }
  }

  /// The value `value` of channel `channel`, shifted to mean 0 and scaled to variance 1.
  func normalized(_ value: Double, channel: Int, epsilon: Double) -> Double {
    (value - mean[channel]) / (variance[channel] + epsilon).squareRoot()
  }
}

/// The gradients of weight · normalized + bias (Ioffe and Szegedy 2015, section 3).
///
/// - Parameter isOfBatch: Whether the statistics are those of `input`, and so depend on it.
func addGradients(
  of normalization: BatchNormalization, input: FeatureMap<Double>, statistics: ChannelStatistics,
  isOfBatch: Bool, weight: FeatureMap<Double>, result: Gradient, toInput inputGradient: Gradient?,
  weight weightGradient: Gradient?, bias biasGradient: Gradient?
) {
  let cells = input.count(from: 2)
  let channels = input.shape[1]
  let count = Double(input.shape[0] * cells)
  func normalized(_ index: Int) -> Double {
    statistics.normalized(
      input.elements[index], channel: index / cells % channels, epsilon: normalization.epsilon)
  }
  var sums = Array(repeating: 0.0, count: channels)
  var products = sums
  for (index, gradient) in result.elements.enumerated() {
    sums[index / cells % channels] += gradient
    products[index / cells % channels] += gradient * normalized(index)
  }
  for channel in 0..<channels {
    weightGradient?.elements[channel] += products[channel]
    biasGradient?.elements[channel] += sums[channel]
  }
  guard let inputGradient else { return }
  for (index, gradient) in result.elements.enumerated() {
    let channel = index / cells % channels
    var centred = gradient
    if isOfBatch {
      centred -= (sums[channel] + normalized(index) * products[channel]) / count
    }
    let deviation = (statistics.variance[channel] + normalization.epsilon).squareRoot()
    inputGradient.elements[index] += weight.elements[channel] / deviation * centred
  }
}

func addGradient(
  of activation: Activation, input: FeatureMap<Double>, result: Gradient, to gradient: Gradient
) {
  for index in result.elements.indices {
    gradient.elements[index] +=
      result.elements[index] * activation.derivative(at: input.elements[index])
  }
}

/// The first of several equal maxima gets the whole gradient.
func addGradient(
  of pooling: Pooling, input: FeatureMap<Double>, result: Gradient, to gradient: Gradient
) {
  let (height, width) = (input.shape[2], input.shape[3])
  for index in result.elements.indices {
    let (rows, column) = index.quotientAndRemainder(dividingBy: result.shape[3])
    let (plane, row) = rows.quotientAndRemainder(dividingBy: result.shape[2])
    let top = row * pooling.stride.height - pooling.padding.top
    let left = column * pooling.stride.width - pooling.padding.left
    var places: [Int] = []
    for y in max(top, 0)..<min(top + pooling.kernel.height, height) {
      for x in max(left, 0)..<min(left + pooling.kernel.width, width) {
        places.append((plane * height + y) * width + x)
      }
    }
    switch pooling.reduction {
    case .maximum:
      guard var largest = places.first else { continue }
      for place in places where input.elements[place] > input.elements[largest] { largest = place }
      gradient.elements[largest] += result.elements[index]
    case .average(let countsPadding):
      let cells = countsPadding ? pooling.kernel.height * pooling.kernel.width : places.count
      for place in places { gradient.elements[place] += result.elements[index] / Double(cells) }
    }
  }
}

/// Each of the joined maps gets its part of the result's gradient.
func addConcatenationGradients(result: Gradient, to gradients: [Gradient?], counts: [Int]) {
  var index = 0
  for item in 0..<result.shape[0] {
    for (gradient, count) in zip(gradients, counts) {
      for place in 0..<count {
        gradient?.elements[item * count + place] += result.elements[index + place]
      }
      index += count
    }
  }
}

/// (…, I, K) times (…, K, J).
func addMatrixProductGradients(
  first: FeatureMap<Double>, second: FeatureMap<Double>, result: Gradient,
  toFirst firstGradient: Gradient?, second secondGradient: Gradient?
) {
  let rows = first.shape[first.shape.count - 2]
  let inner = first.shape[first.shape.count - 1]
  let columns = second.shape[second.shape.count - 1]
  for index in result.elements.indices {
    let (allRows, column) = index.quotientAndRemainder(dividingBy: columns)
    let matrix = allRows / rows
    for k in 0..<inner {
      let (left, right) = (allRows * inner + k, (matrix * inner + k) * columns + column)
      firstGradient?.elements[left] += result.elements[index] * second.elements[right]
      secondGradient?.elements[right] += result.elements[index] * first.elements[left]
    }
  }
}

func addGradients(
  of kind: CrossCorrelation, search: FeatureMap<Double>, exemplar: FeatureMap<Double>,
  result: Gradient, toSearch searchGradient: Gradient?, exemplar exemplarGradient: Gradient?
) {
  let pairs = kind.pairs(searches: search.shape[0], exemplars: exemplar.shape[0])
  for index in 0..<pairs.count * search.shape[1] {
    let (pair, channel) = index.quotientAndRemainder(dividingBy: search.shape[1])
    let (item, exemplarItem) = pairs[pair]
    for place in 0..<result.shape[2] * exemplar.count(from: 2) {
      let (row, exemplarCell) = place.quotientAndRemainder(dividingBy: exemplar.count(from: 2))
      let (exemplarRow, exemplarColumn) =
        exemplarCell.quotientAndRemainder(dividingBy: exemplar.shape[3])
      let sums = RowGradient(
        result: result.row(
          item, kind.resultChannel(exemplar: exemplarItem, channel: channel), row),
        count: result.shape[3],
        input: search.row(item, channel, row + exemplarRow), width: search.shape[3],
        start: exemplarColumn, stride: 1)
      let weight = exemplar.row(exemplarItem, channel, exemplarRow)?[exemplarColumn] ?? 0
      if let gradient = searchGradient {
        sums.add(times: weight, to: gradient.row(item, channel, row + exemplarRow))
      }
      if let gradient = exemplarGradient?.row(exemplarItem, channel, exemplarRow) {
        gradient[exemplarColumn] += sums.product
      }
    }
  }
}

extension FeatureMap {
  /// One channel of a (N, C, H, W) map.
  fileprivate func plane(_ item: Int, _ channel: Int) -> Slice<UnsafeMutableBufferPointer<Scalar>> {
    let cells = count(from: 2)
    let start = (item * shape[1] + channel) * cells
    return elements[start..<start + cells]
  }
}
