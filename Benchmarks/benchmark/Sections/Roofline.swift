import Glibc
import NeuralNetworks
import Siamese

/// How fast each layer is beside what this machine was seen to do: the roofline model of Williams,
/// Waterman and Patterson (2009).
struct Roofline {
  /// Operations a second, of the fastest of some convolutions that oneDNN computes best.
  let peak: Double
  /// Bytes a second, read and written, of memory that no cache holds. Layers whose values stay in a
  /// cache can be faster than this lets them.
  let bandwidth: Double
  private let title: String
  /// Floats are correlated in every precision.
  private let leavesOutCorrelation: Bool

  init(_ precision: ModelPrecision, threads: Int, rounds: Int) throws {
    peak = try Self.measurePeak(precision, threads: threads, rounds: rounds)
    bandwidth = Self.measureBandwidth(threads: threads, rounds: rounds)
    leavesOutCorrelation = precision != .float32
    title = "layers in \(precision.rawValue), \(threadsText(threads))"
  }

  /// - Parameter milliseconds: Of each layer.
  func table(_ work: [BarePrimitives.Work], _ milliseconds: [Measurement]) -> Table {
    var table = Table(
      title: title,
      columns: [
        "billions of operations a second", "operations a byte", "the model's limit",
        "share of the limit, %",
      ])
    for (work, time) in zip(work, milliseconds) where work.operations > 0 {
      if leavesOutCorrelation, work.name == "correlation" { continue }
      let speed = work.operations / (time.median * 1e-3)
      let intensity = work.operations / work.bytes
      let limit = min(peak, intensity * bandwidth)
      table.add(
        work.name, [speed / 1e9, intensity, limit / 1e9, 100 * speed / limit].map(single))
    }
    // Where the two limits meet: memory delivers this peak's operations a byte.
    table.add(
      "measured peak, and where memory allows it",
      [single(peak / 1e9), single(peak / bandwidth), single(peak / 1e9), single(100)])
    return table
  }

  private func single(_ value: Double) -> Measurement { Measurement([value]) }

  private static func measurePeak(
    _ precision: ModelPrecision, threads: Int, rounds: Int
  ) throws -> Double {
    let shapes: [(channels: Int64, side: Int64, kernel: Int64)] = [
      (256, 30, 3), (384, 22, 3), (512, 32, 1), (1024, 32, 1),
    ]
    let candidates = try shapes.map { shape in
      let bare = try BarePrimitives(precision, threads: threads)
      let input = try bare.input([2, shape.channels, shape.side, shape.side])
      _ = try bare.convolution("peak", input, channels: shape.channels, kernel: shape.kernel)
      return bare
    }
    let times = try measureInTurns(
      candidates.map { bare in Candidate(name: "peak") { try bare.run() } },
      rounds: max(rounds, 30))
    return zip(candidates, times).map { bare, times in
      // The fastest runs: a peak is what the machine can do.
      bare.work[0].operations / (Measurement(times).low * 1e-3)
    }.max() ?? .nan
  }

  /// By copying 256 MB.
  private static func measureBandwidth(threads: Int, rounds: Int) -> Double {
    let size = 1 << 28
    let (source, target) = (malloc(size), malloc(size))
    defer {
      free(source)
      free(target)
    }
    guard let source, let target else { return .nan }
    memset(source, 1, size)
    memset(target, 2, size)
    let part = size / threads
    let copying = TeamWork(parts: threads) { index in
      memcpy(target + index * part, source + index * part, part)
    }
    let seconds = (0..<max(rounds / 10, 3)).map { _ in
      let began = secondsNow()
      copying.run(threads: threads)
      return secondsNow() - began
    }
    return 2 * Double(size) / Measurement(seconds).low
  }
}
