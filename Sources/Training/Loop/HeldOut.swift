import Evaluation
import Video

/// Which of the data a network is tried on instead of learning from it.
public enum HeldOut {
  /// The most videos that are held out where the person names none.
  private static let most = 20
  /// One video of so many is held out.
  private static let share = 10

  /// Takes videos out of collections: one of ten, at most twenty, chosen by their names, so that the
  /// same data is always divided in the same way. Pictures and videos with boxes in few frames stay.
  ///
  /// - Returns: What is left to learn from, and the videos that were taken.
  public static func divide(
    _ collections: [TrainingCollection]
  ) -> (learned: [TrainingCollection], heldOut: [BenchmarkSequence]) {
    let candidates = collections.filter { $0.format == .sequences || $0.format == .imageNetVID }
      .flatMap { collection in collection.units.map { (collection.name, $0) } }
    let wanted = min(most, candidates.count / share)
    var videos: [BenchmarkSequence] = []
    var taken: Set<String> = []
    for (collection, unit) in candidates.sorted(by: { order($0) < order($1) }) {
      guard videos.count < wanted else { break }
      guard let object = (try? unit.content())?.objects.first,
        let video = object.sequence(named: "\(collection)/\(object.name)")
      else { continue }
      videos.append(video)
      taken.insert("\(collection)/\(unit.name)")
    }
    let learned = collections.map { collection in
      TrainingCollection(
        name: collection.name, folder: collection.folder, format: collection.format,
        units: collection.units.filter { !taken.contains("\(collection.name)/\($0.name)") })
    }
    return (learned, videos)
  }

  /// A number that the name alone decides, and that follows no order of names.
  private static func order(_ candidate: (collection: String, unit: TrainingUnit)) -> UInt64 {
    stableHash("\(candidate.collection)/\(candidate.unit.name)".utf8)
  }
}

extension TrainingObject {
  /// The object's views as a sequence to track in; nil where they are too few, or not one after
  /// another in one video.
  fileprivate func sequence(named name: String) -> BenchmarkSequence? {
    let boxes = views.compactMap { view -> Box? in
      if case .box(let box) = view.place { box } else { nil }
    }
    guard boxes.count == views.count, views.count >= 10 else { return nil }
    let truth = boxes.map(Region.box)
    let files = views.compactMap { view -> String? in
      if case .file(let path) = view.picture { path } else { nil }
    }
    if files.count == views.count {
      return BenchmarkSequence(name: name, frames: .pictures(files), truth: truth)
    }
    guard case .video(let path, let first) = views[0].picture else { return nil }
    for (index, view) in views.enumerated() {
      guard view.picture == .video(path: path, frame: first + index) else { return nil }
    }
    return BenchmarkSequence(
      name: name, frames: .video(path: path, first: first), truth: truth)
  }
}
