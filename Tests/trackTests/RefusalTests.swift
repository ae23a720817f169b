import Foundation
import TestSupport
import Testing

/// What the program refuses, with which words and which exit code.
@Suite struct RefusalTests {
  @Test(
    arguments: [
      "1,2,3", "1,2,3,4,5", "a,b,c,d", "nan,0,10,10", "0,0,inf,10", "10,10,0,5", "10,10,5,-1", "",
    ])
  func boxesThatMakeNoSense(box: String) throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(["no-such.mp4", "--box", box], in: folder.path)
    #expect(run.exitCode == 64)
    #expect(run.standardError.contains("x,y,w,h"), "\(run.standardError)")
    #expect(folder.contents.isEmpty)
  }

  @Test func aBoxOutsideThePicture() throws {
    let folder = try TemporaryFolder()
    for box in ["640,10,20,20", "-50,10,50,20", "10,-30,20,30"] {
      let run = try Program.run([Clip.path, "--box", box, "--output", "b.csv"], in: folder.path)
      #expect(run.exitCode == 64)
      #expect(run.standardError.contains("wholly outside the picture, which is 640 × 360"))
      #expect(folder.contents.isEmpty)
    }
  }

  @Test func aBoxPartlyOutsideIsClipped() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(
      [Clip.path, "--box", "-5,10,40,40", "--end", "1", "--output", "-"], in: folder.path)
    #expect(run.exitCode == 0)
    #expect(run.standardError.contains("warning: --box -5.0,10.0,40.0,40.0: lies partly outside"))
    #expect(try Row.read(run.standardOutput)[0].box == [0, 10, 35, 40])
  }

  @Test func noBoxAndBadOptions() throws {
    let folder = try TemporaryFolder()
    let cases: [([String], String)] = [
      ([Clip.path], "no --box given"),
      ([Clip.path, "--box", "1,2,3,4", "--threads", "0"], "--threads: found 0"),
      ([Clip.path, "--box", "1,2,3,4", "--start", "9", "--end", "3"], "--end: found frame 3"),
      ([Clip.path, "--box", "1,2,3,4", "--start", "soon"], "soon"),
      (
        [Clip.path, "--box", "1,2,3,4", "--box", "1,2,3,4", "--format", "otb"], "--format otb"
      ),
      ([Clip.path, "--box", "1,2,3,4", "--format", "xml"], "xml"),
      ([Clip.path, "--box", "1,2,30,40", "--start", "100000"], "the video ends with frame"),
      ([Clip.path, "--box", "1,2,30,40", "--start", "5", "--end", "0.01"], "--end: lies before"),
      ([Clip.path, "--box", "1,2,30,40", "--video", "drawn.xyz"], "drawn.xyz"),
    ]
    for (arguments, words) in cases {
      let run = try Program.run(arguments, in: folder.path)
      #expect(run.exitCode == 64, "\(arguments)")
      #expect(run.standardError.contains(words), "\(run.standardError)")
    }
    #expect(folder.contents.isEmpty)
  }

  @Test func nothingIsOverwrittenWithoutForce() throws {
    let folder = try TemporaryFolder()
    let clip = try Clip.copy(to: folder)
    try folder.write(Data("mine\n".utf8), to: "clip.track.csv")
    let arguments = [clip, "--box", Clip.box(), "--end", "2"]
    let run = try Program.run(arguments, in: folder.path)
    #expect(run.exitCode == 64)
    #expect(run.standardError.contains("clip.track.csv: exists already, --force overwrites it"))
    #expect(try String(contentsOfFile: folder.file("clip.track.csv"), encoding: .utf8) == "mine\n")
    #expect(try Program.run(arguments + ["--force"], in: folder.path).exitCode == 0)
    #expect(try Row.read(file: folder.file("clip.track.csv")).count == 3)

    // The rows of a run that was killed are somebody's, too; and never the video itself.
    try folder.write(Data(), to: "other.partial.csv")
    let partial = try Program.run(arguments + ["--output", "other.csv"], in: folder.path)
    #expect(partial.exitCode == 64)
    #expect(partial.standardError.contains("left by a run that did not end"))
    let throughPartial = try Program.run(
      [
        try Clip.copy(to: folder, as: "a.partial.mp4"), "--box", Clip.box(), "--video", "a.mp4",
        "--force",
      ],
      in: folder.path)
    #expect(throughPartial.exitCode == 64)
    #expect(throughPartial.standardError.contains("which is the video itself"))
    let itself = try Program.run(
      arguments + ["--output", "-", "--video", "clip.mp4", "--force"], in: folder.path)
    #expect(itself.exitCode == 64)
    #expect(itself.standardError.contains("is the video itself"))
  }

  @Test func modelsThatAreNotThere() throws {
    let folder = try TemporaryFolder()
    let run = try Program.run(
      [Clip.path, "--box", Clip.box(), "--model", "nothing"], in: folder.path,
      environment: ["TRACK_MODELS": folder.path])
    #expect(run.exitCode == 1)
    #expect(run.standardError.contains("model 'nothing': not found; looked in \(folder.path), "))
    #expect(run.standardError.split(separator: "\n").count == 1)
  }
}
