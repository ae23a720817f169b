/// Which pictures each sequence of UAV123 is made of, as the benchmark's `configSeqs.m` has it
/// (Mueller, Smith and Ghanem: A Benchmark and Simulator for UAV Tracking, 2016).
struct UAV123Table {
  /// Where a sequence's pictures are.
  struct Row: Equatable {
    /// The folder of pictures.
    let folder: String
    /// The numbers of the pictures that count.
    let pictures: ClosedRange<Int>
  }

  /// The sequences of a benchmark by their names.
  static func rows(of layout: DatasetLayout) -> [String: Row] {
    switch layout {
    case .uav20l: longRows
    case .uav123At10FPS: tenRows
    default: rows
    }
  }

  /// UAV123: a folder that is cut into several sequences gives them its name and a number.
  private static let rows: [String: Row] = {
    var rows: [String: Row] = [:]
    for (folder, parts) in folders {
      for (index, part) in parts.enumerated() {
        let name = parts.count == 1 ? folder : "\(folder)_\(index + 1)"
        rows[name] = Row(folder: folder, pictures: part)
      }
    }
    return rows
  }()

  /// UAV20L takes a folder from its first picture to the last one that UAV123 uses.
  private static let longRows = Dictionary(
    uniqueKeysWithValues: folders.map { folder, parts in
      (folder, Row(folder: folder, pictures: 1...(parts.last?.upperBound ?? 1)))
    })

  /// UAV123@10fps is every third picture, numbered anew.
  private static let tenRows = rows.mapValues { row in
    func third(_ number: Int) -> Int { (number - 1) / 3 + 1 }
    let pictures = third(row.pictures.lowerBound)...third(row.pictures.upperBound)
    return Row(folder: row.folder, pictures: pictures)
  }

  private static let folders: [(String, [ClosedRange<Int>])] = text.split(
    whereSeparator: \.isWhitespace
  )
  .map { entry in
    let parts = entry.split(separator: ":")
    return (String(parts[0]), parts[1].split(separator: ",").compactMap { numberRange(String($0)) })
  }

  /// Each folder and the pictures of its sequences.
  private static let text = """
    bike1:1-3085 bike2:1-553 bike3:1-433 bird1:1-253,775-1477,1573-2437 boat1:1-901 boat2:1-799
    boat3:1-901 boat4:1-553 boat5:1-505 boat6:1-805 boat7:1-535 boat8:1-685 boat9:1-1399
    building1:1-469 building2:1-577 building3:1-829 building4:1-787 building5:1-481
    car1:1-751,751-1627,1627-2629 car2:1-1321 car3:1-1717 car4:1-1345 car5:1-745
    car6:1-487,487-1807,1807-2953,2953-3925,3925-4861 car7:1-1033 car8:1-1357,1357-2575
    car9:1-1879 car10:1-1405 car11:1-337 car12:1-499 car13:1-415 car14:1-1327 car15:1-469
    car16:1-415,415-1993 car17:1-1057 car18:1-1207 group1:1-1333,1333-2515,2515-3925,3925-4873
    group2:1-907,907-1771,1771-2683 group3:1-1567,1567-2827,2827-4369,4369-5527 person1:1-799
    person2:1-1189,1189-2623 person3:1-643 person4:1-1501,1501-2743 person5:1-877,877-2101
    person6:1-901 person7:1-1249,1249-2065 person8:1-1075,1075-1525 person9:1-661 person10:1-1021
    person11:1-721 person12:1-601,601-1621 person13:1-883 person14:1-847,847-1813,1813-2923
    person15:1-1339 person16:1-1147 person17:1-1501,1501-2347 person18:1-1393
    person19:1-1243,1243-2791,2791-4357 person20:1-1783 person21:1-487 person22:1-199
    person23:1-397 truck1:1-463 truck2:1-385 truck3:1-535 truck4:1-577,577-1261
    uav1:1-1555,1555-2377,2473-3469 uav2:1-133 uav3:1-265 uav4:1-157 uav5:1-139 uav6:1-109
    uav7:1-373 uav8:1-301 wakeboard1:1-421 wakeboard2:1-733 wakeboard3:1-823 wakeboard4:1-697
    wakeboard5:1-1675 wakeboard6:1-1165 wakeboard7:1-199 wakeboard8:1-1543 wakeboard9:1-355
    wakeboard10:1-469 car1_s:1-1475 car2_s:1-320 car3_s:1-1300 car4_s:1-830 person1_s:1-1600
    person2_s:1-250 person3_s:1-505
    """
}
