import Evaluation
import Video

/// The sequences of a data set as objects to learn from: what Evaluation's `Dataset` reads, the part
/// that is made for training where there is one.
enum SequenceObjects {
  static func units(in folder: String) throws -> [TrainingUnit]? {
    let usual: Dataset
    do {
      usual = try Dataset(folder: folder)
    } catch DatasetError.unrecognized {
      return nil
    }
    if usual.layout == .collection { return try collection(in: folder) }
    return units(of: trainingPart(of: usual, in: folder))
  }

  /// The part of a data set that its authors made for training; the usual one where it has none.
  private static func trainingPart(of usual: Dataset, in folder: String) -> Dataset {
    guard usual.layout.subsets.contains("train") else { return usual }
    let choice = DatasetChoice(layout: usual.layout, subset: "train")
    return (try? Dataset(folder: folder, choice: choice)) ?? usual
  }

  /// Several data sets, a folder each.
  private static func collection(in folder: String) throws -> [TrainingUnit] {
    try FolderTree.names(in: folder).filter { isFolder(folder + "/" + $0) }.flatMap { name in
      (try units(in: folder + "/" + name) ?? []).map {
        $0.named(name + "/" + $0.name, inside: name)
      }
    }
  }

  /// The sequences of one video become one unit, so that its frames are decoded once.
  private static func units(of dataset: Dataset) -> [TrainingUnit] {
    var groups: [(video: String, entries: [Dataset.Entry])] = []
    for entry in dataset.entries {
      let layout = dataset.layout(of: entry)
      let holdsSeveral = [.davis, .mot, .plain].contains(layout)
      let video = holdsSeveral ? withoutExtension(entry.name) : entry.name
      if groups.last?.video == video {
        groups[groups.count - 1].entries.append(entry)
      } else {
        groups.append((video, [entry]))
      }
    }
    return groups.map { group in
      TrainingUnit(name: group.video) { content(of: group.entries, in: group.video) }
    }
  }

  private static func content(
    of entries: [Dataset.Entry], in video: String
  ) -> TrainingUnit.Content {
    var content = TrainingUnit.Content()
    for entry in entries {
      // What follows "#" tells objects of one video apart.
      let object = entry.name.dropFirst(video.count + 1)
      let name = entry.name == video ? video : "\(video)#\(object)"
      do {
        content.objects.append(self.object(try entry.sequence(), named: name))
      } catch {
        content.skipped.append(SkippedCrop(source: entry.name, reason: "\(error)"))
      }
    }
    return content
  }

  private static func object(
    _ sequence: BenchmarkSequence, named name: String
  ) -> TrainingObject {
    let views = sequence.truth.indices.compactMap { index -> TrainingView? in
      guard sequence.truth[index].isVisible, let box = sequence.truth[index].bounds,
        !(sequence.ignored.indices.contains(index) && sequence.ignored[index])
      else { return nil }
      let picture: PictureReference
      switch sequence.frames {
      case .pictures(let paths):
        guard paths.indices.contains(index) else { return nil }
        picture = .file(paths[index])
      case .video(let path, let first): picture = .video(path: path, frame: first + index)
      }
      return TrainingView(picture: picture, frame: index, place: .box(box))
    }
    return TrainingObject(name: name, views: views)
  }
}

extension TrainingUnit {
  /// The same unit under another name, its objects' names beginning with a folder's.
  fileprivate func named(_ name: String, inside folder: String) -> TrainingUnit {
    TrainingUnit(name: name) {
      var content = try self.content()
      for index in content.objects.indices {
        content.objects[index].name = folder + "/" + content.objects[index].name
      }
      return content
    }
  }
}
