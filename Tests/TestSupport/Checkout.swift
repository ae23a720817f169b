import Foundation

/// The checkout that the tests were compiled from.
public enum Checkout {
  /// Its root folder.
  public static let path: String = {
    // Tests/TestSupport/Checkout.swift lies three levels below it.
    var url = URL(filePath: #filePath)
    for _ in 0..<3 { url.deleteLastPathComponent() }
    return url.path
  }()

  /// The path of one of its files.
  public static func file(_ name: String) -> String {
    path + "/" + name
  }
}
