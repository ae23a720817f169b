/// The results of one tracker on one data set, which may lie in several folders: each machine of a
/// cluster leaves its part.
public struct TrackerResults: Sendable {
  /// What the report calls the tracker.
  public var name: String
  /// What is known of how it ran, for the report's table of trackers.
  public var details: [String: String]
  /// The results, of any experiments.
  public var runs: [StoredRun]

  /// Creates results from their parts.
  public init(name: String, details: [String: String] = [:], runs: [StoredRun]) {
    self.name = name
    self.details = details
    self.runs = runs
  }

  /// The results in some folders on the data set of one name, a tracker each.
  ///
  /// Results under one name that differ in what made them, such as another model's, become two
  /// trackers, told apart by their folders' names.
  ///
  /// - Throws: ``StoredResultError`` where a manifest cannot be read.
  public static func trackers(in runs: [(folder: String, run: StoredRun)]) throws
    -> [TrackerResults]
  {
    var trackers: [(key: Key, folder: String, results: TrackerResults)] = []
    for (folder, run) in runs {
      let manifest = try run.manifest()
      let key = Key(name: run.tracker, program: manifest?.program, model: manifest?.model)
      if let index = trackers.firstIndex(where: { $0.key == key }) {
        trackers[index].results.runs.append(run)
      } else {
        let results = TrackerResults(
          name: run.tracker, details: manifest?.details ?? [:], runs: [run])
        trackers.append((key, folder, results))
      }
    }
    return distinct(trackers.map { ($0.folder, $0.results) })
  }

  private struct Key: Hashable {
    var name: String
    var program: String?
    var model: RunManifest.ModelOrigin?
  }

  /// The same with names that tell all of them apart.
  private static func distinct(
    _ trackers: [(folder: String, results: TrackerResults)]
  ) -> [TrackerResults] {
    var taken: Set<String> = []
    return trackers.map { folder, results in
      var results = results
      let isAmbiguous = trackers.count { $0.results.name == results.name } > 1
      if isAmbiguous { results.name += " (\(folder.split(separator: "/").last ?? "/"))" }
      let stem = results.name
      var number = 2
      while !taken.insert(results.name).inserted {
        results.name = "\(stem) \(number)"
        number += 1
      }
      return results
    }
  }
}

extension RunManifest {
  /// What a report's table of trackers shows.
  fileprivate var details: [String: String] {
    var details = ["program": program]
    details["model"] = model?.name
    details["precision"] = model?.precision
    // Of a digest as many digits as tell models apart.
    details["weights"] = model.map { model in
      model.weights.hasPrefix("sha256:") ? String(model.weights.prefix(19)) : model.weights
    }
    return details
  }
}
