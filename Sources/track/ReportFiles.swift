import Evaluation
import Glibc

/// Where a report goes, decided before any work is done.
struct ReportFiles {
  private let page: String
  private let markdown: String?
  private let json: String?
  private let plots: String?

  /// Refuses what is in the way.
  init(
    page: String, markdown: String?, json: String?, plots: String?, overwrite: Bool
  ) throws {
    self.page = page
    self.markdown = markdown
    self.json = json
    self.plots = plots
    let files = [page, markdown, json].compactMap { $0 }
    guard Set(files).count == files.count else {
      throw Refusal("\(files.joined(separator: ", ")): one file is given for two things")
    }
    for file in files { try Outputs.requireFolder(of: file) }
    if let plots { try Outputs.requireFolder(of: plots) }
    guard !overwrite else { return }
    for file in files where access(file, F_OK) == 0 {
      throw Refusal("\(file): exists already, --force overwrites it")
    }
    if let plots, Outputs.isFilled(plots) {
      throw Refusal("\(plots): has something in it already, --force writes into it")
    }
  }

  /// Writes everything, each file whole or not at all.
  func write(_ report: Report, footage: [Footage]) throws {
    try writeWhole(report.html(footage: footage), to: page)
    if let markdown { try writeWhole(report.markdown, to: markdown) }
    if let json { try writeWhole(String(decoding: try report.json(), as: UTF8.self), to: json) }
    try write(report.plots(overlapsOf: Set(footage.map(\.sequence))))
  }

  /// Writes the curves of trainings.
  func write(_ curves: TrainingCurves) throws {
    if let file = markdown ?? json {
      throw Refusal("\(file): the curves of trainings are a page and plots only")
    }
    try writeWhole(curves.html, to: page)
    try write(curves.plots)
  }

  private func write(_ files: [Report.PlotFile]) throws {
    guard let plots else { return }
    guard mkdir(plots, 0o777) == 0 || errno == EEXIST else {
      throw RunError.folderFailed(plots, reason: String(cString: strerror(errno)))
    }
    for plot in files { try writeWhole(plot.svg, to: "\(plots)/\(plot.name)") }
  }
}
