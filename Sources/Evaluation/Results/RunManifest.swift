#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What made the results of one tracker on one data set in one experiment: kept beside them, as
/// `EXPERIMENT.json`, so that results of different origins are never mixed.
public struct RunManifest: Codable, Hashable, Sendable {
  /// The version of this format.
  public static let currentFormat = 1

  /// The version of the format that this manifest is written in.
  public var format = Self.currentFormat
  /// The program and its version, such as `track 0.1.0`.
  public var program: String
  /// The data set.
  public var dataset: DatasetOrigin
  /// The name that the results are filed under.
  public var tracker: String
  /// How the tracker was run.
  public var experiment: Experiment
  /// The model; nil where the tracker has none.
  public var model: ModelOrigin?

  /// A data set, by what its results depend on and where it was.
  public struct DatasetOrigin: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// How it lies on the disk.
    public var layout: DatasetLayout
    /// Its folder on the machine that ran the tracker.
    public var folder: String

    /// Creates a data set's description from its parts.
    public init(name: String, layout: DatasetLayout, folder: String) {
      self.name = name
      self.layout = layout
      self.folder = folder
    }
  }

  /// A model, by what its tracks depend on.
  public struct ModelOrigin: Codable, Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Where its weights come from: a digest of them, such as `sha256:…`.
    public var weights: String
    /// The same of its configuration.
    public var configuration: String
    /// The arithmetic, such as `fp32`.
    public var precision: String

    /// Creates a model's description from its parts.
    public init(name: String, weights: String, configuration: String, precision: String) {
      self.name = name
      self.weights = weights
      self.configuration = configuration
      self.precision = precision
    }
  }

  /// Creates a manifest from its parts.
  public init(
    program: String, dataset: DatasetOrigin, tracker: String, experiment: Experiment,
    model: ModelOrigin?
  ) {
    self.program = program
    self.dataset = dataset
    self.tracker = tracker
    self.experiment = experiment
    self.model = model
  }

  /// What keeps results of this origin from being joined with another's; nil where nothing does. A
  /// data set's folder does not matter: machines keep it where they like.
  public func difference(from other: RunManifest) -> String? {
    let parts: [(String, String, String)] = [
      ("format", "\(format)", "\(other.format)"),
      ("program", program, other.program),
      ("data set", dataset.name, other.dataset.name),
      ("layout", dataset.layout.rawValue, other.dataset.layout.rawValue),
      ("tracker", tracker, other.tracker),
      ("experiment", experiment.name, other.experiment.name),
      ("model", model?.name ?? "none", other.model?.name ?? "none"),
      ("weights", model?.weights ?? "none", other.model?.weights ?? "none"),
      ("configuration", model?.configuration ?? "none", other.model?.configuration ?? "none"),
      ("precision", model?.precision ?? "none", other.model?.precision ?? "none"),
    ]
    return parts.first { $0.1 != $0.2 }.map { "\($0.0) \($0.2), not \($0.1)" }
  }
}
