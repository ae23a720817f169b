/// The layouts of benchmarks on the disk, by the names that `--dataset` takes.
public enum DatasetLayout: String, CaseIterable, Sendable, Codable {
  case otb
  case vot
  case votLongTerm = "vot-lt"
  case got10k
  case lasot
  case trackingNet = "trackingnet"
  case uav123
  case uav20l
  case uav123At10FPS = "uav123-10fps"
  case nfs
  case tcolor128
  case dtb70
  case tlp
  case tld
  case davis
  case mot
  /// A video or a folder of pictures beside a CSV of boxes.
  case plain
}
