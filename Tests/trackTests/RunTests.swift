import Foundation
import TestSupport
import Testing
import Video

/// The program's results, on the sample clip.
@Suite struct RunTests {
  @Test func followsTheObjectBesideTheVideo() throws {
    let folder = try TemporaryFolder()
    _ = try Clip.copy(to: folder)
    let run = try Program.run(
      ["clip.mp4", "--box", Clip.box(), "--end", "60"], in: folder.path)
    #expect(run.exitCode == 0)
    #expect(run.standardOutput.isEmpty)
    #expect(run.standardError.isEmpty, "off a terminal there is nothing to say")
    #expect(folder.contents == ["clip.mp4", "clip.track.csv"])
    let rows = try Row.read(file: folder.file("clip.track.csv"))
    #expect(rows.map(\.frame) == Array(0...60))
    #expect(rows[0].state == "initial" && rows[0].score == 1)
    #expect(rows[0].box == Clip.truth[0], "the given box comes back as it was given")
    for row in rows {
      #expect(abs(row.timestamp - Double(row.frame) / 30) < 1e-6)
      #expect(overlap(row.box, Clip.truth[row.frame]) > 0.5, "frame \(row.frame)")
    }
  }

  @Test func startsAndEndsWhereAsked() throws {
    let folder = try TemporaryFolder()
    for (start, end, frames) in [("40", "43", 40...43), ("1.5", "0:01.6", 45...48)] {
      let run = try Program.run(
        [
          Clip.path, "--box", Clip.box(45), "--start", start, "--end", end, "--output", "-",
        ], in: folder.path)
      #expect(run.exitCode == 0)
      #expect(try Row.read(run.standardOutput).map(\.frame) == Array(frames))
    }
    #expect(folder.contents.isEmpty)
  }

  @Test func severalObjectsHaveIDs() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(
      [
        Clip.path, "--box", Clip.box(), "--box=300,100,50,40", "--end", "5", "--output", "-",
      ], in: folder.path)
    let rows = try Row.read(run.standardOutput)
    #expect(rows.map(\.id) == (0...5).flatMap { _ in [1, 2] })
    #expect(rows.map(\.frame) == (0...5).flatMap { [$0, $0] })
    let alone = try Program.run(
      [Clip.path, "--box", Clip.box(), "--end", "5", "--output", "-"], in: folder.path)
    #expect(try Row.read(alone.standardOutput).map(\.box) == rows.filter { $0.id == 1 }.map(\.box))
  }

  @Test func sameInputSameBoxes() throws {
    let folder = try TemporaryFolder()
    let runs = try ["1", "1", "2"].map { threads in
      try Program.run(
        [
          Clip.path, "--box", Clip.box(), "--end", "8", "--output", "-", "--threads", threads,
        ], in: folder.path
      ).standardOutput
    }
    #expect(runs[0] == runs[1])
    let (one, two) = (try Row.read(runs[0]), try Row.read(runs[2]))
    for (first, second) in zip(one, two) { #expect(overlap(first.box, second.box) > 0.999) }
  }

  @Test func otherFormats() throws {
    let folder = try TemporaryFolder()
    func lines(_ format: String) throws -> [String] {
      try Program.run(
        [
          Clip.path, "--box", "10,20,30,40", "--end", "1", "--output", "-", "--format", format,
        ], in: folder.path
      ).lines.map(String.init)
    }
    #expect(try lines("mot")[0] == "1,1,11.0,21.0,30.0,40.0,1.0,-1,-1,-1")
    #expect(try lines("otb")[0] == "11.0,21.0,30.0,40.0")
    let json = try lines("json-lines")
    #expect(
      json[0]
        == #"{"frame":0,"timestamp":0.000000,"x":10.0,"y":20.0,"width":30.0,"height":40.0,"score":1.0,"state":"initial"}"#
    )
    for line in json { _ = try JSONSerialization.jsonObject(with: Data(line.utf8)) }
    #expect(json.count == 2)
  }

  @Test func readsStandardInputAndWritesStandardOutput() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(
      ["-", "--box", Clip.box(), "--end", "3"], in: folder.path, input: Clip.path)
    #expect(run.exitCode == 0)
    #expect(try Row.read(run.standardOutput).count == 4)
    #expect(folder.contents.isEmpty)
  }

  @Test func aVideoNamedLikeASubcommand() throws {
    let folder = try TemporaryFolder()
    _ = try Clip.copy(to: folder, as: "import")
    for arguments in [["run", "import"], ["./import"]] {
      let run = try Program.run(
        arguments + ["--box", Clip.box(), "--end", "1", "--output", "-"], in: folder.path)
      #expect(run.exitCode == 0)
      #expect(try Row.read(run.standardOutput).count == 2)
    }
  }

  @Test func annotatedVideoHasEveryFrame() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(
      [
        Clip.path, "--box", Clip.box(), "--end", "12", "--output", "boxes.csv", "--video",
        "drawn.mp4",
      ], in: folder.path)
    #expect(run.exitCode == 0)
    #expect(folder.contents == ["boxes.csv", "drawn.mp4"])
    let reader = try VideoReader(folder.file("drawn.mp4"))
    let original = try VideoReader(Clip.path)
    var count = 0
    while let frame = try reader.next(), let other = try original.next() {
      #expect(abs(frame.timestamp - other.timestamp) < 1e-3)
      #expect((frame.width, frame.height) == (other.width, other.height))
      count += 1
    }
    #expect(count == 13)
  }

  @Test func followsAFolderOfPictures() throws {
    let folder = try TemporaryFolder()
    let drawing = [
      Clip.path, "--box", Clip.box(), "--end", "11", "--output", "boxes.csv", "--video",
    ]
    let nowhere = try Program.run(drawing + ["frames/%d.png"], in: folder.path)
    #expect(nowhere.exitCode == 1, "the folder does not exist")
    let drawn = try Program.run(drawing + ["frames/"], in: folder.path)
    #expect(drawn.exitCode == 0, "\(drawn.standardError)")
    // Pictures have no partial names: what is in a folder is not written into without --force, and
    // the video's own folder never.
    let again = try Program.run(drawing + ["frames/", "--output", "b.csv"], in: folder.path)
    #expect(again.exitCode == 64)
    let itself = try Program.run(
      ["frames/%06d.png", "--box", Clip.box(), "--video", "frames/%06d.png", "--force"],
      in: folder.path)
    #expect(itself.exitCode == 64)
    #expect(itself.standardError.contains("lies in the folder of the video"))
    let run = try Program.run(["frames", "--box", Clip.box()], in: folder.path)
    #expect(run.exitCode == 0, "\(run.standardError)")
    let rows = try Row.read(file: folder.file("frames.track.csv"))
    #expect(rows.map(\.frame) == Array(0...11))
    #expect(overlap(rows[11].box, Clip.truth[11]) > 0.5)
  }
}
