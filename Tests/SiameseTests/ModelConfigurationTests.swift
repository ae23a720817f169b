import Foundation
import TestSupport
import Testing

@testable import Siamese

@Suite struct ModelConfigurationTests {
  private func json(of configuration: ModelConfiguration) throws -> [String: Any] {
    let data = try JSONEncoder().encode(configuration)
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  /// The message that reading `json` as a model's configuration ends with.
  private func refusal(of json: [String: Any]) throws -> String {
    let folder = try TemporaryFolder()
    try JSONSerialization.data(withJSONObject: json)
      .write(to: URL(filePath: folder.path + "/config.json"))
    let error = thrownError(ModelError.self) {
      _ = try ModelFolder(folder.path).readConfiguration()
    }
    return try "\(#require(error))"
  }

  @Test func comesBackTheSame() throws {
    let data = try JSONEncoder().encode(SiamFCCheckpoint.configuration)
    let back = try JSONDecoder().decode(ModelConfiguration.self, from: data)
    #expect(back.tracker == SiamFCCheckpoint.configuration.tracker)
    #expect(back.network.similarity == SiamFCCheckpoint.configuration.network.similarity)
    #expect(back.network.backbone is AlexNet)
  }

  @Test func everyMissingKeyIsNamed() throws {
    let whole = try json(of: SiamFCCheckpoint.configuration)
    for key in whole.keys {
      var json = whole
      json[key] = nil
      #expect(try refusal(of: json).contains("'\(key)' is missing"))
    }
    let tracker = try #require(whole["tracker"] as? [String: Any])
    let settings = try #require(tracker["settings"] as? [String: Any])
    for key in settings.keys {
      var fewer = settings
      fewer[key] = nil
      var json = whole
      json["tracker"] = ["type": "siamfc", "settings": fewer]
      let message = try refusal(of: json)
      #expect(message.contains("tracker.settings: the key '\(key)' is missing"))
    }
  }

  @Test func unknownKeysAndValuesAreNamed() throws {
    var json = try json(of: SiamFCCheckpoint.configuration)
    json["colour"] = "green"
    #expect(try refusal(of: json).contains("found the unknown key 'colour'"))
    json["colour"] = nil
    json["backbone"] = ["type": "resnet"]
    #expect(try refusal(of: json).contains("backbone.type: found 'resnet', expected alexnet"))
    json["backbone"] = ["type": "alexnet"]
    json["format"] = 2
    #expect(try refusal(of: json).contains("format: found 2, expected a number from 1 to 1"))
    json["format"] = "one"
    #expect(try !refusal(of: json).isEmpty)
  }

  @Test func settingsOutOfRangeAreNamed() throws {
    let whole = try json(of: SiamFCCheckpoint.configuration)
    let tracker = try #require(whole["tracker"] as? [String: Any])
    let settings = try #require(tracker["settings"] as? [String: Any])
    for (key, value) in [
      ("scale_count", 4), ("exemplar_size", 1_000_000), ("search_size", 100), ("scale_step", 0),
      ("window_influence", -1), ("response_upsampling", 0), ("minimum_size", 0),
    ] {
      var changed = settings
      changed[key] = value
      var json = whole
      json["tracker"] = ["type": "siamfc", "settings": changed]
      let message = try refusal(of: json)
      #expect(message.contains("tracker.settings.\(key): found"), "\(message)")
    }
  }

  @Test func textThatIsNoJSONIsRefused() throws {
    let folder = try TemporaryFolder()
    try Data("weights: 3".utf8).write(to: URL(filePath: folder.path + "/config.json"))
    #expect(throws: ModelError.self) { try ModelFolder(folder.path).readConfiguration() }
    #expect(throws: ModelError.missingFile("/nowhere/config.json")) {
      try ModelFolder("/nowhere").readConfiguration()
    }
  }
}
