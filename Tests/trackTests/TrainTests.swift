import Foundation
import TestSupport
import Testing

/// `track train`, run as a program on the sample clips by a recipe of few steps.
@Suite struct TrainTests {
  /// Writes the shipped recipe, shortened.
  private static func recipe(steps: Int, in folder: TemporaryFolder) throws -> String {
    var text = try String(contentsOfFile: Checkout.file("Recipes/siamfc.json"), encoding: .utf8)
    for (old, new) in [
      ("\"batch_size\": 8", "\"batch_size\": 2"), ("\"steps\": 58350", "\"steps\": \(steps)"),
      ("\"search_size\": 239", "\"search_size\": 151"),
      ("\"maximum_views\": 100", "\"maximum_views\": 6"),
    ] {
      try #require(text.contains(old))
      text = text.replacingOccurrences(of: old, with: new)
    }
    return try folder.write(Data(text.utf8), to: "recipe.json")
  }

  private static func arguments(
    _ recipe: String, data: String = Checkout.file("SampleVideos"), output: String
  ) -> [String] {
    [
      "train", "--data", data, "--recipe", recipe, "--output", output, "--checkpoint-every", "1",
      "--threads", "1",
    ]
  }

  private static func weights(_ folder: TemporaryFolder, _ run: String) throws -> Data {
    try Data(contentsOf: URL(filePath: folder.file("\(run)/model.safetensors")))
  }

  /// Waits until a training has written a checkpoint of its own.
  private static func waitForStep(_ step: Int, in path: String, of run: Program.Running) throws {
    for _ in 0..<6000 {
      let header = try? FileHandle(forReadingFrom: URL(filePath: path)).read(upToCount: 20_000)
      let text = String(decoding: header ?? Data(), as: UTF8.self)
      let found = (step..<step + 20).contains { number in
        [",", "}"].contains { text.contains("\\\"step\\\":\(number)\($0)") }
      }
      if found { return }
      try #require(run.isRunning, "the training ended too early")
      usleep(10_000)
    }
    Issue.record("no checkpoint of step \(step) after a minute")
  }

  @Test func whateverStopsItTheWeightsAreTheSame() throws {
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe(steps: 24, in: folder)
    let whole = try Program.run(Self.arguments(recipe, output: "whole"), in: folder.path)
    #expect(whole.exitCode == 0, "\(whole.standardError)")
    #expect(whole.standardError.contains("the model is in whole"))
    for (step, number) in [(1, SIGKILL), (6, SIGINT), (12, SIGKILL)] {
      let run = try Program.start(Self.arguments(recipe, output: "broken"), in: folder.path)
      try Self.waitForStep(step, in: folder.file("broken/checkpoint.safetensors"), of: run)
      run.signal(number)
      let outcome = try run.wait()
      if number == SIGINT {
        #expect(outcome.exitCode == 130)
        #expect(outcome.standardError.contains("the same command goes on from there"))
      } else {
        #expect(outcome.wasKilled)
      }
    }
    let last = try Program.run(Self.arguments(recipe, output: "broken"), in: folder.path)
    #expect(last.exitCode == 0)
    #expect(last.standardError.contains("going on after step"))
    let (expected, found) = (try Self.weights(folder, "whole"), try Self.weights(folder, "broken"))
    #expect(found == expected)
    let again = try Program.run(Self.arguments(recipe, output: "broken"), in: folder.path)
    #expect(again.exitCode == 0)
    let afterwards = try Self.weights(folder, "broken")
    #expect(afterwards == expected)
  }

  @Test func aFullDiskLeavesTheLastCheckpoint() throws {
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe(steps: 3, in: folder)
    // Files may have 15 MB, in the shell's blocks of 1024 bytes: weights fit, but not with the
    // optimizer's momentum beside them.
    let limited = try Program.shell(
      "/bin/bash",
      ["-c", "ulimit -f 15000; exec \"$0\" \"$@\"", Program.path]
        + Self.arguments(recipe, output: "run"), in: folder.path)
    #expect(limited.exitCode == 1)
    #expect(limited.standardError.contains("run/checkpoint.safetensors: cannot be written"))
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("run"))
        .allSatisfy { !$0.contains("partial") })
    let outcome = try Program.run(Self.arguments(recipe, output: "run"), in: folder.path)
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
  }

  @Test func aBrokenPictureIsLeftOutAndCounted() throws {
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe(steps: 1, in: folder)
    let data = folder.file("data")
    try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    let picture = Checkout.file("Documentation/strip.jpg")
    for name in ["one.jpg", "two.jpg"] {
      try FileManager.default.copyItem(atPath: picture, toPath: "\(data)/\(name)")
    }
    try Data("no picture".utf8).write(to: URL(filePath: "\(data)/broken.jpg"))
    let outcome = try Program.run(
      Self.arguments(recipe, data: data, output: "run"), in: folder.path)
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    #expect(outcome.standardError.contains("broken.jpg"))
  }

  @Test func wrongUseIsRefused() throws {
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe(steps: 1, in: folder)
    let empty = folder.file("empty")
    try FileManager.default.createDirectory(atPath: empty, withIntermediateDirectories: true)
    let nothing = try Program.run(
      Self.arguments(recipe, data: empty, output: "run"), in: folder.path)
    #expect(nothing.exitCode == 1)
    #expect(nothing.standardError.contains("empty: nothing to learn from"))
    let missing = try Program.run(
      Self.arguments(recipe, data: "nowhere", output: "run"), in: folder.path)
    #expect(missing.exitCode == 1)
    #expect(missing.standardError.contains("nowhere: there is no such folder"))
    let unknown = try Program.run(
      Self.arguments("nobodys", output: "run"), in: folder.path)
    #expect(unknown.exitCode == 1)
    #expect(unknown.standardError.contains("recipe 'nobodys': not found"))
    let noData = try Program.run(["train", "--output", "run"], in: folder.path)
    #expect(noData.exitCode == 64)
    let model = try Program.run(
      Self.arguments(recipe, output: Checkout.file("Weights/siamfc-alexnet")), in: folder.path)
    #expect(model.exitCode == 64)
    #expect(model.standardError.contains("exists already"))
  }

  @Test func anotherRecipeDoesNotGoOn() throws {
    let folder = try TemporaryFolder()
    let first = try Self.recipe(steps: 1, in: folder)
    let outcome = try Program.run(Self.arguments(first, output: "run"), in: folder.path)
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    let second = try Self.recipe(steps: 2, in: folder)
    let refused = try Program.run(Self.arguments(second, output: "run"), in: folder.path)
    #expect(refused.exitCode == 1)
    #expect(refused.standardError.contains("this training was begun with the recipe"))
  }

  @Test func reportDrawsTheCurves() throws {
    let folder = try TemporaryFolder()
    let recipe = try Self.recipe(steps: 20, in: folder)
    let outcome = try Program.run(Self.arguments(recipe, output: "run"), in: folder.path)
    #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    let report = try Program.run(["report", "run", "--plots", "plots"], in: folder.path)
    #expect(report.exitCode == 0, "\(report.standardError)")
    let plots = try FileManager.default.contentsOfDirectory(atPath: folder.file("plots"))
    #expect(Set(["loss.svg", "hits.svg", "learning_rate.svg"]).isSubset(of: plots))
    let page = try String(contentsOfFile: folder.file("report.html"), encoding: .utf8)
    #expect(page.contains("Training of run") && page.contains("run: 20 steps"))
  }
}
