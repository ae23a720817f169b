import Foundation
import TestSupport
import Testing

@testable import Siamese

@Suite struct ScoreMapLossSettingsTests {
  private static let all: [ScoreMapLossSettings] = [
    .balancedLogistic(BalancedLogisticLoss(radius: 1, bias: -1)),
    .focal(FocalLoss(gamma: 1, alpha: 0.25)),
    .triplet(TripletScoreLoss(radius: 3)),
    .rankedLogistic(.init(temperature: 0.25)),
  ]

  @Test(arguments: all) func comeBackFromJSON(_ settings: ScoreMapLossSettings) throws {
    let json = try JSONEncoder().encode(settings)
    let decoded = try JSONDecoder().decode(ScoreMapLossSettings.self, from: json)
    #expect(decoded == settings)
    let maps = ScoreMaps(
      shape: [1, 1, 3, 3], targets: [.init(offset: .init())], scores: Array(repeating: 1, count: 9))
    #expect(maps.single(decoded.loss).value == maps.single(settings.loss).value)
  }

  @Test(arguments: [
    #"{"type": "logistic", "settings": {}}"#,
    #"{"type": "triplet", "settings": {}}"#,
    #"{"type": "triplet", "settings": {"radius": -1}}"#,
    #"{"type": "triplet", "settings": {"radius": 2, "margin": 1}}"#,
    #"{"type": "triplet", "settings": {"radius": 2}, "weight": 1}"#,
    #"{"type": "focal", "settings": {"radius": 2, "gamma": 2, "alpha": 1.5, "bias": 0}}"#,
  ]) func refused(_ json: String) {
    let error = thrownError(DecodingError.self) {
      _ = try JSONDecoder().decode(ScoreMapLossSettings.self, from: Data(json.utf8))
    }
    #expect(error != nil)
  }
}
