import Evaluation
import Foundation
import TestSupport
import Testing
import Video

@Suite struct VOTFilesTests {
  @Test func writesWhatTheToolkitWrites() throws {
    let expected = try VOTRecording.files().run
    let trajectory = try recordedRun()
    #expect(trajectory.votText == expected.text)
    let binary = try trajectory.votBinary(path: "run.bin")
    #expect(binary == Array(expected.binary))
    let files = try VOTResultFiles.files(of: trajectory, named: "run")
    #expect(files.map(\.name) == ["run_time.value", "run.bin"])
    #expect(String(decoding: files[0].contents, as: UTF8.self) == expected.time)
  }

  @Test(arguments: VOTResultFiles.Form.allCases)
  func readsWhatItWrote(form: VOTResultFiles.Form) throws {
    var trajectory = try recordedRun(in: form)
    for index in trajectory.steps.indices where index % 3 != 1 {
      trajectory.steps[index].score = 1 / Double(index + 3)
    }
    trajectory.steps.append(.init(.region(.absent)))
    trajectory.start = 12
    let folder = try TemporaryFolder()
    let anchor = Anchor(frame: 12)
    let name = VOTResultFiles.name(of: "a ball", from: anchor)
    #expect(name == "a ball_00000012")
    #expect(!VOTResultFiles.exist(at: "\(folder.path)/\(name)"))
    try write(try VOTResultFiles.files(of: trajectory, named: name, form: form), to: folder)
    #expect(VOTResultFiles.exist(at: "\(folder.path)/\(name)"))
    let read = try VOTResultFiles.runs(of: "a ball", from: [anchor], in: folder.path)
    #expect(read == [trajectory])
  }

  @Test func readsRepetitionsAsLongAsThereAreAny() throws {
    let folder = try TemporaryFolder()
    for number in [1, 2, 4] {
      let run = Trajectory(steps: [.init(.initialized, seconds: Double(number))])
      let name = VOTResultFiles.name(of: "ball", repetition: number)
      try write(try VOTResultFiles.files(of: run, named: name), to: folder)
    }
    let runs = try VOTResultFiles.repetitions(of: "ball", in: folder.path)
    #expect(runs.map(\.steps[0].seconds) == [1, 2])
  }

