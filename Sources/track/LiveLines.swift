import Glibc

/// Lines at the end of a terminal that are written over and over.
struct LiveLines {
  private let console: Console
  private var height = 0

  init(console: Console) {
    self.console = console
  }

  /// Shows these lines in place of those that were shown last, cut to the terminal's width.
  mutating func show(_ lines: [String]) {
    guard console.showsProgress else { return }
    let size = Self.terminalSize
    let shown = lines.prefix(max(size.rows - 1, 1)).map { $0.prefix(size.columns - 1) }
    console.write(erasure + shown.joined(separator: "\n") + "\n")
    height = shown.count
  }

  /// Takes the lines away.
  mutating func clear() {
    guard height > 0 else { return }
    console.write(erasure)
    height = 0
  }

  /// Back to the first line, and everything from there away.
  private var erasure: String { height > 0 ? "\u{1B}[\(height)A\u{1B}[J" : "" }

  private static var terminalSize: (columns: Int, rows: Int) {
    var size = winsize()
    guard ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 1, size.ws_row > 1
    else { return (80, 24) }
    return (Int(size.ws_col), Int(size.ws_row))
  }
}
