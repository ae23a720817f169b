import Foundation
import TestSupport
import Testing

/// `track quantize`, and `--precision` with what it makes.
@Suite struct QuantizeTests {
  @Test func aQuantizedModelTracksLikeItsFloats() throws {
    let folder = try TemporaryFolder()
    let made = try Program.run(
      [
        "quantize", "siamfc-alexnet", "--calibration", Checkout.file("SampleVideos"), "--output",
        "whole",
      ], in: folder.path)
    #expect(made.exitCode == 0, "\(made.standardError)")
    let rows = made.standardOutput.split(separator: "\n").map { $0.split(separator: " ")[0] }
    #expect(
      rows == [
        "relative", "backbone.conv1", "backbone.conv2", "backbone.conv3", "backbone.conv4",
        "embedding", "score", "taken:",
      ])
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("whole")).sorted()
        == ["README.md", "config.json", "model-int8.safetensors", "model.safetensors"])

    let tracks = try ["fp32", "int8", "auto"].map { precision in
      let run = try Program.run(
        [
          Clip.path, "--box", Clip.box(), "--end", "30", "--output", "-", "--model", "./whole",
          "--precision", precision,
        ], in: folder.path)
      #expect(run.exitCode == 0, "\(run.standardError)")
      return try Row.read(run.standardOutput)
    }
    #expect(tracks[0].count == 31)
    for track in tracks {
      #expect(track.count == 31)
      for (row, exact) in zip(track, tracks[0]) {
        #expect(overlap(row.box, exact.box) > 0.8, "frame \(row.frame)")
      }
    }

    let again = try Program.run(
      [
        "quantize", "siamfc-alexnet", "--calibration", Checkout.file("SampleVideos"), "--output",
        "whole",
      ], in: folder.path)
    #expect(again.exitCode == 64)
    #expect(again.standardError.contains("whole: exists already"))
  }

  @Test func whatIsRefused() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(
      atPath: folder.file("empty"), withIntermediateDirectories: true)
    let cases: [(arguments: [String], words: String)] = [
      (["quantize", "siamfc-alexnet", "--output", "a"], "--calibration"),
      (["quantize", "siamfc-alexnet", "--calibration", "empty", "--output", "a"], "empty"),
      (["quantize", "nothing", "--calibration", "empty", "--output", "a"], "nothing"),
      (
        [
          "quantize", "siamfc-alexnet", "--calibration", "empty", "--output", "a", "--sequences",
          "1",
        ], "--sequences"
      ),
      ([Clip.path, "--box", Clip.box(), "--precision", "fp64"], "--precision"),
    ]
    for (arguments, words) in cases {
      let run = try Program.run(arguments, in: folder.path)
      #expect(run.exitCode != 0, "\(arguments)")
      #expect(run.standardError.contains(words), "\(arguments): \(run.standardError)")
      #expect(!FileManager.default.fileExists(atPath: folder.file("a")))
    }
  }

  /// Intersection over union of boxes as x, y, width, height.
  private func overlap(_ first: [Double], _ second: [Double]) -> Double {
    let width = min(first[0] + first[2], second[0] + second[2]) - max(first[0], second[0])
    let height = min(first[1] + first[3], second[1] + second[3]) - max(first[1], second[1])
    guard width > 0, height > 0 else { return 0 }
    let shared = width * height
    return shared / (first[2] * first[3] + second[2] * second[3] - shared)
  }
}
