/// What the benchmark's web page says of each sequence of OTB-2015 (Wu, Lim and Yang: Object Tracking
/// Benchmark, 2015).
struct OTBTable {
  /// One sequence.
  struct Row {
    /// The numbers of the pictures that count, where not all do.
    var pictures: ClosedRange<Int>?
    /// The lists that it is in, by ``DatasetLayout/subsets``.
    var subsets: Set<String> = ["2015"]
    /// The names of its attributes: IV illumination variation, SV scale variation, OCC occlusion, DEF
    /// deformation, MB motion blur, FM fast motion, IPR in-plane rotation, OPR out-of-plane rotation,
    /// OV out of view, BC background clutter, LR low resolution.
    var attributes: [String] = []
  }

  /// The rows by the names of the sequences' folders.
  static let rows: [String: Row] = {
    var rows: [String: Row] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      var row = Row()
      for word in words.dropFirst() {
        if let range = numberRange(word) {
          row.pictures = range
        } else if word.first?.isNumber == true {
          row.subsets.insert(word)
        } else {
          row.attributes.append(word)
        }
      }
      rows[words[0]] = row
    }
    return rows
  }()

  /// The folders of a list, in natural order.
  static func names(of subset: String) -> [String] {
    text.split(separator: "\n").map { String($0.prefix { $0 != " " }) }
      .filter { rows[$0]?.subsets.contains(subset) == true }
  }

  /// The folder; the pictures that count, where not all do; 2013 where it is in OTB-2013, 50 where
  /// it is in OTB-50; the attributes.
  private static let text = """
    Basketball 2013 50 IV OCC DEF OPR BC
    Biker 50 SV OCC MB FM OPR OV LR
    Bird1 50 DEF FM OV
    Bird2 OCC DEF FM IPR OPR
    BlurBody 50 SV DEF MB FM IPR
    BlurCar1 MB FM
    BlurCar2 50 SV MB FM
    BlurCar3 MB FM
    BlurCar4 MB FM
    BlurFace 50 MB FM IPR
    BlurOwl 50 SV MB FM IPR
    Board SV MB FM OPR OV BC
    Bolt 2013 50 OCC DEF IPR OPR
    Bolt2 DEF BC
    Box 50 IV SV OCC MB IPR OPR OV BC LR
    Boy 2013 SV MB FM IPR OPR
    Car1 50 IV SV MB FM BC LR
    Car2 IV SV MB FM BC
    Car4 2013 50 IV SV
    Car24 IV SV BC
    CarDark 2013 50 IV BC
    CarScale 2013 50 SV OCC FM IPR OPR
    ClifBar 50 SV OCC MB FM IPR OV BC
    Coke 2013 IV OCC FM IPR OPR BC
    Couple 2013 50 SV DEF FM OPR BC
    Coupon OCC BC
    Crossing 2013 SV DEF FM OPR BC
    Crowds 50 IV DEF BC
    Dancer SV DEF IPR OPR
    Dancer2 DEF
    David 300-770 2013 50 IV SV OCC DEF MB IPR OPR
    David2 2013 IPR OPR
    David3 2013 OCC DEF OPR BC
    Deer 2013 50 MB FM IPR BC LR
    Diving 1-215 50 SV DEF IPR
    Dog SV DEF OPR
    Dog1 2013 SV IPR OPR
    Doll 2013 IV SV OCC IPR OPR
    DragonBaby 50 SV OCC MB FM IPR OPR OV
    Dudek 2013 50 SV OCC DEF FM IPR OPR OV BC
    FaceOcc1 2013 OCC
    FaceOcc2 2013 IV OCC IPR OPR
    Fish 2013 IV
    FleetFace 2013 SV DEF MB FM IPR OPR
    Football 2013 50 OCC IPR OPR BC
    Football1 1-74 2013 IPR OPR BC
    Freeman1 2013 SV IPR OPR
    Freeman3 1-460 2013 SV IPR OPR
    Freeman4 1-283 2013 50 SV OCC IPR OPR
    Girl 2013 50 SV OCC IPR OPR
    Girl2 SV OCC DEF MB OPR
    Gym SV DEF IPR OPR
    Human2 IV SV MB OPR
    Human3 50 SV OCC DEF OPR BC
    Human4 50 IV SV OCC DEF
    Human5 SV OCC DEF
    Human6 50 SV OCC DEF FM OPR OV
    Human7 IV SV OCC DEF MB FM
    Human8 IV SV DEF
    Human9 50 IV SV DEF MB FM
    Ironman 2013 50 IV SV OCC MB FM IPR OPR OV BC LR
    Jogging 2013 OCC DEF OPR
    Jump 50 SV OCC DEF MB FM IPR OPR
    Jumping 2013 50 MB FM
    KiteSurf IV OCC IPR OPR
    Lemming 2013 IV SV OCC FM OPR OV
    Liquor 2013 50 IV SV OCC MB FM OPR OV BC
    Man IV
    Matrix 2013 50 IV SV OCC FM IPR OPR BC
    Mhyang 2013 IV DEF OPR BC
    MotorRolling 2013 50 IV SV MB FM IPR BC LR
    MountainBike 2013 IPR OPR BC
    Panda 50 SV OCC DEF IPR OPR OV LR
    RedTeam 50 SV OCC IPR OPR LR
    Rubik SV OCC IPR OPR
    Shaking 2013 50 IV SV IPR OPR BC
    Singer1 2013 IV SV OCC OPR
    Singer2 2013 50 IV DEF IPR OPR BC
    Skater SV DEF IPR OPR
    Skater2 SV DEF FM IPR OPR
    Skating1 2013 50 IV SV OCC DEF OPR BC
    Skating2 50 SV OCC DEF FM OPR
    Skiing 2013 50 IV SV DEF IPR OPR
    Soccer 2013 50 IV SV OCC MB FM IPR OPR BC
    Subway 2013 OCC DEF BC
    Surfer 50 SV FM IPR OPR LR
    Suv 2013 OCC IPR OV
    Sylvester 2013 50 IV IPR OPR
    Tiger1 2013 IV OCC DEF MB FM IPR OPR
    Tiger2 2013 50 IV OCC DEF MB FM IPR OPR OV
    Toy SV FM IPR OPR
    Trans IV SV OCC DEF
    Trellis 2013 50 IV SV IPR OPR BC
    Twinnings SV OPR
    Vase SV FM IPR
    Walking 2013 50 SV OCC DEF
    Walking2 2013 50 SV OCC LR
    Woman 2013 50 IV SV OCC DEF MB FM OPR
    """
}

/// Two numbers with a hyphen between them.
func numberRange(_ text: String) -> ClosedRange<Int>? {
  let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
  guard parts.count == 2, let first = parts[0], let last = parts[1], first <= last else {
    return nil
  }
  return first...last
}
