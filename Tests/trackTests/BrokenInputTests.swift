import Foundation
import TestSupport
import Testing
import Video

/// Videos and models that are not what they should be: one line that names the file, the right exit
/// code, whole rows, and no crash.
@Suite struct BrokenInputTests {
  private func run(
    _ video: String, in folder: TemporaryFolder, _ more: String...
  ) throws -> Program.Outcome {
    try run(video, in: folder, more)
  }

  private func run(
    _ video: String, in folder: TemporaryFolder, _ more: [String]
  ) throws -> Program.Outcome {
    try Program.run(
      [video, "--box", Clip.box(), "--output", "boxes.csv"] + more, in: folder.path)
  }

  private func expectRefusal(_ run: Program.Outcome, naming name: String) {
    #expect(run.exitCode == 1)
    #expect(!run.wasKilled)
    #expect(run.standardError.contains(name), "\(run.standardError)")
    #expect(run.standardError.split(separator: "\n").count == 1, "\(run.standardError)")
  }

  @Test func filesThatAreNoVideos() throws {
    let folder = try TemporaryFolder()
    expectRefusal(try run("missing.mp4", in: folder), naming: "missing.mp4")
    try folder.write(Data(), to: "empty.mp4")
    expectRefusal(try run("empty.mp4", in: folder), naming: "empty.mp4")
    try folder.write(Data(String(repeating: "Not a video.\n", count: 300).utf8), to: "text.mp4")
    expectRefusal(try run("text.mp4", in: folder), naming: "text.mp4")
    try FileManager.default.createDirectory(
      atPath: folder.file("pictures"), withIntermediateDirectories: false)
    expectRefusal(try run("pictures", in: folder), naming: "pictures")
    try folder.write(Data("no picture".utf8), to: "pictures/notes.txt")
    expectRefusal(try run("pictures", in: folder), naming: "pictures")
    #expect(!folder.contents.contains("boxes.csv"))
  }

  @Test func soundWithoutPictures() throws {
    let folder = try TemporaryFolder()
    // A second of silence: RIFF/WAVE, 8 kHz, 8 bits, mono.
    var wave = Data("RIFF".utf8)
    func append(_ number: UInt32, bytes: Int) {
      wave.append(contentsOf: (0..<bytes).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) })
    }
    append(36 + 8000, bytes: 4)
    wave.append(Data("WAVEfmt ".utf8))
    for (number, bytes) in [(16, 4), (1, 2), (1, 2), (8000, 4), (8000, 4), (1, 2), (8, 2)] {
      append(UInt32(number), bytes: bytes)
    }
    wave.append(Data("data".utf8))
    append(8000, bytes: 4)
    wave.append(Data(repeating: 128, count: 8000))
    try folder.write(wave, to: "sound.wav")
    expectRefusal(try run("sound.wav", in: folder), naming: "sound.wav")
  }

  @Test func aTruncatedVideoGivesItsWholeFrames() throws {
    let folder = try TemporaryFolder()
    let cut = try Clip.truncated(to: 0.4, in: folder)
    let lenient = try run(cut, in: folder)
    #expect(lenient.exitCode == 0, "\(lenient.standardError)")
    #expect(lenient.standardError.contains("frames it promises are lost"))
    let rows = try Row.read(file: folder.file("boxes.csv"))
    #expect(rows.count > 50 && rows.count < Clip.truth.count)
    #expect(rows.map(\.frame) == Array(0..<rows.count))
    #expect(lenient.standardError.contains("\(Clip.truth.count - rows.count) of the"))
    let strict = try run(cut, in: folder, "--strict", "--force")
    #expect(strict.exitCode == 1)
    #expect(try Row.read(file: folder.file("boxes.csv")).count == rows.count)
  }

  @Test func aVideoWithoutItsIndexSaysSo() throws {
    let folder = try TemporaryFolder()
    // Without its moov box an MP4 is a heap of bytes.
    var data = try Data(contentsOf: URL(filePath: Clip.path))
    let moov = try #require(data.range(of: Data("moov".utf8)))
    data.replaceSubrange(moov, with: Data("none".utf8))
    try folder.write(data, to: "headless.mp4")
    let run = try run("headless.mp4", in: folder)
    expectRefusal(run, naming: "headless.mp4")
    #expect(run.standardError.contains("index"), "\(run.standardError)")
  }

  @Test func corruptedPacketsAreSkippedAndCounted() throws {
    let folder = try TemporaryFolder()
    var data = try Data(contentsOf: URL(filePath: Clip.path))
    let mdat = try #require(data.range(of: Data("mdat".utf8))).upperBound
    var random = SeededGenerator(seed: 4)
    for _ in 0..<400 {
      let place = Int.random(in: mdat + (data.count - mdat) / 3..<data.count, using: &random)
      data[place] = UInt8.random(in: 0...255, using: &random)
    }
    try folder.write(data, to: "damaged.mp4")
    let lenient = try run("damaged.mp4", in: folder)
    #expect(lenient.exitCode == 0, "\(lenient.standardError)")
    #expect(lenient.standardError.contains("warning: "), "\(lenient.standardError)")
    let rows = try Row.read(file: folder.file("boxes.csv"))
    #expect(rows.map(\.frame) == Array(0..<rows.count))
    #expect(rows.count > Clip.truth.count / 3)
    #expect(try run("damaged.mp4", in: folder, "--strict", "--force").exitCode == 1)
  }

  @Test(arguments: [("fp32", "model.safetensors"), ("int8", "model-int8.safetensors")])
  func brokenModels(precision: String, name: String) throws {
    let folder = try TemporaryFolder()
    let shipped = Checkout.file("Weights/siamfc-alexnet")
    try FileManager.default.copyItem(atPath: shipped, toPath: folder.file("model"))
    let weights = try Data(contentsOf: URL(filePath: shipped + "/" + name))
    let model = ["--model", "./model", "--precision", precision]
    let headerLength = Int(weights[0]) | Int(weights[1]) << 8 | Int(weights[2]) << 16
    var terabytes = weights
    terabytes.replaceSubrange(0..<8, with: [0, 0, 0, 0, 0, 1, 0, 0])
    var broken = [terabytes]
    for length in [
      0, 4, 8, 8 + headerLength / 2, 8 + headerLength, weights.count / 2, weights.count - 1,
    ] {
      broken.append(weights.prefix(length))
    }
    for data in broken {
      try folder.write(data, to: "model/" + name)
      expectRefusal(try run(Clip.path, in: folder, model), naming: name)
    }
    try folder.write(weights, to: "model/" + name)
    try folder.write(Data("{}".utf8), to: "model/config.json")
    expectRefusal(try run(Clip.path, in: folder, model), naming: "config.json")
    #expect(folder.contents == ["model"])
  }

  @Test func aCheckpointThatCallsAFunctionIsRefused() throws {
    let folder = try TemporaryFolder()
    // A pickle, protocol 2, that says os.system("touch pwned").
    let pickle = Data(
      [0x80, 0x02] + Array("cos\nsystem\n(X".utf8) + [11, 0, 0, 0] + Array("touch pwned".utf8)
        + Array("tR.".utf8))
    try folder.write(pickle, to: "evil.pth")
    let run = try Program.run(["import", "evil.pth", "--output", "mine"], in: folder.path)
    expectRefusal(run, naming: "evil.pth")
    #expect(folder.contents == ["evil.pth"])
  }
}
