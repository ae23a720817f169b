import Video

/// The results that a report is made of, by the data sets that they are on.
public struct ReportInputs: Sendable {
  /// One data set and the results on it.
  public struct Benchmark: Sendable {
    /// The data set.
    public var dataset: Dataset
    /// The trackers that have results on it.
    public var trackers: [TrackerResults]
  }

  /// In the order in which the results name them.
  public var benchmarks: [Benchmark]
  /// Folders of results that have none on any of the data sets.
  public var unused: [String]

  /// Finds the results in folders, and the data sets that they are on.
  ///
  /// - Parameters:
  ///   - folders: Folders of results, `RESULTS/<data set>/<tracker>/…`, or parts of such: a data
  ///     set's folder in them or a tracker's, where `data` says what they are on.
  ///   - data: The data sets' folders; empty where the results' manifests tell. Results on no data
  ///     set of these names are taken for the one that there is, if there is one alone.
  ///   - choice: What the folders of `data` are, where they must not be found out by looking.
  /// - Throws: ``ReportInputError``; ``StoredResultError``; ``DatasetError``.
  public init(results folders: [String], data: [String], choice: DatasetChoice? = nil) throws {
    let datasets = try data.map { try Dataset(folder: $0, choice: choice) }
    var found: [Found] = []
    unused = []
    for folder in folders {
      let runs = try Self.runs(in: folder, on: datasets)
      if runs.isEmpty { unused.append(folder) }
      found += runs.map { Found(folder: folder, run: $0) }
    }
    benchmarks =
      datasets.isEmpty ? try Self.byManifest(found) : try Self.assigned(found, to: datasets)
    let used = Set(benchmarks.flatMap(\.trackers).flatMap(\.runs).map(\.folder))
    for folder in found.map(\.run.folder) where !(used.contains(folder) || unused.contains(folder))
    {
      unused.append(folder)
    }
  }

  /// Results and the folder that was given for them.
  private struct Found {
    var folder: String
    var run: StoredRun
  }
}

// MARK: - Data sets

extension ReportInputs {
  /// The data sets where the manifests say that they are; results without a manifest belong to the
  /// data set of their name.
  private static func byManifest(_ found: [Found]) throws -> [Benchmark] {
    var order: [String] = []
    var datasets: [String: Dataset] = [:]
    for entry in found where datasets[entry.run.dataset] == nil {
      guard let origin = try entry.run.manifest()?.dataset else { continue }
      order.append(entry.run.dataset)
      datasets[entry.run.dataset] = try dataset(origin, of: entry.run)
    }
    if let orphan = found.first(where: { datasets[$0.run.dataset] == nil }) {
      throw ReportInputError.unknownDataset(folder: orphan.folder, dataset: orphan.run.dataset)
    }
    return try order.compactMap { name in
      try benchmark(found.filter { $0.run.dataset == name }, on: datasets[name])
    }
  }

  /// The data set of a manifest. The folder may hold several of that layout; the name tells which.
  private static func dataset(
    _ origin: RunManifest.DatasetOrigin, of run: StoredRun
  ) throws -> Dataset {
    guard case .missing = FileKind(origin.folder) else {
      let choices =
        [nil, DatasetChoice(layout: origin.layout)]
        + origin.layout.subsets.map { DatasetChoice(layout: origin.layout, subset: $0) }
      for choice in choices {
        let dataset = try? Dataset(folder: origin.folder, choice: choice)
        if let dataset, dataset.name == origin.name { return dataset }
      }
      return try Dataset(
        folder: origin.folder, choice: DatasetChoice(layout: origin.layout))
    }
    throw ReportInputError.datasetMoved(dataset: run.dataset, folder: origin.folder)
  }

  private static func assigned(_ found: [Found], to datasets: [Dataset]) throws -> [Benchmark] {
    let names = datasets.map(\.name)
    return try datasets.compactMap { dataset in
      try benchmark(
        found.filter { entry in
          names.contains(entry.run.dataset)
            ? entry.run.dataset == dataset.name : datasets.count == 1
        }, on: dataset)
    }
  }

  /// A data set and those of the results that have any on its sequences; nil where none have.
  private static func benchmark(_ found: [Found], on dataset: Dataset?) throws -> Benchmark? {
    guard let dataset else { return nil }
    let found = found.filter { entry in
      dataset.entries.contains { entry.run.contains($0.name) }
    }
    guard !found.isEmpty else { return nil }
    return Benchmark(
      dataset: dataset, trackers: try TrackerResults.trackers(in: found.map { ($0.folder, $0.run) })
    )
  }
}

// MARK: - Results

extension ReportInputs {
  /// The results in a folder, which may be a whole folder of results or, of results on data sets that
  /// are known, a data set's or a tracker's part of one: what has results of the most sequences.
  private static func runs(in folder: String, on datasets: [Dataset]) throws -> [StoredRun] {
    let whole = try ResultFolder(folder).runs()
    if datasets.isEmpty || hasManifest(whole) { return whole }
    let path = resolvedPath(folder) ?? folder
    let parts = path.split(separator: "/").map(String.init)
    func above(_ count: Int) -> String { "/" + parts.dropLast(count).joined(separator: "/") }
    var candidates = [whole]
    if parts.count >= 1, let dataset = parts.last {
      candidates.append(
        try folders(in: path).flatMap {
          try StoredRun.found(in: above(1), dataset: dataset, tracker: $0)
        })
    }
    if parts.count >= 2, let tracker = parts.last {
      candidates.append(
        try StoredRun.found(in: above(2), dataset: parts[parts.count - 2], tracker: tracker))
    }
    let ranked = candidates.map { runs in (runs: runs, count: count(of: runs, on: datasets)) }
    let best = ranked.max { $0.count < $1.count }
    return best.map { $0.count > 0 ? $0.runs : [] } ?? []
  }

  private static func hasManifest(_ runs: [StoredRun]) -> Bool {
    runs.contains { ((try? $0.manifest()) ?? nil) != nil }
  }

  /// How many sequences of the data sets, among the first of each, the results are of.
  private static func count(of runs: [StoredRun], on datasets: [Dataset]) -> Int {
    datasets.reduce(0) { sum, dataset in
      sum
        + dataset.entries.prefix(100).reduce(0) { sum, entry in
          sum + runs.count { $0.contains(entry.name) }
        }
    }
  }
}

/// Why a report cannot be made of what was given.
public enum ReportInputError: Error, Equatable, CustomStringConvertible {
  /// Nothing says where the data set is.
  case unknownDataset(folder: String, dataset: String)
  /// The data set is not where it was when the tracker ran.
  case datasetMoved(dataset: String, folder: String)

  public var description: String {
    switch self {
    case .unknownDataset(let folder, let dataset):
      "\(folder): the results on \(dataset) do not say where that data set is, expected --data DIR"
    case .datasetMoved(let dataset, let folder):
      "\(dataset): is not in \(folder), where the tracker ran on it, expected --data DIR"
    }
  }
}
