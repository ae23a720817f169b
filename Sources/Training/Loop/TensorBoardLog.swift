import Glibc
import Video

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The metrics of a training as TensorBoard reads them: a file of TFRecords, each an `Event` in
/// protobuf's wire format (tensorflow/core/util/event.proto and framework/summary.proto).
///
/// A training that goes on after a break begins a new file beside the old one; its first event tells
/// TensorBoard to forget what the old one has beyond that step.
final class TensorBoardLog {
  private let path: String
  private let descriptor: Int32

  /// Creates a file in a folder.
  ///
  /// - Parameter step: The step that the training goes on from.
  init(folder: String, step: Int) throws {
    let time = Self.now
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let host = String(decoding: bytes, as: UTF8.self)
    // Two runs may begin in one second.
    path = "\(folder)/events.out.tfevents.\(Int(time)).\(host).\(getpid())"
    descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw TrainingError.file(path: path, reason: "cannot be written: \(systemReason())")
    }
    try append(Self.event(time: time, step: 0) { $0.text(3, "brain.Event:2") })
    try append(
      Self.event(time: time, step: step) { event in
        // SessionLog { status: START }
        event.message(7) { $0.number(1, 1) }
      })
  }

  deinit { close(descriptor) }

  /// Adds an entry's values.
  func append(_ entry: MetricsEntry) throws {
    try append(
      Self.event(time: Self.now, step: entry.step) { event in
        event.message(5) { summary in
          for (name, value) in entry.values.sorted(by: { $0.key < $1.key }) {
            summary.message(1) {
              $0.text(1, name)
              $0.float(2, Float(value))
            }
          }
        }
      })
  }

  /// Seconds since 1970.
  private static var now: Double { Date().timeIntervalSince1970 }

  private static func event(
    time: Double, step: Int, _ fill: (inout ProtobufMessage) -> Void
  ) -> [UInt8] {
    var event = ProtobufMessage()
    event.double(1, time)
    event.number(2, UInt64(step))
    fill(&event)
    return event.bytes
  }

  /// Adds a record: its length and its bytes, each with a checksum behind it.
  private func append(_ data: [UInt8]) throws {
    var record: [UInt8] = []
    withUnsafeBytes(of: UInt64(data.count).littleEndian) { record += $0 }
    withUnsafeBytes(of: Self.checksum(record[...]).littleEndian) { record += $0 }
    record += data
    withUnsafeBytes(of: Self.checksum(data[...]).littleEndian) { record += $0 }
    try record.withUnsafeBytes { try writeAll($0, to: descriptor, path: path) }
  }

  /// CRC-32C (Castagnoli's polynomial), rotated and shifted as TFRecord has it.
  static func checksum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var register = UInt32.max
    for byte in bytes {
      register ^= UInt32(byte)
      for _ in 0..<8 {
        register = (register >> 1) ^ (register & 1 == 0 ? 0 : 0x82F6_3B78)
      }
    }
    let sum = ~register
    return ((sum >> 15) | (sum << 17)) &+ 0xA282_EAD8
  }
}

/// Fields of a protobuf message, as they are written.
private struct ProtobufMessage {
  var bytes: [UInt8] = []

  /// A whole number of any integer type, not negative.
  mutating func number(_ field: UInt64, _ value: UInt64) {
    variable(field << 3)
    variable(value)
  }

  mutating func double(_ field: UInt64, _ value: Double) {
    variable(field << 3 | 1)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func float(_ field: UInt64, _ value: Float) {
    variable(field << 3 | 5)
    withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 }
  }

  mutating func text(_ field: UInt64, _ text: String) {
    append(field, Array(text.utf8))
  }

  mutating func message(_ field: UInt64, _ fill: (inout ProtobufMessage) -> Void) {
    var inner = ProtobufMessage()
    fill(&inner)
    append(field, inner.bytes)
  }

  private mutating func append(_ field: UInt64, _ inner: [UInt8]) {
    variable(field << 3 | 2)
    variable(UInt64(inner.count))
    bytes += inner
  }

  private mutating func variable(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}
