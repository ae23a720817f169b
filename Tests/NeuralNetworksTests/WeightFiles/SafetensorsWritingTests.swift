import Foundation
import TestSupport
import Testing

@testable import NeuralNetworks

@Suite struct SafetensorsWritingTests {
  @Test func writesTheBytesThatTheReferenceWrites() throws {
    let folder = try WeightTestFolder()
    let path = folder.path + "/network.safetensors"
    try Safetensors.write(
      WeightFixtures.network, integerScalars: WeightFixtures.networkCounters,
      metadata: ["format": "pt"], to: path)
    let written = try Data(contentsOf: URL(fileURLWithPath: path))
    let expected = try WeightFixtures.bytes("network.safetensors")
    #expect([UInt8](written) == expected)
  }

  @Test func comesBackTheSame() throws {
    let folder = try WeightTestFolder()
    var random = SeededGenerator(seed: 1)
    for round in 0..<20 {
      var tensors: [String: Tensor] = [:]
      for index in 0..<Int.random(in: 0...8, using: &random) {
        let shape = (0..<Int.random(in: 0...4, using: &random)).map { _ in
          Int.random(in: 0...5, using: &random)
        }
        let values = (0..<shape.reduce(1, *)).map { _ in
          Float(bitPattern: UInt32.random(in: 0...0x7F7F_FFFF, using: &random))
        }
        let oddity = ["é", "\u{1F600}", "\"\\", "\n\t\u{1}", "", " ", "/"].randomElement(
          using: &random)
        tensors["\(index)\(oddity ?? "")"] = Tensor(shape: shape, values: values)
      }
      let metadata = ["a\u{0}b": "\u{7F}\u{8}\u{C}\r", "": "\(round)"]
      let path = "\(folder.path)/\(round).safetensors"
      try Safetensors.write(
        tensors, integerScalars: ["steps": .min], metadata: metadata, to: path)
      let file = try SafetensorsFile(path)
      #expect(file.metadata == metadata)
      #expect(Set(file.tensorNames) == Set(tensors.keys).union(["steps"]))
      #expect(try file.integerScalar(named: "steps") == .min)
      for (name, tensor) in tensors { #expect(try file.tensor(named: name) == tensor) }
    }
  }

  @Test func replacesAFileAndLeavesNothingElse() throws {
    let folder = try WeightTestFolder()
    let path = folder.path + "/model.safetensors"
    try Safetensors.write(["a": WeightFixtures.ramp(3)], to: path)
    let open = try SafetensorsFile(path)
    try Safetensors.write(["b": WeightFixtures.ramp(1000)], to: path)
    #expect(try SafetensorsFile(path).tensorNames == ["b"])
    // The mapping of the file that was replaced stays whole.
    #expect(try open.tensor(named: "a") == WeightFixtures.ramp(3))
    #expect(try folder.names() == ["model.safetensors"])
  }

  @Test func saysWhyItCannotWrite() throws {
    let folder = try WeightTestFolder()
    let absent = folder.path + "/absent/model.safetensors"
    let message = try WeightFixtures.message { try Safetensors.write([:], to: absent) }
    #expect(message == "\(absent): cannot be written: No such file or directory")

    // Where the name is taken by a folder, writing fails at its last step and leaves nothing.
    try FileManager.default.createDirectory(
      atPath: folder.path + "/taken", withIntermediateDirectories: false)
    let taken = try WeightFixtures.message {
      try Safetensors.write(["a": WeightFixtures.ramp(3)], to: folder.path + "/taken")
    }
    #expect(taken?.contains("cannot be written: Is a directory") == true)
    #expect(try folder.names() == ["taken"])
  }

  @Test func saysThatTheDiskIsFull() throws {
    let full = open("/dev/full", O_WRONLY)
    try #require(full >= 0)
    defer { close(full) }
    let message = try WeightFixtures.message {
      try [UInt8](repeating: 0, count: 100).withUnsafeBytes {
        try writeAll($0, to: full, path: "model.safetensors")
      }
    }
    #expect(message == "model.safetensors: cannot be written: No space left on device")
  }

  @Test func refusesNamesThatTheFormatCannotHold() throws {
    let folder = try WeightTestFolder()
    let path = folder.path + "/model.safetensors"
    #expect(throws: WeightsError.duplicateTensor(file: path, tensor: "a")) {
      try Safetensors.write(["a": WeightFixtures.ramp(1)], integerScalars: ["a": 1], to: path)
    }
    #expect(throws: WeightsError.self) {
      try Safetensors.write(["__metadata__": WeightFixtures.ramp(1)], to: path)
    }
    #expect(try folder.names().isEmpty)
  }
}
