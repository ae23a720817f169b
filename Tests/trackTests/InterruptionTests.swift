import Foundation
import TestSupport
import Testing
import Video

/// Runs that do not reach their end.
@Suite struct InterruptionTests {
  /// Waits until a file has at least so many lines.
  private func wait(for lines: Int, in path: String, of running: Program.Running) throws {
    for _ in 0..<3000 {
      let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      if text.split(separator: "\n").count >= lines { return }
      try #require(running.isRunning, "the run ended too early")
      usleep(10_000)
    }
    Issue.record("no \(lines) lines in \(path) after half a minute")
  }

  @Test func controlCFinishesTheRowAndTheVideo() throws {
    let folder = try TemporaryFolder()
    let running = try Program.start(
      [Clip.path, "--box", Clip.box(), "--output", "boxes.csv", "--video", "drawn.mp4"],
      in: folder.path)
    try wait(for: 10, in: folder.file("boxes.partial.csv"), of: running)
    running.signal(SIGINT)
    let outcome = try running.wait()
    #expect(outcome.exitCode == 130)
    #expect(!outcome.wasKilled)
    #expect(folder.contents == ["boxes.csv", "drawn.mp4"])
    let rows = try Row.read(file: folder.file("boxes.csv"))
    #expect(rows.count >= 9 && rows.count < Clip.truth.count)
    let reader = try VideoReader(folder.file("drawn.mp4"))
    var frames = 0
    while try reader.next() != nil { frames += 1 }
    #expect(frames == rows.count)
  }

  @Test func controlCWhileWaitingForStandardInput() throws {
    let folder = try TemporaryFolder()
    let fifo = folder.file("pipe")
    #expect(mkfifo(fifo, 0o600) == 0)
    // Opened for both directions so that neither end waits for the other.
    let end = open(fifo, O_RDWR)
    defer { close(end) }
    let running = try Program.start(
      ["-", "--box", "1,2,30,40"], in: folder.path, input: fifo)
    usleep(500_000)
    running.signal(SIGINT)
    let outcome = try running.wait()
    #expect(outcome.exitCode == 130)
    #expect(!outcome.wasKilled)
  }

  @Test func aSecondControlCEndsEvenABlockedWrite() throws {
    let folder = try TemporaryFolder()
    // A full pipe that nobody reads: the program waits in the write of its first line.
    let pipe = Pipe()
    let end = pipe.fileHandleForWriting.fileDescriptor
    let flags = fcntl(end, F_GETFL)
    #expect(fcntl(end, F_SETFL, flags | O_NONBLOCK) == 0)
    let filling = [UInt8](repeating: 32, count: 4096)
    while write(end, filling, filling.count) > 0 {}
    #expect(fcntl(end, F_SETFL, flags) == 0)
    let running = try Program.start(
      [Clip.path, "--box", "1,2,30,40", "--output", "-"], in: folder.path,
      output: pipe.fileHandleForWriting)
    usleep(2_000_000)
    running.signal(SIGINT)
    usleep(300_000)
    #expect(running.isRunning, "the first signal lets the row be finished")
    running.signal(SIGINT)
    for _ in 0..<100 where running.isRunning { usleep(100_000) }
    #expect(!running.isRunning)
    if running.isRunning { running.signal(SIGKILL) }
    #expect(try running.wait().exitCode == 130)
  }

  @Test func killLeavesWholeRows() throws {
    let folder = try TemporaryFolder()
    let running = try Program.start(
      [Clip.path, "--box", Clip.box(), "--output", "boxes.csv"], in: folder.path)
    try wait(for: 10, in: folder.file("boxes.partial.csv"), of: running)
    running.signal(SIGKILL)
    #expect(try running.wait().wasKilled)
    #expect(folder.contents == ["boxes.partial.csv"])
    #expect(try Row.read(file: folder.file("boxes.partial.csv")).count >= 9)
  }

  @Test func aReaderThatGoesAwayIsNoError() throws {
    let folder = try TemporaryFolder()
    let run = try Program.shell(
      "/bin/sh",
      [
        "-c", "{ \"$1\" \"$2\" --box \"$3\" --output -; echo $? >code; } | head -n 3", "sh",
        Program.path, Clip.path, Clip.box(),
      ], in: folder.path)
    #expect(run.lines.count == 3)
    #expect(run.standardError.isEmpty, "\(run.standardError)")
    #expect(try String(contentsOfFile: folder.file("code"), encoding: .utf8) == "0\n")
  }

  @Test func aReaderThatIsGoneBeforeTheFirstRowIsNoError() throws {
    let folder = try TemporaryFolder()
    let run = try Program.shell(
      "/bin/sh",
      [
        "-c", "{ \"$1\" \"$2\" --box \"$3\" --output - --end 1; echo $? >code; } | true", "sh",
        Program.path, Clip.path, Clip.box(),
      ], in: folder.path)
    #expect(run.standardError.isEmpty, "\(run.standardError)")
    #expect(try String(contentsOfFile: folder.file("code"), encoding: .utf8) == "0\n")
  }

  @Test func aFullDiskIsOneLineAndLeavesWholeRows() throws {
    let folder = try TemporaryFolder()
    // A limit on the size of files: one block of 512 or 1024 bytes.
    let run = try Program.shell(
      "/bin/sh",
      [
        "-c", "ulimit -f 1; exec \"$1\" \"$2\" --box \"$3\" --output boxes.csv", "sh",
        Program.path, Clip.path, Clip.box(),
      ], in: folder.path)
    #expect(run.exitCode == 1)
    #expect(run.standardError.contains("boxes.partial.csv: cannot be written: "))
    #expect(run.standardError.split(separator: "\n").count == 1)
    #expect(folder.contents == ["boxes.partial.csv"])
    #expect(try Row.read(file: folder.file("boxes.partial.csv")).count >= 2)
  }

  @Test func anOutputFolderThatDoesNotExist() throws {
    let folder = try TemporaryFolder()
    for option in [["--output", "no/boxes.csv"], ["--output", "-", "--video", "no/drawn.mp4"]] {
      let run = try Program.run([Clip.path, "--box", Clip.box()] + option, in: folder.path)
      #expect(run.exitCode == 1)
      #expect(run.standardError.contains("the folder no does not exist"))
      #expect(run.standardError.split(separator: "\n").count == 1)
    }
    #expect(folder.contents.isEmpty)
  }
}
