/// The two crops of a pair.
struct PairChoice: Hashable {
  /// The number of the crop that the exemplar is made of.
  var exemplar: Int
  /// The number of the crop that the search region is made of.
  var search: Int
  /// Whether both show the same object.
  var isPositive: Bool
}

/// Chooses the crops of pairs, as the settings want it.
struct PairChooser: Sendable {
  private let cache: CropCache
  private let settings: PairSettings
  /// Objects that are chosen from, and the sum of the shares of these and those before.
  private let groups: [(objects: [UInt32], end: Double)]
  /// The objects of each category, by the number of its name, and each object's category.
  private let members: [UInt32: [UInt32]]
  /// A number for the sequence or picture that each object is in. Objects that are seen together are
  /// no negatives of each other: the one may well be in the other's search region.
  private let scenes: [UInt64]

  init(_ cache: CropCache, settings: PairSettings) throws {
    self.cache = cache
    self.settings = settings
    guard cache.cropCount > 0 else {
      throw TrainingError.noSuchObjects(path: cache.path, found: "no crop", expected: "crops")
    }
    let names = (0..<cache.objectCount).map { cache.object($0).name }
    scenes = names.map(Self.scene)
    groups = try Self.groups(names, settings.weights, path: cache.path)
    var members: [UInt32: [UInt32]] = [:]
    for object in groups.flatMap(\.objects) {
      let category = cache.objectRecord(Int(object)).category
      if category != CropIndex.noText { members[category, default: []].append(object) }
    }
    self.members = members
  }

  /// Sorts the objects by the longest key that their name begins with.
  private static func groups(
    _ names: [String], _ weights: [String: Double], path: String
  ) throws -> [(objects: [UInt32], end: Double)] {
    guard !weights.isEmpty else { return [(names.indices.map(UInt32.init), 1)] }
    let keys = weights.keys.sorted { ($0.utf8.count, $0) > ($1.utf8.count, $1) }
    var groups = keys.map { _ in [UInt32]() }
    for (number, name) in names.enumerated() {
      if let key = keys.firstIndex(where: { name.hasPrefix($0) }) {
        groups[key].append(UInt32(number))
      }
    }
    var end = 0.0
    var found: [(objects: [UInt32], end: Double)] = []
    for (key, objects) in zip(keys, groups) {
      let weight = weights[key] ?? 0
      guard weight > 0 else { continue }
      guard !objects.isEmpty else {
        throw TrainingError.noSuchObjects(
          path: path, found: "no object whose name begins with \"\(key)\"",
          expected: "the objects that the weights name")
      }
      end += weight
      found.append((objects, end))
    }
    guard end > 0 else {
      throw TrainingError.noSuchObjects(
        path: path, found: "weights that are all 0", expected: "one above 0")
    }
    return found
  }

  /// What a name has before its last "#", as a number.
  private static func scene(_ name: String) -> UInt64 {
    let bytes = name.utf8
    let end = bytes.lastIndex(of: UInt8(ascii: "#")) ?? bytes.endIndex
    return stableHash(bytes[..<end])
  }

  /// A number for the sequence or picture that a crop is from.
  func scene(ofCrop crop: Int) -> UInt64 { scenes[cache.crop(crop).object] }

  /// Draws an object.
  func object(_ numbers: inout RandomNumbers) -> Int {
    let place = numbers.unit() * (groups.last?.end ?? 0)
    let group = groups.first { place < $0.end } ?? groups[groups.count - 1]
    return Int(group.objects[numbers.below(group.objects.count)])
  }

  /// Draws one of an object's crops.
  func crop(of object: Int, _ numbers: inout RandomNumbers) -> Int {
    let crops = cache.objectRecord(object).crops
    return crops.lowerBound + numbers.below(crops.count)
  }

  /// Draws the crops of a pair.
  func pair(_ numbers: inout RandomNumbers) -> PairChoice {
    let object = object(&numbers)
    let exemplar = crop(of: object, &numbers)
    if numbers.happens(settings.negativeShare), let other = otherObject(than: object, &numbers) {
      return PairChoice(exemplar: exemplar, search: crop(of: other, &numbers), isPositive: false)
    }
    let isStill = numbers.happens(settings.stillShare)
    let search = isStill ? exemplar : partner(of: exemplar, in: object, &numbers)
    return PairChoice(exemplar: exemplar, search: search, isPositive: true)
  }

  /// Another crop of the object, near enough in time; the same one where there is none.
  private func partner(
    of crop: Int, in object: Int, _ numbers: inout RandomNumbers
  ) -> Int {
    let crops = cache.objectRecord(object).crops
    let frame = cache.crop(crop).frame
    // Crops are in the order of time, and frames that have one may have gaps between them.
    let first = firstCrop(of: crops.lowerBound..<crop) { $0 > frame - settings.frameGap }
    let end = firstCrop(of: crop + 1..<crops.upperBound) { $0 >= frame + settings.frameGap }
    let count = end - first - 1
    guard count > 0 else { return crop }
    let drawn = first + numbers.below(count)
    return drawn < crop ? drawn : drawn + 1
  }

  /// The first crop of a range whose frame satisfies a condition that all later ones satisfy too.
  private func firstCrop(of range: Range<Int>, where isReached: (Int) -> Bool) -> Int {
    var (low, high) = (range.lowerBound, range.upperBound)
    while low < high {
      let middle = (low + high) / 2
      if isReached(cache.crop(middle).frame) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// An object of another scene; nil where a few tries find none.
  private func otherObject(than object: Int, _ numbers: inout RandomNumbers) -> Int? {
    let tries = 16
    let category = cache.objectRecord(object).category
    if numbers.happens(settings.sameCategoryShare), let alike = members[category] {
      for _ in 0..<tries {
        let drawn = Int(alike[numbers.below(alike.count)])
        if scenes[drawn] != scenes[object] { return drawn }
      }
    }
    for _ in 0..<tries {
      let drawn = self.object(&numbers)
      if scenes[drawn] != scenes[object] { return drawn }
    }
    return nil
  }
}
