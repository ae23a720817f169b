import Siamese
import Tracking
import Video

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// What a reference implementation did on a sequence: a folder with `trace.csv`, the arrays
/// `NNNN_exemplar_crop.npy`, `NNNN_exemplar_embedding.npy`, `NNNN_search_crops.npy` and
/// `NNNN_score_maps.npy`, and, where the sequence is not another video, `frames/`.
package struct ReferenceTrace {
  package let folder: String
  /// The state after each frame; the first is the given box.
  package let states: [SearchWindow]

  package init(folder: String, settings: SiamFCSettings) throws {
    self.folder = folder
    let path = folder + "/trace.csv"
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ParityError.unreadable(path, "no such file")
    }
    let lines = String(decoding: data, as: UTF8.self).split(whereSeparator: \.isNewline)
    guard lines.first?.hasPrefix("frame,centre_x,centre_y,width,height,search_side") == true else {
      throw ParityError.unreadable(
        path, "expected the columns frame, centre_x, centre_y, width, height, search_side")
    }
    states = try lines.dropFirst().map { line in
      let fields = line.split(separator: ",").compactMap { Double($0) }
      guard fields.count >= 6 else { throw ParityError.unreadable(path, "found '\(line)'") }
      return SearchWindow(
        centreX: fields[1], centreY: fields[2], width: fields[3],
        height: fields[4], searchSide: fields[5], settings: settings)
    }
    guard states.count > 1 else { throw ParityError.unreadable(path, "found no frames") }
  }

  /// The sequence's own pictures, if the folder has them.
  package var framesFolder: String? {
    let path = folder + "/frames"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }

  /// The frames whose crops and score maps were recorded.
  package var recordedFrames: [Int] {
    (1..<states.count).filter {
      FileManager.default.fileExists(atPath: path(of: "search_crops", frame: $0))
    }
  }

  package func array(_ name: String, frame: Int) throws -> NumPyArray {
    try NumPyArray(contentsOf: path(of: name, frame: frame))
  }

  private func path(of name: String, frame: Int) -> String {
    let digits = String(frame)
    return folder + "/" + String(repeating: "0", count: 4 - digits.count) + digits
      + "_\(name).npy"
  }
}