  @Test func readsWhatOtherProgramsWrite() throws {
    // got10k's and pysot's decimals, Windows' line ends, NaN for an object that is absent.
    let text = "1\r\n3.0000,4.0000,5.5000,6.0000\r\nnan,nan,nan,nan\r\n2\r\n0\r\n\r\n"
    let trajectory = try Trajectory(votText: text, path: "run.txt")
    #expect(
      trajectory.steps.map(\.outcome) == [
        .initialized, .region(.box(Box(x: 3, y: 4, width: 5.5, height: 6))), .skipped, .failed,
        .skipped,
      ])
  }

  @Test func timesOfAllRepetitionsMayStandInOneTable() throws {
    let folder = try TemporaryFolder()
    try folder.write(Data("1\n1,2,3,4\n0".utf8), to: "ball_001.txt")
    try folder.write(Data("1\n2\n0".utf8), to: "ball_002.txt")
    try folder.write(Data("0.1000,0.3000\n0.2000,0.4000\nNaN,NaN".utf8), to: "ball_time.txt")
    let runs = try VOTResultFiles.repetitions(of: "ball", in: folder.path)
    #expect(runs.map { $0.steps.map(\.seconds) } == [[0.1, 0.2, nil], [0.3, 0.4, nil]])
  }

  @Test(arguments: ["x", "1,2,3", "1,2,3,four", "m1,2,3", "m0,0,2,2,1,9", "1,2,3,4,5", ""])
  func refusesLinesThatAreNoRegions(line: String) throws {
    let error = try #require(
      thrownError(VOTError.self) {
        _ = try Trajectory(votText: "1\n\(line)\n2\n", path: "a.txt")
      })
    #expect("\(error)".hasPrefix("a.txt:2: found "))
  }

  @Test func refusesBinaryFilesThatAreCutOrDamaged() throws {
    let whole = try recordedRun().votBinary(path: "a.bin")
    for length in whole.indices {
      let error = thrownError(VOTError.self) {
        _ = try Trajectory(votBinary: Array(whole[..<length]), path: "a.bin")
      }
      #expect(error != nil, "\(length)")
    }
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<2000 {
      var bytes = whole
      for _ in 0..<3 {
        bytes[Int.random(in: bytes.indices, using: &generator)] = .random(
          in: 0...255, using: &generator)
      }
      _ = try? Trajectory(votBinary: bytes, path: "a.bin")
    }
  }

  @Test func refusesPropertiesOfAnotherLength() throws {
    let folder = try TemporaryFolder()
    let run = Trajectory(steps: Array(repeating: .init(.initialized, seconds: 1), count: 3))
    try write(try VOTResultFiles.files(of: run, named: "ball_001"), to: folder)
    let path = "\(folder.path)/ball_001_time.value"
    try folder.write(Data("1\n2\n".utf8), to: "ball_001_time.value")
    let error = try #require(
      thrownError(VOTError.self) { _ = try VOTResultFiles.read("\(folder.path)/ball_001") })
    #expect("\(error)".hasPrefix("\(path): found 2 lines, expected 3"))
    try folder.write(Data("1\nslow\n2\n".utf8), to: "ball_001_time.value")
    let wrongLine = try #require(
      thrownError(VOTError.self) { _ = try VOTResultFiles.read("\(folder.path)/ball_001") })
    #expect("\(wrongLine)" == "\(path):2: found \"slow\", expected a number")
  }

  @Test func saysWhatTheBinaryFormCannotHold() throws {
    let far = try #require(Mask(x: 40_000, y: 0, width: 1, height: 1, runs: [0, 1]))
    let run = Trajectory(steps: [.init(.initialized), .init(.region(.mask(far)))])
    let error = try #require(
      thrownError(VOTError.self) { _ = try VOTResultFiles.files(of: run, named: "ball") })
    #expect("\(error)".hasPrefix("ball.bin: frame 1: "))
    let text = try VOTResultFiles.files(of: run, named: "ball", form: .text)
    #expect(text.map(\.name) == ["ball.txt"])
  }

  @Test func longRunsOfAMaskAreCutInTheBinaryForm() throws {
    let mask = try #require(Mask(x: 0, y: 0, width: 400, height: 400, runs: [10, 140_000]))
    let run = Trajectory(steps: [.init(.region(.mask(mask)))])
    let bytes = try run.votBinary(path: "a.bin")
    let read = try Trajectory(votBinary: bytes, path: "a.bin").steps[0].outcome
    guard case .region(.mask(let other)) = read else {
      Issue.record("found \(read)")
      return
    }
    #expect(other.runs == [10, 65025, 0, 65025, 0, 9950, 19_990])
    let picture = PictureSize(width: 500, height: 500)
    #expect(Region.mask(mask).rasterOverlap(.mask(other), in: picture) == 1)
  }

  /// The recorded run as this package reads it; the binary form has 32-bit numbers.
  private func recordedRun(in form: VOTResultFiles.Form = .text) throws -> Trajectory {
    let recorded = try VOTRecording.files().run
    var trajectory =
      switch form {
      case .text: try Trajectory(votText: recorded.text, path: "run.txt")
      case .binary: try Trajectory(votBinary: Array(recorded.binary), path: "run.bin")
      }
    for (index, value) in recorded.values.enumerated() {
      trajectory.steps[index].seconds = value
    }
    return trajectory
  }

  private func write(_ files: [VOTResultFiles.File], to folder: TemporaryFolder) throws {
    for file in files { try folder.write(Data(file.contents), to: file.name) }
  }
}
