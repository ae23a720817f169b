import Glibc

/// A result file in the making.
///
/// Rows go to `NAME.partial.EXT` beside the file, each in one write, so that whatever stops the
/// program leaves whole rows; ``finish()`` gives the file its name.
public final class ResultFile {
  /// Where rows go.
  public enum Destination: Hashable, Sendable {
    /// A file, by its path.
    case file(String)
    /// Standard output; there is nothing to rename.
    case standardOutput
  }

  private let destination: Destination
  private let format: ResultFormat
  private let overwrite: Bool
  private let descriptor: Int32
  private var length: off_t = 0
  private var isOpen = true

  /// Opens the destination and writes the format's header.
  ///
  /// - Parameters:
  ///   - destination: Where rows go.
  ///   - format: How they are written down.
  ///   - withID: Whether rows will have an id.
  ///   - overwrite: Whether existing files may be replaced.
  /// - Throws: ``ResultError`` naming the file.
  public init(
    _ destination: Destination, format: ResultFormat, withID: Bool, overwrite: Bool = false
  ) throws {
    self.destination = destination
    self.format = format
    self.overwrite = overwrite
    switch destination {
    case .standardOutput:
      descriptor = STDOUT_FILENO
    case .file(let path):
      let partial = PartialName.partial(of: path)
      if !overwrite {
        try Self.requireAbsent(path)
        try Self.requireAbsent(partial)
      }
      // Exclusively, unless told otherwise: of two runs at once, the second is refused.
      let mode = overwrite ? O_TRUNC : O_EXCL
      descriptor = open(partial, O_WRONLY | O_CREAT | O_CLOEXEC | mode, 0o666)
      guard descriptor >= 0 else {
        throw ResultError.cannotWrite(partial, reason: String(cString: strerror(errno)))
      }
    }
    if let header = format.header(withID: withID) { try write(header) }
  }

  deinit {
    if isOpen, destination != .standardOutput { close(descriptor) }
  }

  /// Writes one row.
  ///
  /// - Throws: ``ResultError/closedEarly`` where nobody reads standard output any more, otherwise
  ///   ``ResultError/cannotWrite(_:reason:)``.
  public func append(_ row: ResultRow) throws {
    try write(format.line(for: row))
  }

  /// Ends the file and gives it its name.
  ///
  /// - Throws: ``ResultError`` naming the file.
  public func finish() throws {
    guard isOpen, case .file(let path) = destination else { return }
    isOpen = false
    guard close(descriptor) == 0 else {
      throw ResultError.cannotWrite(path, reason: String(cString: strerror(errno)))
    }
    try PartialName.takeFinalName(path, overwrite: overwrite)
  }

  /// Writes one line whole, or takes back what of it was written.
  private func write(_ line: String) throws {
    var bytes = line
    bytes += "\n"
    try bytes.withUTF8 { buffer in
      var written = 0
      while written < buffer.count {
        let count = Glibc.write(
          descriptor, buffer.baseAddress.map { $0 + written }, buffer.count - written)
        if count >= 0 {
          written += count
        } else if errno != EINTR {
          try fail(errno)
        }
      }
      length += off_t(written)
    }
  }

  private func fail(_ code: Int32) throws -> Never {
    switch destination {
    case .standardOutput where code == EPIPE:
      throw ResultError.closedEarly
    case .standardOutput:
      throw ResultError.cannotWrite("standard output", reason: String(cString: strerror(code)))
    case .file(let path):
      let partial = PartialName.partial(of: path)
      _ = ftruncate(descriptor, length)
      throw ResultError.cannotWrite(partial, reason: String(cString: strerror(code)))
    }
  }

  private static func requireAbsent(_ path: String) throws {
    guard access(path, F_OK) != 0 else { throw ResultError.exists(path) }
  }
}

/// Why results cannot be written.
public enum ResultError: Error, Equatable, CustomStringConvertible {
  /// A file that is there already and may not be replaced.
  case exists(String)
  /// A file that the system refuses to write, with its reason.
  case cannotWrite(String, reason: String)
  /// The reader of standard output went away.
  case closedEarly

  public var description: String {
    switch self {
    case .exists(let path): "\(path): exists already"
    case .cannotWrite(let path, let reason): "\(path): cannot be written: \(reason)"
    case .closedEarly: "standard output: closed by its reader"
    }
  }
}
