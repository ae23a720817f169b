import Foundation
import TestSupport
import Testing

@testable import Training

@Suite("Settings of training data")
struct SettingsTests {
  private func decoded<Settings: Decodable>(
    _ type: Settings.Type, _ change: (inout [String: Any]) -> Void, of original: some Encodable
  ) throws -> Settings {
    let data = try JSONEncoder().encode(original)
    var values = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    change(&values)
    return try JSONDecoder().decode(
      type, from: JSONSerialization.data(withJSONObject: values))
  }

  @Test("Settings come back from JSON as they were")
  func roundTrip() throws {
    let pairs = PairSettings(frameGap: 9, negativeShare: 0.5, weights: ["GOT-10k/": 2])
    #expect(try decoded(PairSettings.self, { _ in }, of: pairs) == pairs)
    for augmentation in [AugmentationSettings.siamfc, .strong] {
      #expect(try decoded(AugmentationSettings.self, { _ in }, of: augmentation) == augmentation)
    }
    let crops = CropSettings(side: 288, filter: BoxFilter(minimumSide: 12), seed: .max)
    let data = try JSONEncoder().encode(crops)
    #expect(try JSONDecoder().decode(CropSettings.self, from: data) == crops)
  }

  @Test("Unknown keys, missing keys and numbers out of range are errors")
  func strictness() throws {
    #expect(throws: DecodingError.self) {
      _ = try decoded(PairSettings.self, { $0["frame_gaps"] = 3 }, of: PairSettings())
    }
    #expect(throws: DecodingError.self) {
      _ = try decoded(PairSettings.self, { $0["frame_gap"] = nil }, of: PairSettings())
    }
    for (key, value) in [("frame_gap", 0.0), ("negative_share", 1.5), ("still_share", -0.1)] {
      #expect(throws: DecodingError.self) {
        _ = try decoded(PairSettings.self, { $0[key] = value }, of: PairSettings())
      }
    }
    #expect(throws: DecodingError.self) {
      _ = try decoded(PairSettings.self, { $0["weights"] = ["a": -1.0] }, of: PairSettings())
    }
    #expect(throws: DecodingError.self) {
      _ = try decoded(
        AugmentationSettings.self, { $0["search"] = ["jitter": 1.0] },
        of: AugmentationSettings.strong)
    }
    #expect(throws: DecodingError.self) {
      _ = try decoded(CropSettings.self, { $0["side"] = 301 }, of: CropSettings())
    }
  }

  @Test("The box filter is siamfc-pytorch's")
  func boxFilter() {
    let filter = BoxFilter()
    func accepts(_ width: Double, _ height: Double, in side: Int = 400) -> Bool {
      filter.accepts(.init(x: 0, y: 0, width: width, height: height), width: side, height: side)
    }
    #expect(accepts(20, 20) && accepts(200, 200) && accepts(25, 100) && accepts(500, 500, in: 1000))
    #expect(!accepts(19.9, 40) && !accepts(200.1, 100) && !accepts(24.9, 100))
    #expect(!accepts(501, 300, in: 2000) && !accepts(20, 20, in: 2001) && !accepts(.nan, 30))
  }
}
