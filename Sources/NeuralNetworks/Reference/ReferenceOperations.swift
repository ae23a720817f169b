/// Convolution, the kernel's places outermost: the innermost loop then runs along a row.
func convolve<Scalar>(
  _ input: FeatureMap<Scalar>, _ convolution: Convolution, weights: UnsafeBufferPointer<Scalar>,
  bias: UnsafeBufferPointer<Scalar>?, into result: FeatureMap<Scalar>
) {
  let outputsPerGroup = convolution.outputChannels / convolution.groups
  let inputsPerGroup = convolution.inputChannels / convolution.groups
  let kernel = convolution.kernel
  for item in 0..<result.shape[0] {
    for output in 0..<result.shape[1] {
      for row in 0..<result.shape[2] {
        guard let sums = result.row(item, output, row) else { continue }
        for column in 0..<result.shape[3] { sums[column] = bias?[output] ?? 0 }
        for index in 0..<inputsPerGroup * kernel.height {
          let (channel, kernelRow) = index.quotientAndRemainder(dividingBy: kernel.height)
          let inputRow =
            row * convolution.stride.height + kernelRow * convolution.dilation.height
            - convolution.padding.top
          guard (0..<input.shape[2]).contains(inputRow) else { continue }
          let inputChannel = output / outputsPerGroup * inputsPerGroup + channel
          guard let values = input.row(item, inputChannel, inputRow) else { continue }
          for kernelColumn in 0..<kernel.width {
            let place = (output * inputsPerGroup + channel) * kernel.height + kernelRow
            addRow(
              values, times: weights[place * kernel.width + kernelColumn],
              from: kernelColumn * convolution.dilation.width - convolution.padding.left,
              stride: convolution.stride.width, width: input.shape[3],
              to: sums, count: result.shape[3])
          }
        }
      }
    }
  }
}

/// `sums[i] += weight · values[start + i · stride]` wherever that lies within the row.
private func addRow<Scalar: BinaryFloatingPoint>(
  _ values: UnsafeMutablePointer<Scalar>, times weight: Scalar, from start: Int, stride: Int,
  width: Int, to sums: UnsafeMutablePointer<Scalar>, count: Int
) {
  let first = start >= 0 ? 0 : (-start + stride - 1) / stride
  let end = min(count, start >= width ? 0 : (width - 1 - start) / stride + 1)
  guard first < end else { return }
  if stride == 1 {
    // A loop of its own, because the compiler vectorizes it.
    for column in first..<end { sums[column] += weight * values[start + column] }
  } else {
    for column in first..<end { sums[column] += weight * values[start + column * stride] }
  }
}

/// Convolution in whole numbers. Sums of products are worked out in Double, which holds them exactly;
/// then comes the arithmetic of 32-bit floats that oneDNN does, in its order.
func convolve(
  _ levels: FeatureMap<Float>, _ quantized: QuantizedConvolution, weights: [Float],
  bias: [Float], scale: [Float], into result: FeatureMap<Float>
) {
  let input = FeatureMap<Double>(shape: levels.shape)
  for index in levels.elements.indices { input.elements[index] = Double(levels.elements[index]) }
  let sums = FeatureMap<Double>(shape: result.shape)
  weights.map(Double.init).withUnsafeBufferPointer {
    convolve(input, quantized.convolution, weights: $0, bias: nil, into: sums)
  }
  let cells = result.count(from: 2)
  for index in result.elements.indices {
    let channel = index / cells % result.shape[1]
    let value = (Float(sums.elements[index]) + bias[channel]) * scale[channel]
    switch quantized.result {
    case .floats: result.elements[index] = value
    case .levels: result.elements[index] = min(max(value.rounded(.toNearestOrEven), 0), 255)
    }
  }
}

/// Scale and offset for each channel of (N, C, …).
func normalize<Scalar>(
  _ input: FeatureMap<Scalar>, _ transform: ChannelTransform, into result: FeatureMap<Scalar>
) {
  let cells = input.count(from: 2)
  for index in result.elements.indices {
    let channel = index / cells % input.shape[1]
    result.elements[index] = Scalar(
      Double(input.elements[index]) * transform.scale[channel] + transform.offset[channel])
  }
}

/// Computes an operation that has no parameters. Those that have some, and inputs, are left to who knows
/// them.
func computeWithoutParameters<Scalar>(
  _ operation: Operation, of inputs: [FeatureMap<Scalar>], into result: FeatureMap<Scalar>
) {
  switch operation {
  case .input, .levels, .convolution, .quantizedConvolution, .batchNormalization:
    break
  case .activation(let activation):
    activate(inputs[0], activation, into: result)
  case .pooling(let pooling):
    pool(inputs[0], pooling, into: result)
  case .addition:
    add(inputs[0], inputs[1], into: result)
  case .concatenation:
    concatenate(inputs, into: result)
  case .matrixProduct:
    multiply(inputs[0], inputs[1], into: result)
  case .crossCorrelation(let kind):
    correlate(search: inputs[0], exemplar: inputs[1], kind, into: result)
  }
}

