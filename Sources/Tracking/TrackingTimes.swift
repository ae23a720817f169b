import NeuralNetworks

/// Where the time of a model's trackers went, in seconds over all updates.
public struct TrackingTimes: Hashable, Sendable {
  /// Creates times of nothing.
  public init() {}

  /// Cutting search pictures out of frames.
  public var cutting = 0.0
  /// The network, layer by layer.
  public var layers: [LayerTime] = []
  /// From score maps to the peak.
  public var locating = 0.0

  /// The network, all of it.
  public var network: Double { layers.reduce(0) { $0 + $1.seconds } }

  static func += (times: inout TrackingTimes, other: TrackingTimes) {
    times.cutting += other.cutting
    times.locating += other.locating
    guard times.layers.count == other.layers.count else {
      times.layers += other.layers
      return
    }
    for index in other.layers.indices {
      times.layers[index].seconds += other.layers[index].seconds
    }
  }
}
