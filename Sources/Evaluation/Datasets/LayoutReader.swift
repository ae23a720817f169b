/// Reads one layout of benchmarks.
protocol LayoutReader {
  /// Lists the sequences of a folder that is in this layout, reading as little of them as it can.
  ///
  /// - Returns: Nil where the folder is not in this layout.
  /// - Throws: ``DatasetError`` where it is, but cannot be listed.
  static func listing(of folder: DatasetFolder, for request: ListingRequest) throws
    -> DatasetListing?
}

/// What is looked for in a folder.
struct ListingRequest {
  /// The layout.
  let layout: DatasetLayout
  /// The part of it, nil for the usual one.
  var subset: String?
  /// Whether somebody says that the folder is in this layout, which then need not be told from
  /// layouts that look the same.
  var isInsisted = false
}

/// The sequences that were found in a folder.
struct DatasetListing {
  /// What results and reports call the data set.
  var name: String
  /// How it lies on the disk.
  var layout: DatasetLayout
  /// The sequences.
  var entries: [Dataset.Entry]
}

extension DatasetLayout {
  /// What reads the layout; nil for ``collection``, which is made of others.
  var reader: (any LayoutReader.Type)? {
    switch self {
    case .otb, .dtb70, .tlp: OTBReader.self
    case .vot, .votLongTerm: VOTReader.self
    case .got10k: GOT10kReader.self
    case .lasot: LaSOTReader.self
    case .trackingNet: TrackingNetReader.self
    case .uav123, .uav20l, .uav123At10FPS: UAV123Reader.self
    case .nfs: NfSReader.self
    case .tcolor128: TColor128Reader.self
    case .tld: TLDReader.self
    case .davis: DAVISReader.self
    case .mot: MOTReader.self
    case .plain: PlainReader.self
    case .collection: nil
    }
  }

  /// The layouts in the order in which a folder is held against them: those with the most peculiar
  /// files first, those that others look like last.
  static let recognized: [DatasetLayout] = [
    .trackingNet, .uav123, .uav20l, .uav123At10FPS, .davis, .mot, .got10k, .lasot, .tcolor128, .nfs,
    .tlp, .dtb70, .otb, .tld, .votLongTerm, .vot, .plain,
  ]
}
