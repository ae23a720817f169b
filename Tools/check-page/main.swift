// check-page BROWSER PAGE JSON [SCREENSHOTS]: opens a report's page in a headless Chromium, at the
// widths of a phone and of a desk, in light and dark, and holds it against the report's JSON; then
// the page of a made-up report with everything in it that a page can have. Leaves pictures of the
// pages in the folder SCREENSHOTS, if given.
import Evaluation
import Foundation
import Glibc

let arguments = CommandLine.arguments
guard arguments.count == 4 || arguments.count == 5 else {
  FileHandle.standardError.write(
    Data("usage: check-page BROWSER PAGE JSON [SCREENSHOTS]\n".utf8))
  exit(EX_USAGE)
}

/// Checks a page at all sizes and in both schemes; says whether all holds.
func check(
  _ page: String, _ report: Report, in browser: Browser, screenshots: String?, name: String
) throws -> Bool {
  let hasFootage = try String(contentsOfFile: page, encoding: .utf8).contains("id=\"footage-0-")
  var holds = true
  for (device, width, height) in [("phone", 360, 740), ("desk", 1280, 900)] {
    for scheme in ["light", "dark"] {
      var check = PageCheck(browser, report, footage: hasFootage)
      try check.open(page, width: width, height: height, isDark: scheme == "dark")
      try check.run()
      if let screenshots {
        try savePicture(of: browser, to: "\(screenshots)/\(name)-\(device)-\(scheme).png")
      }
      let verdict = check.failures.isEmpty ? "all holds" : "FAILED"
      print("\(name), \(device), \(width) px, \(scheme): \(verdict)")
      for failure in check.failures { print("  \(failure.prefix(1000))") }
      holds = holds && check.failures.isEmpty
    }
  }
  return holds
}

func savePicture(of browser: Browser, to path: String) throws {
  let picture = try browser.call(
    "Page.captureScreenshot", ["format": "png", "captureBeyondViewport": true])
  let data = (picture["data"] as? String).flatMap { Data(base64Encoded: $0) }
  try data?.write(to: URL(filePath: path))
}

let screenshots = arguments.count == 5 ? arguments[4] : nil
if let screenshots {
  try FileManager.default.createDirectory(atPath: screenshots, withIntermediateDirectories: true)
}
let browser = try Browser(arguments[1])
let report = try Report(json: [UInt8](Data(contentsOf: URL(filePath: arguments[3]))))
var holds = try check(
  arguments[2], report, in: browser, screenshots: screenshots, name: "report")
let madeUp = NSTemporaryDirectory() + "/check-page-\(getpid()).html"
try Data(MadeUpReport.report.html().utf8).write(to: URL(filePath: madeUp))
defer { unlink(madeUp) }
holds =
  try check(
    madeUp, MadeUpReport.report, in: browser, screenshots: screenshots, name: "made-up") && holds
exit(holds ? 0 : 1)
