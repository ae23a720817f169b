import Foundation

@testable import NeuralNetworks

/// What the tests of weight files share: files made by PyTorch (`Fixtures/make_fixtures.py`),
/// temporary folders and a seeded source of randomness.
enum WeightFixtures {
  /// The path of a file in `Fixtures`.
  static func path(_ name: String) -> String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/\(name)").path
  }

  static func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// The elements of the fixtures' tensors: element i is i / 4 - 3.
  static func ramp(_ shape: Int...) -> Tensor {
    let count = shape.reduce(1, *)
    return Tensor(shape: shape, values: (0..<count).map { Float($0) / 4 - 3 })
  }

  /// The tensors of `network()` in make_fixtures.py.
  static let network: [String: Tensor] = [
    "0.weight": ramp(2, 3, 3, 3), "0.bias": ramp(2), "1.weight": ramp(2), "1.bias": ramp(2),
    "1.running_mean": ramp(2), "1.running_var": ramp(2),
  ]

  /// Its counter, which no 32-bit float can hold.
  static let networkCounters: [String: Int64] = ["1.num_batches_tracked": 16_777_217]

  static func checkpoint(_ bytes: [UInt8]) throws -> PyTorchCheckpoint {
    try PyTorchCheckpoint(FileContents(copying: bytes, path: "test.pth"))
  }

  static func safetensors(_ bytes: [UInt8]) throws -> SafetensorsFile {
    try SafetensorsFile(FileContents(copying: bytes, path: "test.safetensors"))
  }

  /// A safetensors file with any header.
  static func safetensors(header: String, data: [UInt8]) throws -> SafetensorsFile {
    try safetensors(littleEndian(UInt64(header.utf8.count)) + header.utf8 + data)
  }

  static func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { [UInt8]($0) }
  }

  /// The message that a piece of work ends with, or nil where it succeeds. Another error than a
  /// `WeightsError` goes on to the test.
  static func message(_ work: () throws -> Void) throws -> String? {
    do {
      try work()
      return nil
    } catch let error as WeightsError {
      return error.description
    }
  }
}

/// A folder that lives as long as this object.
final class WeightTestFolder {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.path + "/weights-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  func names() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path).sorted()
  }
}
