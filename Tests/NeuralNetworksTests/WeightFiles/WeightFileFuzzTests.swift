import Foundation
import TestSupport
import Testing

@testable import NeuralNetworks

/// Damaged files, seeded: whatever is in them, reading ends with a `WeightsError` or with tensors
/// that have as many elements as their shapes say. A crash or a hang ends the tests.
///
/// `WEIGHT_FUZZ_ROUNDS` in the environment sets the number of damaged copies of each file.
@Suite struct WeightFileFuzzTests {
  private let rounds =
    ProcessInfo.processInfo.environment["WEIGHT_FUZZ_ROUNDS"].flatMap(Int.init) ?? 500

  @Test(arguments: ["network.safetensors", "types.safetensors"])
  func survivesDamagedSafetensors(_ name: String) throws {
    try damage(try WeightFixtures.bytes(name), seed: 11) { bytes in
      let file = try WeightFixtures.safetensors(bytes)
      for name in file.tensorNames { try check(file, name) }
      _ = try? file.parameters(expecting: ["0.bias": [2]])
    }
  }

  @Test(arguments: [
    "network.zip.pth", "views.zip.pth", "types.zip.pth", "network.legacy.pth", "views.legacy.pth",
    "types.legacy.pth", "training.legacy.pth", "attack.legacy.pth",
  ])
  func survivesDamagedCheckpoints(_ name: String) throws {
    try damage(try WeightFixtures.bytes(name), seed: 12) { bytes in
      let file = try WeightFixtures.checkpoint(bytes)
      for name in file.tensorNames { try check(file, name) }
    }
  }

  /// In an archive the checksum would catch damage to the pickle; here it is made right again.
  @Test(arguments: [
    "network.zip.pth", "views.zip.pth", "training.zip.pth", "training.protocol4.pth",
  ])
  func survivesDamagedPicklesWithTheRightChecksum(_ name: String) throws {
    let contents = try FileContents(mapping: WeightFixtures.path(name))
    let archive = try ZipArchive(contents)
    let entries = try archive.names.compactMap { name -> ZipBuilder.Entry? in
      guard let range = try archive.range(of: name) else { return nil }
      let data = try contents.withBytes(in: range, part: name) { [UInt8]($0) }
      return ZipBuilder.Entry(name: name, data: data)
    }
    let pickle = try #require(entries.firstIndex { $0.name.hasSuffix("/data.pkl") })
    try damage(entries[pickle].data, seed: 13) { bytes in
      var builder = ZipBuilder(entries: entries)
      builder.entries[pickle].data = bytes
      let file = try WeightFixtures.checkpoint(builder.bytes())
      for name in file.tensorNames { try check(file, name) }
    }
  }

  private func check(_ file: some WeightFile, _ name: String) throws {
    let tensor = try file.tensor(named: name)
    #expect(tensor.shape == file.shape(of: name))
    #expect(tensor.values.count == tensor.shape.reduce(1, *))
    _ = try? file.parameters(expecting: [name: tensor.shape])
  }

  /// Reads damaged copies of a file. Only a `WeightsError` may come out.
  private func damage(_ bytes: [UInt8], seed: UInt64, _ read: ([UInt8]) throws -> Void) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<rounds {
      var damaged = bytes
      for _ in 0...Int.random(in: 0..<3, using: &random) { change(&damaged, &random) }
      let message = try WeightFixtures.message { try read(damaged) }
      #expect(message?.contains("\n") != true)
    }
  }

  /// One change: bits, bytes, numbers that mean trouble, and pieces lost, doubled or exchanged.
  private func change(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    guard !bytes.isEmpty else { return bytes.append(0) }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    let piece = place..<min(bytes.count, place + Int.random(in: 1...16, using: &random))
    switch Int.random(in: 0..<9, using: &random) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 2: bytes[place] = Array("(){}[]tsuebRQNhq.0\"9,:".utf8).randomElement(using: &random) ?? 0
    case 3: bytes.removeSubrange(place...)
    case 4: bytes.removeSubrange(piece)
    case 5: bytes.insert(contentsOf: bytes[piece], at: place)
    case 6:
      let other = Int.random(in: 0...bytes.count - piece.count, using: &random)
      bytes.replaceSubrange(other..<other + piece.count, with: bytes[piece])
    case 7:
      let number = [0, .max, .min, -1, 1 << 32, 0xFFFF_FFFF, 1 << 31].randomElement(using: &random)
      let field = WeightFixtures.littleEndian(number ?? 0).prefix(
        [1, 2, 4, 8].randomElement(using: &random) ?? 8)
      bytes.replaceSubrange(place..<min(bytes.count, place + field.count), with: field)
    default: bytes[place] &+= 1
    }
  }
}
