import Evaluation
import Foundation

/// What a report's page is held against, at one width and in light or dark.
struct PageCheck {
  let browser: Browser
  let report: Report
  let footage: Bool
  /// What does not hold, in words.
  private(set) var failures: [String] = []

  init(_ browser: Browser, _ report: Report, footage: Bool) {
    self.browser = browser
    self.report = report
    self.footage = footage
  }

  /// Opens the page as a screen of that size shows it.
  func open(_ page: String, width: Int, height: Int, isDark: Bool) throws {
    try browser.call(
      "Emulation.setDeviceMetricsOverride",
      ["width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600])
    try browser.call(
      "Emulation.setEmulatedMedia",
      ["features": [["name": "prefers-color-scheme", "value": isDark ? "dark" : "light"]]])
    browser.forgetEvents()
    try browser.call("Page.navigate", ["url": URL(filePath: page).absoluteString])
    try browser.wait(for: "Page.loadEventFired")
  }

  /// Runs all checks.
  mutating func run() throws {
    try checkLayout()
    try checkTables()
    try checkSorting()
    try checkMeasureChoice()
    try checkViewer()
    try checkNames()
    try checkContrast()
    checkEvents()
  }

  private mutating func expect(_ holds: Bool, _ failure: @autoclosure () -> String) {
    if !holds { failures.append(failure()) }
  }

  // MARK: Checks

  /// Nothing is wider than the screen, but for tables, which scroll on their own.
  private mutating func checkLayout() throws {
    let wide: [String] = try browser.evaluate(
      """
      (() => {
        const width = document.documentElement.clientWidth;
        const wide = Array.from(document.body.querySelectorAll('*')).filter(element =>
          element.getBoundingClientRect().right > width + 0.5 && !element.closest('.scroll > *')
          && !element.closest('svg > *'));
        const names = wide.map(element => element.tagName + '.' + element.getAttribute('class'));
        if (document.documentElement.scrollWidth > width) names.push('the whole page');
        return names;
      })()
      """)
    expect(wide.isEmpty, "wider than the screen: \(wide.prefix(5).joined(separator: ", "))")
  }

  /// The numbers in the tables are the report's.
  private mutating func checkTables() throws {
    for (number, benchmark) in report.benchmarks.enumerated() {
      for (index, section) in benchmark.sections.enumerated() {
        let found = try rows(of: "b\(number)s\(index)-overall")
        let expected = section.ranked.map { row in
          [row.tracker] + section.measures.map { row.values[$0.key].read($0) }
            + ["\(row.sequences)"]
        }
        expect(
          found == expected, "\(section.title): the table says \(found), the JSON \(expected)")
      }
      let measured = benchmark.sections.first { !$0.measures(of: $0.sequences).isEmpty }
      guard let section = measured, let measure = section.measures(of: section.sequences).first
      else { continue }
      let found = try rows(of: "b\(number)-by-sequence")
      let expected = benchmark.sequences.map { sequence in
        let group = section.sequences.first { $0.name == sequence.name }
        return [sequence.name, "\(sequence.frames)"]
          + benchmark.cells(of: group, measure)
      }
      expect(found == expected, "by sequence: the table says \(found), the JSON \(expected)")
    }
  }

  /// The table is sorted by its first measure; a click sorts it the other way, and the keyboard
  /// back.
  private mutating func checkSorting() throws {
    guard let section = report.benchmarks.first?.sections.first, section.overall.count > 1,
      let measure = section.measures.first
    else { return }
    let table = "b0s0-overall"
    let values = section.overall.compactMap { $0.values[measure.key]?.value }
      .map { $0.fixed(measure.decimals) }
    let ascending = values.sorted { (Double($0) ?? 0) < (Double($1) ?? 0) }
    let heading = "document.querySelector('#\(table) thead th:nth-child(2)')"
    let first = measure.isHigherBetter ?? true ? Array(ascending.reversed()) : ascending
    for (step, expected) in [Array(first.reversed()), first].enumerated() {
      if step == 0 {
        let _: Bool = try browser.evaluate("\(heading).firstChild.click(), true")
      } else {
        let _: Bool = try browser.evaluate("\(heading).firstChild.focus(), true")
        try press("Enter", code: 13, text: "\r")
      }
      let found = try rows(of: table).map { $0[1] }
      expect(found == expected, "sorting: found \(found), expected \(expected)")
      let sorted: String = try browser.evaluate("\(heading).getAttribute('aria-sort')")
      let isDescending = (step == 1) == (measure.isHigherBetter ?? true)
      expect(sorted == (isDescending ? "descending" : "ascending"), "aria-sort is \(sorted)")
    }
  }

  /// Another measure of the table by sequence shows that measure's numbers.
  private mutating func checkMeasureChoice() throws {
    guard let benchmark = report.benchmarks.first,
      let section = benchmark.sections.last(where: { !$0.measures(of: $0.sequences).isEmpty }),
      let measure = section.measures(of: section.sequences).last
    else { return }
    let choice = "document.querySelector('select[data-table=\"b0-by-sequence\"]')"
    let exists: Bool = try browser.evaluate("\(choice) !== null")
    guard exists else { return }
    let _: Bool = try browser.evaluate(
      """
      (() => {
        const choice = \(choice);
        choice.selectedIndex = choice.options.length - 1;
        choice.dispatchEvent(new Event('change', {bubbles: true}));
        return true;
      })()
      """)
    let found = Set(try rows(of: "b0-by-sequence"))
    let expected = Set(
      benchmark.sequences.map { sequence in
        let group = section.sequences.first { $0.name == sequence.name }
        return [sequence.name, "\(sequence.frames)"] + benchmark.cells(of: group, measure)
      })
    expect(found == expected, "\(measure.name): the table says \(found), the JSON \(expected)")
  }

  /// The keyboard steps through frames, whose overlaps are the report's, and pictures are drawn.
  private mutating func checkViewer() throws {
    guard let benchmark = report.benchmarks.first, !benchmark.overlaps.isEmpty else { return }
    let _: Bool = try browser.evaluate(
      "document.querySelector('.viewer input[type=range]').focus(), true")
    for _ in 0..<3 { try press("ArrowRight", code: 39) }
    let place: String = try browser.evaluate("document.querySelector('.viewer .place').textContent")
    let sequence: String = try browser.evaluate("document.querySelector('.viewer select').value")
    let found: [String] = try browser.evaluate(
      "Array.from(document.querySelectorAll('#b0-sequences li output'), key => key.textContent)")
    let (name, count) = (
      benchmark.sequences[Int(sequence) ?? 0].name, benchmark.sequences[Int(sequence) ?? 0].frames
    )
    let frame = min(3, count - 1)
    expect(
      place == "frame \(frame) of \(count)", "after three steps the viewer shows \(place)")
    let overlaps = benchmark.overlaps.first { $0.sequence == name }?.trackers ?? []
    for (tracker, text) in zip(benchmark.trackers, found) {
      let values = overlaps.first { $0.tracker == tracker.name }?.overlaps
      guard let value = values?[frame] else { continue }
      expect(
        abs((Double(text) ?? -1) - value) < 0.0076,
        "frame \(frame) of \(name): the viewer says \(text), the JSON \(value)")
    }
    let lines: Int = try browser.evaluate(
      "document.querySelectorAll('#b0-sequences .overlap path.line').length")
    expect(lines == overlaps.count, "found \(lines) lines of overlaps, expected \(overlaps.count)")
    try checkPlaying(from: frame, of: count)
    let isShown: Bool = try browser.evaluate(
      "document.querySelector('.viewer canvas').offsetHeight > 0")
    let problem = footage ? "the frames are hidden" : "an empty picture is shown"
    expect(isShown == footage, problem)
    guard footage else { return }
    let brightest: Int = try browser.evaluate(
      """
      new Promise(resolve => setTimeout(() => {
        const canvas = document.querySelector('.viewer canvas');
        const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
        let most = 0;
        for (let index = 0; index < pixels.length; index += 4) most = Math.max(most, pixels[index]);
        resolve(most);
      }, 300))
      """)
    expect(brightest > 60, "the frame's picture is black")
  }

  /// The viewer plays until it is stopped, and the table's sequences open in it.
  private mutating func checkPlaying(from frame: Int, of count: Int) throws {
    let places: [Int] = try browser.evaluate(
      """
      (async () => {
        const find = selector => document.querySelector('.viewer ' + selector);
        const places = [];
        find('button.play').click();
        for (let turn = 0; turn < 2; turn += 1) {
          await new Promise(resolve => setTimeout(resolve, 500));
          places.push(Number(find('input[type=range]').value));
          if (find('button.play').textContent === 'Pause') find('button.play').click();
        }
        return places;
      })()
      """)
    let hasRoom = count > frame + 10
    expect(!hasRoom || places[0] > frame, "the viewer does not play")
    expect(places[0] == places[1], "the viewer does not stop")
    let opened: String = try browser.evaluate(
      """
      (() => {
        Array.from(document.querySelectorAll('#b0-sequences button.watch')).pop().click();
        return document.querySelector('.viewer select').selectedOptions[0].textContent;
      })()
      """)
    let last: String = try browser.evaluate(
      "Array.from(document.querySelectorAll('#b0-sequences button.watch')).pop().textContent")
    expect(opened.hasPrefix(last), "\(last) was asked for, \(opened) was opened")
    let _: Bool = try browser.evaluate(
      """
      (() => {
        const choice = document.querySelector('.viewer select');
        const shown = Array.from(choice.options).find(option => option.textContent.includes('frames)'));
        if (shown) choice.value = shown.value;
        choice.dispatchEvent(new Event('change'));
        return true;
      })()
      """)
  }

  /// Everything that can be operated has a name.
  private mutating func checkNames() throws {
    let nameless: [String] = try browser.evaluate(
      """
      Array.from(document.querySelectorAll('button, select, input, svg.plot, a, canvas'))
        .filter(element => !(element.getAttribute('aria-label') || element.textContent.trim()
          || (element.labels && element.labels.length && element.labels[0].textContent.trim())))
        .map(element => element.outerHTML.slice(0, 80))
      """)
    expect(nameless.isEmpty, "without a name: \(nameless)")
  }

  /// Text is as strong as WCAG's level AA asks: 4.5 to 1.
  private mutating func checkContrast() throws {
    let weak: [String] = try browser.evaluate(
      """
      (() => {
        const style = getComputedStyle(document.documentElement);
        const light = name => {
          const hex = style.getPropertyValue(name).trim();
          const levels = [1, 3, 5].map(at => parseInt(hex.slice(at, at + 2), 16) / 255)
            .map(level => level <= 0.04045 ? level / 12.92 : ((level + 0.055) / 1.055) ** 2.4);
          return 0.2126 * levels[0] + 0.7152 * levels[1] + 0.0722 * levels[2];
        };
        const weak = [];
        for (const text of ['--ink', '--faint', '--link']) {
          for (const paper of ['--paper', '--raised']) {
            const [one, other] = [light(text), light(paper)];
            const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
            if (!(contrast >= 4.5)) weak.push(`${text} on ${paper}: ${contrast}`);
          }
        }
        return weak;
      })()
      """)
    expect(weak.isEmpty, "weak text: \(weak)")
  }

  /// No script failed, nothing was complained of, and nothing was loaded.
  private mutating func checkEvents() {
    for event in browser.events {
      switch event.method {
      case "Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled":
        failures.append("\(event.method): \(event.parameters)")
      case "Network.requestWillBeSent":
        let request = event.parameters["request"] as? [String: Any]
        let address = request?["url"] as? String ?? ""
        let isOwn = ["file:", "data:", "blob:"].contains { address.hasPrefix($0) }
        expect(isOwn, "the page loads \(address)")
      default: break
      }
    }
  }

  // MARK: Parts

  /// A table's cells, row by row; of an estimate its value.
  private func rows(of table: String) throws -> [[String]] {
    try browser.evaluate(
      """
      Array.from(document.querySelectorAll('#\(table) tbody tr'), row => Array.from(row.cells,
        cell => cell.tagName === 'TH' ? cell.textContent : cell.firstChild.textContent))
      """)
  }

  private func press(_ key: String, code: Int, text: String? = nil) throws {
    for type in ["keyDown", "keyUp"] {
      var event: [String: Any] = [
        "type": type, "key": key, "code": key, "windowsVirtualKeyCode": code,
      ]
      if type == "keyDown", let text { event["text"] = text }
      try browser.call("Input.dispatchKeyEvent", event)
    }
  }
}

extension Report.Benchmark {
  /// What a table shows of a group, one cell a tracker.
  fileprivate func cells(
    of group: Report.Group?, _ measure: Report.MeasureDescription
  ) -> [String] {
    trackers.map { tracker in
      (group?.rows.first { $0.tracker == tracker.name }?.values[measure.key]).read(measure)
    }
  }
}

extension Report.Estimate? {
  /// The value as people read it.
  fileprivate func read(_ measure: Report.MeasureDescription) -> String {
    self?.value.fixed(measure.decimals) ?? "–"
  }
}