func activate<Scalar>(
  _ input: FeatureMap<Scalar>, _ activation: Activation, into result: FeatureMap<Scalar>
) {
  for index in result.elements.indices {
    result.elements[index] = Scalar(activation(Double(input.elements[index])))
  }
}

func add<Scalar>(
  _ first: FeatureMap<Scalar>, _ second: FeatureMap<Scalar>, into result: FeatureMap<Scalar>
) {
  for index in result.elements.indices {
    result.elements[index] = first.elements[index] + second.elements[index]
  }
}

func pool<Scalar>(
  _ input: FeatureMap<Scalar>, _ pooling: Pooling, into result: FeatureMap<Scalar>
) {
  let (height, width) = (input.shape[2], input.shape[3])
  for index in result.elements.indices {
    let (rows, column) = index.quotientAndRemainder(dividingBy: result.shape[3])
    let (plane, row) = rows.quotientAndRemainder(dividingBy: result.shape[2])
    let top = row * pooling.stride.height - pooling.padding.top
    let left = column * pooling.stride.width - pooling.padding.left
    var maximum = -Scalar.infinity
    var sum: Scalar = 0
    var cellsInside = 0
    for y in max(top, 0)..<min(top + pooling.kernel.height, height) {
      for x in max(left, 0)..<min(left + pooling.kernel.width, width) {
        let value = input.elements[(plane * height + y) * width + x]
        maximum = max(maximum, value)
        sum += value
        cellsInside += 1
      }
    }
    switch pooling.reduction {
    case .maximum:
      result.elements[index] = maximum
    case .average(let countsPadding):
      let cells = countsPadding ? pooling.kernel.height * pooling.kernel.width : cellsInside
      result.elements[index] = sum / Scalar(cells)
    }
  }
}

/// Joins (N, C, …) maps along C.
func concatenate<Scalar>(_ inputs: [FeatureMap<Scalar>], into result: FeatureMap<Scalar>) {
  var index = 0
  for item in 0..<result.shape[0] {
    for input in inputs {
      let count = input.count(from: 1)
      for element in input.elements[item * count..<(item + 1) * count] {
        result.elements[index] = element
        index += 1
      }
    }
  }
}

/// (…, I, K) times (…, K, J).
func multiply<Scalar>(
  _ first: FeatureMap<Scalar>, _ second: FeatureMap<Scalar>, into result: FeatureMap<Scalar>
) {
  let rows = first.shape[first.shape.count - 2]
  let inner = first.shape[first.shape.count - 1]
  let columns = second.shape[second.shape.count - 1]
  for index in result.elements.indices {
    let (allRows, column) = index.quotientAndRemainder(dividingBy: columns)
    let matrix = allRows / rows
    var sum: Scalar = 0
    for k in 0..<inner {
      sum +=
        first.elements[allRows * inner + k]
        * second.elements[(matrix * inner + k) * columns + column]
    }
    result.elements[index] = sum
  }
}

func correlate<Scalar>(
  search: FeatureMap<Scalar>, exemplar: FeatureMap<Scalar>, _ kind: CrossCorrelation,
  into result: FeatureMap<Scalar>
) {
  result.elements.update(repeating: 0)
  let pairs = kind.pairs(searches: search.shape[0], exemplars: exemplar.shape[0])
  for (item, exemplarItem) in pairs {
    for channel in 0..<search.shape[1] {
      for row in 0..<result.shape[2] {
        let sums = result.row(
          item, kind.resultChannel(exemplar: exemplarItem, channel: channel), row)
        for exemplarRow in 0..<exemplar.shape[2] {
          let values = search.row(item, channel, row + exemplarRow)
          let weights = exemplar.row(exemplarItem, channel, exemplarRow)
          guard let sums, let values, let weights else { continue }
          for exemplarColumn in 0..<exemplar.shape[3] {
            addRow(
              values, times: weights[exemplarColumn], from: exemplarColumn, stride: 1,
              width: search.shape[3], to: sums, count: result.shape[3])
          }
        }
      }
    }
  }
}

extension CrossCorrelation {
  /// Which search region is compared with which exemplar.
  func pairs(searches: Int, exemplars: Int) -> [(search: Int, exemplar: Int)] {
    (0..<searches).flatMap { search in
      self == .everyPair
        ? (0..<exemplars).map { (search, $0) } : [(search, search / (searches / exemplars))]
    }
  }

  /// The channel of the result that a comparison adds to.
  func resultChannel(exemplar: Int, channel: Int) -> Int {
    switch self {
    case .plain: 0
    case .everyPair: exemplar
    case .depthwise: channel
    }
  }
}
