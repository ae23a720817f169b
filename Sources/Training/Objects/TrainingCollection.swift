import Evaluation
import Video

/// A folder of data to learn from, its objects not read yet.
public struct TrainingCollection: Sendable {
  /// How such a folder may be laid out, in the order in which a folder is held against them.
  public enum Format: String, CaseIterable, Sendable {
    /// ImageNet VID (Russakovsky et al., 2015).
    case imageNetVID = "imagenet-vid"
    /// PASCAL VOC (Everingham et al., 2010): a file of boxes for each picture.
    case voc
    /// COCO (Lin et al., 2014): JSON files of boxes for many pictures.
    case coco
    /// What ``Evaluation/Dataset`` reads: benchmarks and training sets of trackers, and plain videos
    /// with a table of boxes.
    case sequences
    /// A text file of boxes for each picture, as YOLO takes them.
    case yolo
    /// Pictures without boxes: parts of them are drawn at random and are the objects.
    case pictures
  }

  /// Its name, with which the names of its objects begin.
  public let name: String
  /// The folder's path.
  public let folder: String
  /// How the folder is laid out.
  public let format: Format
  /// What it is made of, in a fixed order.
  public let units: [TrainingUnit]

  /// Creates a collection from its parts.
  public init(name: String, folder: String, format: Format, units: [TrainingUnit]) {
    self.name = name
    self.folder = folder
    self.format = format
    self.units = units
  }

  /// The same collection under another name.
  public func named(_ name: String) -> TrainingCollection {
    TrainingCollection(name: name, folder: folder, format: format, units: units)
  }

  /// Looks what a folder holds.
  ///
  /// - Parameters:
  ///   - folder: The folder's path.
  ///   - format: How it is laid out; nil finds that out by looking.
  ///   - name: What the names of its objects begin with; nil takes the folder's name.
  /// - Throws: ``TrainingError`` or Evaluation's `DatasetError` where there is nothing to learn from.
  public init(folder path: String, format: Format? = nil, name: String? = nil) throws {
    guard isFolder(path) || isFile(path) else {
      throw TrainingError.file(path: path, reason: "there is no such folder")
    }
    let name = name ?? lastPart(of: resolvedPath(path) ?? path)
    for candidate in format.map({ [$0] }) ?? Format.allCases {
      guard let units = try candidate.units(in: path), !units.isEmpty else { continue }
      self.init(name: name, folder: path, format: candidate, units: units)
      return
    }
    throw TrainingError.nothingToLearn(path: path, found: try Self.whatIsThere(path, format))
  }

  /// What to say of a folder in which no format was found.
  private static func whatIsThere(_ path: String, _ format: Format?) throws -> String {
    if let format { return "it is not laid out like \(format.rawValue)" }
    let names = isFolder(path) ? try FolderTree.names(in: path) : [path]
    if names.isEmpty { return "the folder is empty" }
    if names.contains(where: FolderTree.isVideo) {
      return "it has videos, but no truth beside them; "
        + "expected boxes in a table such as clip.truth.csv beside clip.mp4"
    }
    return "it has no pictures, and is laid out like no data set that is known"
  }
}

extension TrainingCollection.Format {
  /// The units of a folder in this format; nil where it is not in it.
  fileprivate func units(in folder: String) throws -> [TrainingUnit]? {
    switch self {
    case .sequences: try SequenceObjects.units(in: folder)
    case .imageNetVID: try ImageNetVIDObjects.units(in: folder)
    case .voc: try VOCObjects.units(in: folder)
    case .coco: try COCOObjects.units(in: folder)
    case .yolo: try YOLOObjects.units(in: folder)
    case .pictures: try PictureFolderObjects.units(in: folder)
    }
  }
}
