import Foundation
import TestSupport
import Testing

/// What the README shows is what is compiled and what runs.
@Suite struct ReadmeTests {
  @Test func theExampleIsCompiledAndTracks() throws {
    let readme = try String(contentsOfFile: Checkout.file("README.md"), encoding: .utf8)
    let example = try String(
      contentsOfFile: Checkout.file("Examples/follow/main.swift"), encoding: .utf8)
    #expect(readme.contains("```swift\n" + example + "```"))
    #expect(example.split(separator: "\n").count < 25)
    let folder = URL(filePath: Program.path).deletingLastPathComponent().path
    let run = try Program.shell(folder + "/follow", [], in: Checkout.path)
    #expect(run.exitCode == 0, "\(run.standardError)")
    #expect(run.lines.count == Clip.truth.count - 1)
    // Box(x: 1.0, y: 2.0, width: 3.0, height: 4.0) behind the time.
    let numbers = run.lines[20].split { !"0123456789.".contains($0) }.compactMap { Double($0) }
    #expect(overlap(Array(numbers[1..<5]), Clip.truth[21]) > 0.5)
  }
}
