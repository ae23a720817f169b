import Foundation
import TestSupport

/// The first sample video, its box, and damaged versions of it.
enum Clip {
  static let path = Checkout.file("SampleVideos/rover.mp4")
  static let truthPath = Checkout.file("SampleVideos/rover.truth.csv")

  /// The true boxes, frame by frame, as x, y, width, height.
  static let truth: [[Double]] = {
    guard let text = try? String(contentsOfFile: truthPath, encoding: .utf8) else { return [] }
    return text.split(separator: "\n").dropFirst().map { line in
      line.split(separator: ",")[2..<6].compactMap { Double($0) }
    }
  }()

  /// The true box of a frame, as `--box` takes it.
  static func box(_ frame: Int = 0) -> String {
    truth[frame].map { "\($0)" }.joined(separator: ",")
  }

  /// A copy of the clip in `folder`, under the given name.
  static func copy(to folder: TemporaryFolder, as name: String = "clip.mp4") throws -> String {
    try folder.write(try Data(contentsOf: URL(filePath: path)), to: name)
  }

  /// The first part of the clip, by its share of the bytes.
  static func truncated(to share: Double, in folder: TemporaryFolder) throws -> String {
    let data = try Data(contentsOf: URL(filePath: path))
    return try folder.write(data.prefix(Int(Double(data.count) * share)), to: "cut.mp4")
  }
}

/// A row of a boxes CSV.
struct Row {
  var id: Int?
  var frame: Int
  var timestamp: Double
  var box: [Double]
  var score: Double
  var state: String

  /// The rows of a CSV, whose header and columns are checked on the way.
  static func read(_ csv: String) throws -> [Row] {
    let lines = csv.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.last == "", let header = lines.first else { throw Malformed(line: csv) }
    let hasID = header == "id,frame,timestamp,x,y,width,height,score,state"
    guard hasID || header == "frame,timestamp,x,y,width,height,score,state" else {
      throw Malformed(line: String(header))
    }
    return try lines.dropFirst().dropLast().map { line in
      var fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let id = hasID ? Int(fields.removeFirst()) : nil
      guard fields.count == 8, let frame = Int(fields[0]), let timestamp = Double(fields[1]),
        fields[1].split(separator: ".").last?.count == 6,
        let score = Double(fields[6]), (0...1).contains(score), hasID == (id != nil),
        ["initial", "tracked", "uncertain", "lost"].contains(fields[7])
      else { throw Malformed(line: String(line)) }
      let box = fields[2..<6].compactMap { Double($0) }
      guard box.count == 4 else { throw Malformed(line: String(line)) }
      return Row(
        id: id, frame: frame, timestamp: timestamp, box: box, score: score,
        state: String(fields[7]))
    }
  }

  static func read(file: String) throws -> [Row] {
    try read(String(contentsOfFile: file, encoding: .utf8))
  }

  struct Malformed: Error {
    var line: String
  }
}

/// Intersection over union of two boxes as x, y, width, height.
func overlap(_ one: [Double], _ other: [Double]) -> Double {
  let width = min(one[0] + one[2], other[0] + other[2]) - max(one[0], other[0])
  let height = min(one[1] + one[3], other[1] + other[3]) - max(one[1], other[1])
  guard width > 0, height > 0 else { return 0 }
  return width * height / (one[2] * one[3] + other[2] * other[3] - width * height)
}
