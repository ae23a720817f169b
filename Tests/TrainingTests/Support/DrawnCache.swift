import Foundation
import TestSupport
import Training

/// Crops of drawn sequences.
struct DrawnCache {
  let folder: TemporaryFolder
  let cache: CropCache

  /// Builds the crops of sequences that differ in their ground and their object's place.
  init(sequences: Int = 3, frames: Int = 6, settings: CropSettings = CropSettings()) throws {
    folder = try TemporaryFolder()
    let data = try TemporaryFolder()
    for number in 0..<sequences {
      var sequence = DrawnSequence(name: "clip\(number)", frames: frames)
      sequence.box.x += Double(3 * number)
      sequence.seed = UInt64(number)
      try sequence.write(into: data)
    }
    let collection = try TrainingCollection(folder: data.path, name: "drawn")
    cache = try CropCacheBuilder([collection], settings: settings, to: folder.file("crops")).build()
  }
}
