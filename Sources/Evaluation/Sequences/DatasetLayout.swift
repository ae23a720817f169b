import Video

/// The layouts of benchmarks on the disk, by the names that `--dataset` takes.
public enum DatasetLayout: String, CaseIterable, Sendable, Codable {
  /// OTB-2013, OTB-50 and OTB-2015 (Wu, Lim and Yang, 2013 and 2015).
  case otb
  /// The VOT challenges' short-term sequences, 2013 to 2022.
  case vot
  /// VOT's long-term sequences: where the object is absent, the truth is NaN.
  case votLongTerm = "vot-lt"
  /// GOT-10k (Huang, Zhao and Huang, 2019).
  case got10k
  /// LaSOT (Fan et al., 2019).
  case lasot
  /// TrackingNet (Müller et al., 2018).
  case trackingNet = "trackingnet"
  /// UAV123 (Mueller, Smith and Ghanem, 2016).
  case uav123
  /// UAV20L, the long sequences of UAV123.
  case uav20l
  /// UAV123@10fps, every third frame of UAV123.
  case uav123At10FPS = "uav123-10fps"
  /// Need for Speed (Kiani Galoogahi et al., 2017).
  case nfs
  /// TColor-128 (Liang, Blasch and Ling, 2015).
  case tcolor128
  /// DTB70 (Li and Yeung, 2017).
  case dtb70
  /// TLP and TinyTLP (Moudgil and Gandhi, 2018).
  case tlp
  /// The sequences of TLD (Kalal, Mikolajczyk and Matas, 2012).
  case tld
  /// DAVIS (Perazzi et al., 2016; Pont-Tuset et al., 2017): each object of a video a sequence.
  case davis
  /// MOTChallenge's ground truth: each identity a sequence.
  case mot
  /// A video or a folder of pictures beside a CSV of boxes.
  case plain
  /// Several benchmarks, a folder each.
  case collection
}

extension DatasetLayout {
  /// The coordinates that the benchmark's files give to the picture's top-left corner, in pixels: 1
  /// for benchmarks that count from one, as Matlab does. Readers take it off, writers of results add
  /// it again.
  public var coordinateOrigin: Double {
    switch self {
    case .otb, .lasot, .uav123, .uav20l, .uav123At10FPS, .tcolor128, .dtb70, .mot: 1
    case .vot, .votLongTerm, .got10k, .trackingNet, .nfs, .tlp, .tld, .davis, .plain, .collection:
      0
    }
  }

  /// A box as the benchmark's own files write it.
  public func published(_ box: Box) -> Box {
    Box(
      x: box.x + coordinateOrigin, y: box.y + coordinateOrigin, width: box.width,
      height: box.height)
  }

  /// The parts of the benchmark that can be asked for by name.
  public var subsets: [String] {
    switch self {
    case .otb: ["2013", "50", "2015"]
    case .got10k: ["val", "test", "train"]
    case .lasot, .trackingNet: ["test", "train"]
    case .nfs: ["30", "240"]
    case .davis: ["val", "train"]
    case .vot: (2013...2022).map(String.init)
    case .votLongTerm: (2018...2022).map(String.init)
    case .uav123, .uav20l, .uav123At10FPS, .tcolor128, .dtb70, .tlp, .tld, .mot, .plain,
      .collection:
      []
    }
  }
}
