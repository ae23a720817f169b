import Foundation
import TestSupport
import Testing

/// `track import` and `track export`.
@Suite struct ModelCommandTests {
  @Test func anExportedModelComesBackAndTracksTheSame() throws {
    let folder = try TemporaryFolder()
    let export = ["export", "siamfc-alexnet", "--output", "published.safetensors"]
    #expect(try Program.run(export, in: folder.path).exitCode == 0)
    let again = try Program.run(export, in: folder.path)
    #expect(again.exitCode == 64)
    #expect(again.standardError.contains("published.safetensors: exists already"))
    let imported = try Program.run(
      ["import", "published.safetensors", "--output", "mine"], in: folder.path)
    #expect(imported.exitCode == 0, "\(imported.standardError)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder.file("mine")).sorted()
        == ["README.md", "config.json", "model.safetensors"])
    let shipped = Checkout.file("Weights/siamfc-alexnet/model.safetensors")
    #expect(
      try Data(contentsOf: URL(filePath: folder.file("mine/model.safetensors")))
        == Data(contentsOf: URL(filePath: shipped)))
    let boxes = try ["siamfc-alexnet", "./mine"].map { model in
      try Program.run(
        [
          Clip.path, "--box", Clip.box(), "--end", "4", "--output", "-", "--model", model,
          "--precision", "fp32",
        ],
        in: folder.path
      ).standardOutput
    }
    #expect(boxes[0] == boxes[1])
    #expect(try Row.read(boxes[0]).count == 5)
    let over = try Program.run(
      ["import", "published.safetensors", "--output", "mine"], in: folder.path)
    #expect(over.exitCode == 64)
    #expect(over.standardError.contains("mine: exists already"))
  }
}
