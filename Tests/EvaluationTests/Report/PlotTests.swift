import Foundation
import Testing

@testable import Evaluation

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct PlotTests {
  private let report = SampleBenchmark(
    names: ["<script>alert('x')</script>", "a & b \"c\""],
    skills: ["good": 0.95, "bad </text><script>": 0.2, "middling & \u{0}control": 0.6]
  ).report

  /// The text of the elements of that name, in order.
  private func texts(of svg: String, _ element: String) throws -> [String] {
    let reader = ElementReader(element)
    let parser = XMLParser(data: Data(svg.utf8))
    parser.delegate = reader
    let isWellFormed = parser.parse()
    #expect(isWellFormed, "\(String(describing: parser.parserError))\n\(svg.prefix(500))")
    return reader.texts
  }

  @Test func everyPlotIsAnSVGDocument() throws {
    let plots = report.plots(overlapsOf: ["sequence-3", "a & b \"c\""])
    #expect(
      plots.map(\.name) == [
        "Made_up-ope-success.svg", "Made_up-ope-precision.svg",
        "Made_up-ope-normalized-precision.svg", "Made_up-ope-attributes.svg",
        "Made_up-confidence-reliability.svg", "Made_up-confidence-presence.svg",
        "Made_up-overlap-a___b__c_.svg", "Made_up-overlap-sequence-3.svg",
      ])
    for plot in plots {
      #expect(plot.svg.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
      let titles = try texts(of: plot.svg, "title")
      #expect(titles.count == 1)
      #expect(!plot.svg.contains("<script"))
      #expect(!plot.svg.contains("nan"))
    }
  }

  @Test func theLegendIsSortedByTheScore() throws {
    let section = report.benchmarks[0].sections[0]
    let plot = try #require(report.plots().first)
    let legend = try texts(of: plot.svg, "text").filter { $0.hasPrefix("[") }
    let expected = section.ranking(by: "successAUC").map { tracker, value in
      "[\(value.fixed(3))] \(tracker.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : "\($0)" }.joined())"
    }
    #expect(legend == expected)
    #expect(expected.first?.hasSuffix("good") == true)
    #expect(expected.last?.hasSuffix("bad </text><script>") == true)
  }

  @Test func aCalibrationErrorThatIsLessRanksFirst() throws {
    let section = try #require(report.benchmarks[0].sections.first { $0.id == "confidence" })
    let ranking = section.ranking(by: "expectedCalibrationError").map(\.value)
    #expect(ranking == ranking.sorted())
  }

  @Test func linesBreakWhereThereIsNoNumber() throws {
    let plot = LinePlot(
      title: "t", horizontal: .init("x", from: 0, to: 4), vertical: .init("y", from: 0, to: 1),
      series: [
        .init(name: "n", style: PlotStyle(0), x: [0, 1, 2, 3, 4], y: [0, 1, .nan, 2, 1])
      ])
    let line = try #require(
      plot.svg.split(separator: "<path").first { $0.contains("class=\"line c0\" d=\"M58 ") })
    #expect(line.count { $0 == "M" } == 2)
    // 2 lies beyond the axis and stays at its end.
    #expect(line.contains(" 36L"))
  }

  @Test(arguments: [
    (0.0, 1.0, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (0, 50, ["0", "10", "20", "30", "40", "50"]),
    (0, 0.5, ["0.0", "0.1", "0.2", "0.3", "0.4", "0.5"]),
    (0, 291, ["0", "100", "200"]),
    (0, 329, ["0", "100", "200", "300"]),
    (0, 1, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    (0, 0, []),
  ])
  func ticksAreRoundNumbers(from: Double, to: Double, labels: [String]) {
    let ticks = AxisTicks(from: from, to: to)
    #expect(ticks.places.map(ticks.label) == labels)
  }

  @Test func thirtyTwoTrackersLookDifferent() {
    let styles = (0..<32).map { PlotStyle($0) }
    #expect(Set(styles).count == 32)
  }

  @Test func longNamesOfAttributesTakeTwoLines() {
    #expect(RadarPlot.lines(of: "occlusion (29)") == ["occlusion (29)"])
    #expect(
      RadarPlot.lines(of: "illumination variation (38)") == ["illumination", "variation (38)"])
    #expect(RadarPlot.lines(of: "extraordinarilylong") == ["extraordinaril…"])
  }

  @Test func namesOfFilesHaveNoFoldersInThem() {
    #expect(Report.fileName("../../etc/passwd") == "_.._.._etc_passwd")
    #expect(Report.fileName("é 1.svg") == "__1.svg")
  }
}

/// Collects the text of the elements of one name.
private final class ElementReader: NSObject, XMLParserDelegate {
  private let element: String
  private var isInside = false
  var texts: [String] = []

  init(_ element: String) { self.element = element }

  func parser(
    _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    isInside = name == element
    if isInside { texts.append("") }
  }

  func parser(
    _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
  ) {
    isInside = false
  }

  func parser(_ parser: XMLParser, foundCharacters text: String) {
    if isInside { texts[texts.count - 1] += text }
  }
}
