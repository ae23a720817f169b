import Foundation
import TestSupport
import Testing
import Video

@testable import Tracking

@Suite struct ResultTests {
  private func row(_ frame: Int, id: Int? = nil) -> ResultRow {
    ResultRow(
      frame: frame, timestamp: Double(frame) / 3, id: id,
      track: Track(
        box: Box(x: 0.1 + 0.2, y: -1, width: 1e-7, height: 1.0 / 3), score: 0.25,
        state: .uncertain))
  }

  @Test func boxesComeBackTheSame() {
    let fields = ResultFormat.csv.line(for: row(1)).split(separator: ",")
    #expect(fields.count == 8)
    #expect(Double(fields[2]) == 0.1 + 0.2)
    #expect(Double(fields[4]) == 1e-7)
    #expect(Double(fields[5]) == 1.0 / 3)
    #expect(fields[1] == "0.333333")
  }

  @Test func timesHaveSixDecimals() {
    let times: [(Double, String)] = [
      (0, "0.000000"), (1.0 / 30, "0.033333"), (59.9999999, "60.000000"), (-0.04, "-0.040000"),
      (86400.5, "86400.500000"), (.nan, "0.000000"),
    ]
    for (seconds, text) in times { #expect(ResultFormat.sixDecimals(seconds) == text) }
  }

  @Test func rowsAreInThePartialFileUntilTheEnd() throws {
    let folder = try TemporaryFolder()
    let file = try ResultFile(.file(folder.file("a.csv")), format: .csv, withID: true)
    #expect(folder.contents == ["a.partial.csv"])
    try file.append(row(0, id: 1))
    let written = try String(contentsOfFile: folder.file("a.partial.csv"), encoding: .utf8)
    #expect(written.split(separator: "\n").count == 2)
    #expect(written.hasPrefix("id,frame,timestamp,x,y,width,height,score,state\n1,0,0.000000,"))
    try file.finish()
    try file.finish()
    #expect(folder.contents == ["a.csv"])
    #expect(try String(contentsOfFile: folder.file("a.csv"), encoding: .utf8) == written)
  }

  @Test func existingFilesAreKept() throws {
    let folder = try TemporaryFolder()
    let path = try folder.write(Data("mine".utf8), to: "a.csv")
    #expect(throws: ResultError.exists(path)) {
      try ResultFile(.file(path), format: .csv, withID: false)
    }
    #expect(throws: ResultError.self) {
      try ResultFile(.file(folder.file("no/a.csv")), format: .csv, withID: false)
    }
    try ResultFile(.file(path), format: .csv, withID: false, overwrite: true).finish()
    #expect(try Data(contentsOf: URL(filePath: path)) != Data("mine".utf8))
  }

  @Test func partialNames() {
    let names = [
      "clip.track.csv": "clip.track.partial.csv", "/a.b/c": "/a.b/c.partial",
      "./x.mp4": "./x.partial.mp4", "folder/.hidden": "folder/.hidden.partial",
    ]
    for (name, partial) in names { #expect(PartialName.partial(of: name) == partial) }
  }
}
