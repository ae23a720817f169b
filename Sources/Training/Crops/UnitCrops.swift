import Video

/// Cuts the crops of one unit: every picture is decoded once for all objects in it.
struct UnitCrops {
  /// What the cache says about them.
  private(set) var block: CropBlock
  /// Their bytes.
  let data: CropSpool

  /// One crop to be cut.
  private struct Wish {
    var object: Int
    var view: Int
  }

  /// Reads a unit and cuts its crops.
  ///
  /// What cannot be read is left out and named in the block.
  ///
  /// - Parameters:
  ///   - number: The unit's number in the cache.
  ///   - unit: The unit.
  ///   - collection: What the objects' names are to begin with.
  ///   - cutter: Cuts the crops.
  ///   - spool: Takes their bytes.
  ///   - isCancelled: Asked before each picture; where it says yes, nil comes back.
  init?(
    _ number: Int, of unit: TrainingUnit, collection: String, settings: CropSettings,
    cutter: CropCutter, spool: CropSpool, isCancelled: () -> Bool
  ) throws {
    data = spool
    block = CropBlock(unit: number)
    let content: TrainingUnit.Content
    do {
      content = try unit.content()
    } catch {
      block.skipped = [SkippedCrop(source: "\(collection)/\(unit.name)", reason: "\(error)")]
      return
    }
    block.skipped = content.skipped
    let objects = content.objects.map { object in
      var object = object
      object.name = "\(collection)/\(object.name)"
      object.views = Self.chosen(object.views, settings)
      return object
    }
    var crops = objects.map { [CutCrop?](repeating: nil, count: $0.views.count) }
    let pictures = UnitPictures(of: objects)
    try pictures.forEach(isCancelled: isCancelled) { picture, frame in
      let fill = try cutter.meanColor(of: frame)
      for wish in picture.wishes {
        let object = objects[wish.object]
        let box = try Self.box(of: object, object.views[wish.view], frame, settings, cutter)
        crops[wish.object][wish.view] = try cutter.cut(
          box, from: frame, fill: fill, onto: spool)
      }
    } skipping: { picture, reason in
      block.skipped.append(SkippedCrop(source: picture.description, reason: reason))
    }
    if isCancelled() { return nil }
    pack(objects, crops)
  }

  private static func box(
    of object: TrainingObject, _ view: TrainingView, _ frame: Frame, _ settings: CropSettings,
    _ cutter: CropCutter
  ) throws -> Box {
    switch view.place {
    case .box(let box): return box
    case .share(let box): return box.scaled(x: Double(frame.width), y: Double(frame.height))
    case .drawn:
      var numbers = RandomNumbers(seed: settings.seed, index: stableHash(object.name.utf8))
      return try cutter.drawBox(in: frame, numbers: &numbers)
    }
  }

  /// The views whose boxes do not fail for their size alone, or as many of them as are wanted, spread
  /// evenly.
  private static func chosen(_ views: [TrainingView], _ settings: CropSettings) -> [TrainingView] {
    var filter = settings.filter
    // The picture's size is not known yet.
    (filter.minimumShare, filter.maximumShare) = (0, .infinity)
    let fitting = views.filter { view in
      guard case .box(let box) = view.place else { return true }
      return filter.accepts(box, width: 1, height: 1)
    }
    let count = min(fitting.count, settings.maximumViews)
    guard count > 1 else { return Array(fitting.prefix(count)) }
    return (0..<count).map { fitting[$0 * (fitting.count - 1) / (count - 1)] }
  }

  /// Puts the crops one behind the other; objects without a crop are left out.
  private mutating func pack(_ objects: [TrainingObject], _ crops: [[CutCrop?]]) {
    var sources: [String: Int] = [:]
    for (object, crops) in zip(objects, crops) {
      var packed = CropBlock.Object(name: object.name, category: object.category, crops: [])
      for (view, crop) in zip(object.views, crops) {
        guard let crop else { continue }
        let path = view.picture.path
        let source = sources[path] ?? block.sources.count
        if source == block.sources.count {
          sources[path] = source
          block.sources.append(path)
        }
        packed.crops.append(CropBlock.Crop(crop, of: view, source: source))
      }
      if !packed.crops.isEmpty { block.objects.append(packed) }
    }
  }
}

extension CropBlock.Crop {
  fileprivate init(_ crop: CutCrop, of view: TrainingView, source: Int) {
    var videoFrame = -1
    if case .video(_, let frame) = view.picture { videoFrame = frame }
    self.init(
      frame: view.frame, source: source, videoFrame: videoFrame,
      width: Float(crop.geometry.width), height: Float(crop.geometry.height),
      offsetX: Float(crop.geometry.offsetX), offsetY: Float(crop.geometry.offsetY),
      fill: crop.fill, offset: crop.bytes.lowerBound, length: crop.bytes.count,
      checksum: crop.checksum)
  }
}
