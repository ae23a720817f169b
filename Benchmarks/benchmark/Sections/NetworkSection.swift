import NeuralNetworks
import Siamese

/// What the network costs: plans against the bare primitives, and each layer against what the
/// processor can do.
struct NetworkSection {
  let threads = [1, 2]
  let rounds: Int

  /// In every precision that the processor has instructions for.
  func measure(into results: inout Results) throws {
    for precision in ModelPrecision.allCases where precision.isSupported {
      try measure(precision, into: &results)
    }
  }

  private func measure(_ precision: ModelPrecision, into results: inout Results) throws {
    let columns = try threads.map { try Column(precision, threads: $0, rounds: rounds) }
    var table = Table(
      title:
        "network in \(precision.rawValue), batch of \(SiamFCNetwork.scales)×255×255, ms (10–90 %)",
      columns: threads.map(threadsText))
    for (index, work) in columns[0].work.enumerated() {
      table.add("bare \(work.name)", columns.map { $0.layers[index] })
    }
    table.add("bare primitives, sum", columns.map(\.bare))
    table.add("backbone plan", columns.map(\.backbone))
    table.add("cross-correlation plan", columns.map(\.correlation))
    table.add("backbone and cross-correlation plan", columns.map(\.search))
    table.add("the same / bare primitives", columns.map(\.ratio))
    results.add(table)
    if let column = columns.last {
      results.hold(
        "network in \(precision.rawValue), \(threadsText(column.threads)) / bare primitives",
        column.ratio, .atMost(1.05),
        floor: "bare \(column.bare.text) ms, plan \(column.search.text) ms")
      results.add(
        try Roofline(precision, threads: column.threads, rounds: rounds).table(
          column.work, column.layers))
    }
  }

  /// The measurements for one number of threads.
  private struct Column {
    let threads: Int
    let work: [BarePrimitives.Work]
    /// For each of `work`.
    let layers: [Measurement]
    let bare: Measurement
    let backbone: Measurement
    let correlation: Measurement
    let search: Measurement
    let ratio: Measurement

    init(_ precision: ModelPrecision, threads: Int, rounds: Int) throws {
      self.threads = threads
      let network = SiamFCNetwork(precision, threads: threads)
      let bare = try network.bareBackbone()
      let bareCorrelation = try network.bareCorrelation()
      let (backbone, correlation, search) = (
        try network.backbonePlan(), try network.correlationPlan(), try network.searchPlan()
      )
      work = bare.work + bareCorrelation.work
      var layers = work.map { _ in [Double]() }
      var last = 0.0
      func lap(_ layer: Int) {
        let now = secondsNow()
        layers[layer].append((now - last) * 1e3)
        last = now
      }
      let count = bare.work.count
      let times = try measureInTurns(
        [
          Candidate(name: "bare primitives") {
            last = secondsNow()
            try bare.run(finished: lap)
            try bareCorrelation.run { lap(count + $0) }
          },
          Candidate(name: "search", run: search.run),
          Candidate(name: "backbone", run: backbone.run),
          Candidate(name: "correlation", run: correlation.run),
        ], rounds: rounds)
      self.layers = layers.map { Measurement(Array($0.suffix(rounds))) }
      self.bare = Measurement(times[0])
      self.search = Measurement(times[1])
      self.backbone = Measurement(times[2])
      self.correlation = Measurement(times[3])
      ratio = ratios(times[1], times[0])
    }
  }
}

func threadsText(_ count: Int) -> String { "\(count) thread\(count == 1 ? "" : "s")" }
