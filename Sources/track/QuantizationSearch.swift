import Evaluation
import NeuralNetworks
import Siamese

/// The ways of choosing limits, each measured on pictures that no limit was chosen by.
struct QuantizationSearch {
  /// One way and what came of it.
  struct Candidate {
    let method: ActivationHistogram.Method
    let limits: [String: Float]
    /// On the measured pictures.
    let errors: ModelQuantizer.Errors
  }

  private(set) var candidates: [Candidate] = []
  /// The one whose score maps are closest to those of floats.
  var best: Candidate {
    candidates.min { $0.errors.scores < $1.errors.scores } ?? candidates[0]
  }

  /// Observes every other sequence's pictures, and measures on the rest.
  init(
    _ pictures: CalibrationPictures, with quantizer: inout ModelQuantizer,
    progress: (Int, Int) -> Void
  ) throws {
    let observed = stride(from: 0, to: pictures.pairs.count, by: 2).map { pictures.pairs[$0] }
    let measured = stride(from: 1, to: pictures.pairs.count, by: 2).map { pictures.pairs[$0] }
    let steps = 1 + ModelQuantizer.methods.count
    progress(1, steps)
    for pair in observed where !Interruption.isRequested {
      try quantizer.observe(pair.exemplar)
      try quantizer.observe(pair.search)
    }
    for method in ModelQuantizer.methods where !Interruption.isRequested {
      progress(candidates.count + 2, steps)
      let limits = quantizer.limits(by: method)
      let errors = try quantizer.errors(
        limits: limits, pairs: measured, isCancelled: { Interruption.isRequested })
      candidates.append(Candidate(method: method, limits: limits, errors: errors))
    }
  }

  /// The relative errors by layer, a column for each way.
  var table: String {
    let best = best
    var rows = [["relative error"] + candidates.map(\.method.title)]
    for (index, layer) in best.errors.layers.enumerated() {
      rows.append([layer.name] + candidates.map { percent($0.errors.layers[index].error) })
    }
    rows.append(["embedding"] + candidates.map { percent($0.errors.embeddings) })
    rows.append(["score map"] + candidates.map { percent($0.errors.scores) })
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    let lines = rows.map { row in
      row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return column == 0 ? cell + space : space + cell
      }.joined(separator: "  ")
    }
    return lines.joined(separator: "\n") + "\ntaken: \(best.method.title)\n"
  }

  private func percent(_ share: Double) -> String {
    let hundredths = Int((share * 10_000).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100)." + (fraction < 10 ? "0" : "") + "\(fraction) %"
  }
}

extension ActivationHistogram.Method {
  /// As the table calls it.
  fileprivate var title: String {
    switch self {
    case .percentile(1): "largest value"
    case .percentile(let share): "\((share * 100_000).rounded() / 1000) %"
    case .entropy: "entropy"
    }
  }
}
