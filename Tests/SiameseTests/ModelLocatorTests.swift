import Foundation
import TestSupport
import Testing

@testable import Siamese

@Suite struct ModelLocatorTests {
  @Test func looksInTheDocumentedOrder() {
    let locator = ModelLocator(
      environment: "/models/a:/models/b", executable: "/opt/track/bin/track",
      sourceFile: "/home/me/track/Sources/Siamese/ModelLocator.swift")
    #expect(
      locator.places == [
        "/models/a", "/models/b", "/opt/track/share/track/models", "/opt/track/bin/Weights",
        "/opt/track/Weights", "/opt/Weights", "/home/me/track/Weights",
      ])
  }

  @Test func theFirstPlaceThatHasTheModelWins() throws {
    let folder = try TemporaryFolder()
    for place in ["first", "second"] {
      let model = folder.path + "/\(place)/mine"
      try FileManager.default.createDirectory(atPath: model, withIntermediateDirectories: true)
    }
    let locator = ModelLocator(
      environment: "\(folder.path)/first:\(folder.path)/second", executable: nil,
      sourceFile: "/a/b/c/d")
    #expect(throws: ModelError.self) { try locator.find("mine") }
    try Data("{}".utf8).write(to: URL(filePath: folder.path + "/second/mine/config.json"))
    #expect(try locator.find("mine").path == folder.path + "/second/mine")
    try Data("{}".utf8).write(to: URL(filePath: folder.path + "/first/mine/config.json"))
    #expect(try locator.find("mine").path == folder.path + "/first/mine")
    #expect(try locator.find("./mine").path == "./mine")
  }

  @Test func theErrorListsThePlaces() throws {
    let locator = ModelLocator(environment: "/x:/y", executable: nil, sourceFile: "/a/b/c/d")
    let error = thrownError(ModelError.self) { _ = try locator.find("nothing") }
    #expect(
      error.map { "\($0)" }
        == "model 'nothing': not found; looked in /x, /y, /a/Weights")
  }
}
