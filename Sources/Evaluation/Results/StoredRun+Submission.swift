extension StoredRun {
  /// Writes the archive that a benchmark's evaluation server takes, where it has one and all results
  /// are there.
  ///
  /// - GOT-10k: `<sequence>/<sequence>_001.txt` and `<sequence>/<sequence>_time.txt`, as its toolkit
  ///   packs them.
  /// - TrackingNet: `<sequence>.txt`.
  ///
  /// - Parameter dataset: The data set.
  /// - Returns: The archive's path, `RESULTS/<data set>/<tracker>.zip`; nil where there is nothing to
  ///   be submitted.
  /// - Throws: ``StoredResultError``, and `WeightsError` where a file cannot be read or written.
  public func writeSubmission(of dataset: Dataset) throws -> String? {
    guard experiment == .onePass, [.got10k, .trackingNet].contains(dataset.layout),
      dataset.entries.allSatisfy({ contains($0.name) })
    else { return nil }
    let path = folder + ".zip"
    var archive = try ZipWriter(path)
    for entry in dataset.entries {
      guard let files = onePassFiles(of: entry.name) else { continue }
      let paths = dataset.layout == .got10k ? [files.boxes, files.times] : [files.boxes]
      for file in paths where isFilled(file) {
        let inside = dataset.layout == .got10k ? pathPart(entry.name) + "/" : ""
        try archive.add(inside + lastPart(of: file), contents: try readBytes(file))
      }
    }
    try archive.finish()
    return path
  }
}
