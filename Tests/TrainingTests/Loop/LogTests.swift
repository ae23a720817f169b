import Foundation
import TestSupport
import Testing

@testable import Training

@Suite struct LogTests {
  private static func entry(_ step: Int) -> MetricsEntry {
    MetricsEntry(step: step, seconds: Double(step), values: ["loss": 1 / Double(step)])
  }

  @Test func whatCameAfterTheCheckpointIsTakenAway() throws {
    let folder = try TemporaryFolder()
    let path = folder.file("metrics.jsonl")
    do {
      let log = try MetricsLog(path, keepingStepsUpTo: 0)
      for step in [10, 20, 30] { try log.append(Self.entry(step)) }
    }
    // A line that a kill has cut short.
    let handle = try FileHandle(forWritingTo: URL(filePath: path))
    try handle.seekToEnd()
    try handle.write(contentsOf: Data("{\"step\":4".utf8))
    try handle.close()
    do {
      let log = try MetricsLog(path, keepingStepsUpTo: 20)
      try log.append(Self.entry(25))
    }
    #expect(MetricsEntry.entries(ofFile: path) == [10, 20, 25].map(Self.entry))
    let text = try String(contentsOfFile: path, encoding: .utf8)
    #expect(text.split(separator: "\n").count == 3 && text.hasSuffix("\n"))
  }

  @Test func checksumIsCastagnolis() {
    // The check value of CRC-32C, 0xE3069283, as TFRecord masks it.
    let sum: UInt32 = 0xE306_9283
    let masked = ((sum >> 15) | (sum << 17)) &+ 0xA282_EAD8
    #expect(TensorBoardLog.checksum(Array("123456789".utf8)[...]) == masked)
  }

  @Test func eventsAreRecordsWithChecksums() throws {
    let folder = try TemporaryFolder()
    do {
      let log = try TensorBoardLog(folder: folder.path, step: 5)
      try log.append(Self.entry(7))
    }
    let name = try #require(folder.contents.first)
    #expect(name.hasPrefix("events.out.tfevents."))
    var rest = Array(try Data(contentsOf: URL(filePath: folder.file(name))))[...]
    var records: [[UInt8]] = []
    func number(_ count: Int) -> UInt64 {
      defer { rest = rest.dropFirst(count) }
      return rest.prefix(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    while !rest.isEmpty {
      let header = rest.prefix(8)
      let length = Int(number(8))
      #expect(number(4) == UInt64(TensorBoardLog.checksum(header)))
      let data = rest.prefix(length)
      rest = rest.dropFirst(length)
      #expect(number(4) == UInt64(TensorBoardLog.checksum(data)))
      records.append(Array(data))
    }
    // The file's version, the start of the session, the entry.
    #expect(records.count == 3)
    #expect(String(decoding: records[0], as: UTF8.self).contains("brain.Event:2"))
    #expect(String(decoding: records[2], as: UTF8.self).contains("loss"))
    // Field 2, a variable number: the step.
    #expect(records[2][9...10] == [0x10, 7])
  }
}
