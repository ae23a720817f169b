// check-page BROWSER PAGE JSON [SCREENSHOTS]: opens a report's page in a headless Chromium, at the
// widths of a phone and of a desk, in light and dark, and holds it against the report's JSON.
// Leaves pictures of the page in the folder SCREENSHOTS, if given.
import Evaluation
import Foundation
import Glibc

let arguments = CommandLine.arguments
guard arguments.count == 4 || arguments.count == 5 else {
  FileHandle.standardError.write(
    Data("usage: check-page BROWSER PAGE JSON [SCREENSHOTS]\n".utf8))
  exit(EX_USAGE)
}
let page = arguments[2]
let report = try Report(json: [UInt8](Data(contentsOf: URL(filePath: arguments[3]))))
let hasFootage = try String(contentsOfFile: page, encoding: .utf8).contains("id=\"footage-0-")
let browser = try Browser(arguments[1])

func savePicture(_ name: String, of browser: Browser) throws {
  guard arguments.count == 5 else { return }
  try FileManager.default.createDirectory(
    atPath: arguments[4], withIntermediateDirectories: true)
  let picture = try browser.call(
    "Page.captureScreenshot", ["format": "png", "captureBeyondViewport": true])
  let data = (picture["data"] as? String).flatMap { Data(base64Encoded: $0) }
  try data?.write(to: URL(filePath: arguments[4] + "/\(name).png"))
}

var holds = true
for (device, width, height) in [("phone", 360, 740), ("desk", 1280, 900)] {
  for scheme in ["light", "dark"] {
    var check = PageCheck(browser, report, footage: hasFootage)
    try check.open(page, width: width, height: height, isDark: scheme == "dark")
    try check.run()
    try savePicture("\(device)-\(scheme)", of: browser)
    print("\(device), \(width) px, \(scheme): \(check.failures.isEmpty ? "all holds" : "FAILED")")
    for failure in check.failures { print("  \(failure.prefix(1000))") }
    holds = holds && check.failures.isEmpty
  }
}
exit(holds ? 0 : 1)
