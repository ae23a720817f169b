import Glibc

/// What the program says to the person, on standard error.
struct Console {
  private let isTerminal = isatty(STDERR_FILENO) == 1
  private let isQuiet: Bool

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
  }

  /// Whether a person watches and wants to.
  var showsProgress: Bool { isTerminal && !isQuiet }

  /// Says something that the person should know but that stops nothing.
  func warn(_ message: String) {
    if !isQuiet { write("warning: " + message + "\n") }
  }

  /// Says how the work goes, where nobody watches it.
  func say(_ message: String) {
    if !isQuiet { write(message + "\n") }
  }

  /// Says why the program stops.
  func fail(_ message: String) {
    write("Error: " + message + "\n")
  }

  /// Writes text as it is, over a progress line if there is one.
  func write(_ text: String) {
    var bytes = isTerminal ? "\r\u{1B}[K" + text : text
    // Where nobody can read what is said, there is nobody to tell.
    bytes.withUTF8 { _ = Glibc.write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
