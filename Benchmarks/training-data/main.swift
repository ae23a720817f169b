// Measures how fast crops are built and pairs are made:
//   training-data CACHE FOLDER…   builds CACHE of the folders, or opens it, and makes pairs of it
import Training
import Video

let arguments = Array(CommandLine.arguments.dropFirst())
guard let path = arguments.first else {
  print("usage: training-data CACHE FOLDER…")
  throw CancellationError()
}
let collections = try arguments.dropFirst().map { try TrainingCollection(folder: $0) }
for collection in collections {
  print(collection.name, collection.format.rawValue, collection.units.count, "units")
}
var start = monotonicSeconds()
let cache =
  collections.isEmpty
  ? try CropCache(path) : try CropCacheBuilder(Array(collections), to: path).build()
let building = monotonicSeconds() - start
print(
  cache.objectCount, "objects,", cache.cropCount, "crops,", cache.skippedCount, "skipped, in",
  building, "s:", Double(cache.cropCount) / building, "crops/s")
for item in cache.skipped(limit: 5) { print("skipped", item.source, item.reason) }
let bytes = (0..<cache.cropCount).reduce(0) { sum, crop in
  sum + ((try? cache.withJPEG(of: cache.crop(crop)) { $0.count }) ?? 0)
}
print(Double(bytes) / Double(cache.cropCount), "bytes a crop")

for (name, augmentation) in [
  ("none", AugmentationSettings()), ("siamfc", .siamfc), ("strong", .strong),
] {
  let source = try PairSource(
    cache, settings: PairSettings(negativeShare: 0.2), augmentation: augmentation, seed: 1)
  let workspace = try PairWorkspace(for: source)
  let exemplar = UnsafeMutableBufferPointer<Float>.allocate(capacity: 3 * 127 * 127)
  let search = UnsafeMutableBufferPointer<Float>.allocate(capacity: 3 * 239 * 239)
  var best = Double.infinity
  let count = 200
  for round in 0..<5 {
    start = monotonicSeconds()
    for pair in 0..<count {
      _ = try source.makePair(
        UInt64(round * count + pair), exemplar: exemplar, search: search, using: workspace)
    }
    best = min(best, (monotonicSeconds() - start) / Double(count))
  }
  print(name, best * 1000, "ms a pair")
}
