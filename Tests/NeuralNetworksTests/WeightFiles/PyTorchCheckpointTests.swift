import Foundation
import Testing

@testable import NeuralNetworks

/// Checkpoints that PyTorch itself wrote, in both forms.
@Suite struct PyTorchCheckpointTests {
  @Test(arguments: ["network.zip.pth", "network.legacy.pth"])
  func readsAStateDictionary(_ name: String) throws {
    let checkpoint = try PyTorchCheckpoint(WeightFixtures.path(name))
    #expect(checkpoint.integerScalars == WeightFixtures.networkCounters)
    #expect(checkpoint.tensors.count == 7)
    #expect(checkpoint.shape(of: "1.num_batches_tracked") == [])
    for (name, expected) in WeightFixtures.network {
      #expect(try checkpoint.tensor(named: name) == expected)
    }
    #expect(throws: WeightsError.missingTensors(file: checkpoint.path, tensors: ["absent"])) {
      try checkpoint.tensor(named: "absent")
    }
  }

  @Test(arguments: ["views.zip.pth", "views.legacy.pth"])
  func copiesStridedTensors(_ name: String) throws {
    let tensors = try PyTorchCheckpoint(WeightFixtures.path(name)).tensors
    func grid(_ rows: [Int], _ columns: [Int]) -> [Float] {
      let places = rows.flatMap { row in columns.map { row * 6 + $0 } }
      return places.map { Float($0) / 4 - 3 }
    }
    let all = (rows: Array(0..<4), columns: Array(0..<6))
    #expect(tensors["whole"] == WeightFixtures.ramp(4, 6))
    let transposed = all.columns.flatMap { grid(all.rows, [$0]) }
    #expect(tensors["transposed"] == Tensor(shape: [6, 4], values: transposed))
    #expect(tensors["columns"] == Tensor(shape: [4, 3], values: grid(all.rows, [1, 2, 3])))
    #expect(tensors["everyOther"] == Tensor(shape: [2, 2], values: grid([0, 2], [0, 3])))
    #expect(tensors["row"] == Tensor(shape: [6], values: grid([2], all.columns)))
    #expect(tensors["element"] == Tensor(shape: [], values: grid([3], [5])))
    #expect(tensors["empty"] == Tensor(shape: [0, 5], values: []))
    #expect(tensors["channelsLast"] == WeightFixtures.ramp(2, 3, 2, 2))
    let places = (0..<4).flatMap { inner in (0..<6).map { outer in outer * 4 + inner } }
    let permuted = places.map { Float($0) / 4 - 3 }
    #expect(tensors["permuted"] == Tensor(shape: [4, 2, 3], values: permuted))
  }

  @Test(arguments: ["types.zip.pth", "types.legacy.pth"])
  func convertsEveryElementType(_ name: String) throws {
    let tensors = try PyTorchCheckpoint(WeightFixtures.path(name)).tensors
    let ramp = WeightFixtures.ramp(20).values
    #expect(tensors.count == 10)
    for name in ["float64", "float32", "float16", "bfloat16"] {
      #expect(tensors[name]?.values == ramp, "\(name)")
    }
    for name in ["int64", "int32", "int16", "int8"] {
      #expect(tensors[name]?.values == ramp.map { $0.rounded(.towardZero) }, "\(name)")
    }
    #expect(tensors["uint8"]?.values == ramp.map { abs($0).rounded(.towardZero) })
    #expect(tensors["bool"]?.values == ramp.map { $0 > 0 ? 1 : 0 })
  }

  @Test(arguments: ["training.zip.pth", "training.legacy.pth", "training.protocol4.pth"])
  func findsTheWeightsAmongOtherThings(_ name: String) throws {
    let tensors = try PyTorchCheckpoint(WeightFixtures.path(name)).tensors
    #expect(tensors == ["weight": WeightFixtures.ramp(2, 3), "bias": WeightFixtures.ramp(2)])
  }

  @Test(arguments: ["attack.zip.pth", "attack.legacy.pth"])
  func refusesToRunACommand(_ name: String) throws {
    let trace = "/tmp/weights-attack-has-run"
    try? FileManager.default.removeItem(atPath: trace)
    let path = WeightFixtures.path(name)
    let message = try WeightFixtures.message { _ = try PyTorchCheckpoint(path) }
    #expect(
      message == "\(path): refused: it asks for posix.system, "
        + "expected tensors, dictionaries and numbers only; nothing was run")
    #expect(!FileManager.default.fileExists(atPath: trace))
  }

  @Test func refusesAWholeModule() throws {
    let path = WeightFixtures.path("module.zip.pth")
    #expect(
      throws: WeightsError.refusedGlobal(
        file: path, module: "torch.nn.modules.linear", name: "Linear")
    ) { try PyTorchCheckpoint(path) }
  }

  @Test(arguments: ["network.zip.pth", "network.legacy.pth"])
  func refusesEveryTruncation(_ name: String) throws {
    let bytes = try WeightFixtures.bytes(name)
    for count in 0..<bytes.count {
      let message = try WeightFixtures.message {
        _ = try WeightFixtures.checkpoint(Array(bytes[..<count]))
      }
      #expect(message != nil, "cut after \(count) bytes")
    }
  }

  @Test func refusesOtherFiles() throws {
    for (bytes, expected) in [
      ([], "found an empty file, expected a checkpoint"),
      (Array("#!/bin/sh".utf8), "found 0x23, expected a checkpoint"),
      (Array("PNG".utf8), "no end record"),
      ([0x80, 2] + Array("N.".utf8), "without PyTorch's magic number"),
      (try WeightFixtures.bytes("network.safetensors"), "expected a checkpoint"),
    ] as [([UInt8], String)] {
      let message = try WeightFixtures.message { _ = try WeightFixtures.checkpoint(bytes) }
      #expect(message?.contains(expected) == true, "\(message ?? "accepted")")
    }
    #expect(throws: WeightsError.self) { try PyTorchCheckpoint("/absent/model.pth") }
  }
}
