import Evaluation
import Glibc
import Training

extension TrainingCurves {
  /// Whether a folder is one of `track train`.
  static func isTraining(_ folder: String) -> Bool {
    access(folder + "/" + MetricsEntry.fileName, R_OK) == 0
  }

  /// Reads the metrics of folders of `track train`.
  ///
  /// - Throws: ``Refusal`` where one of them is none.
  init(folders: [String], title: String?) throws {
    let runs = try folders.map { folder in
      guard Self.isTraining(folder) else {
        throw Refusal(
          "\(folder): has no \(MetricsEntry.fileName), expected a folder of track train, like the others"
        )
      }
      let name = folder.split(separator: "/").last.map(String.init) ?? folder
      return Run(
        name: name,
        points: MetricsEntry.entries(ofFile: folder + "/" + MetricsEntry.fileName).map {
          Point(step: $0.step, values: $0.values)
        })
    }
    self.init(
      title: title ?? "Training of " + runs.map(\.name).joined(separator: ", "), runs: runs)
  }
}
