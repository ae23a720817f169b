#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What a path leads to.
package enum FileKind {
  case missing
  case folder
  case regular(size: Int)
  /// A named pipe or a device, read like standard input.
  case stream

  package init(_ path: String) {
    var status = stat()
    guard stat(path, &status) == 0 else {
      self = .missing
      return
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: self = .folder
    case S_IFREG: self = .regular(size: Int(status.st_size))
    default: self = .stream
    }
  }
}

/// What the system says about the last call that failed.
package func systemReason() -> String { String(cString: strerror(errno)) }

/// The names in a folder, in no order, without those that begin with a dot.
package func namesInFolder(_ path: String) throws -> [String] {
  guard let folder = opendir(path) else {
    throw VideoError.cannotOpen(source: path, reason: systemReason())
  }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
      tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: tuple.pointee)) {
        String(cString: $0)
      }
    }
    if !name.hasPrefix(".") { names.append(name) }
  }
  return names
}

/// A path without links, `.` and `..`; nil where nothing is there.
package func resolvedPath(_ path: String) -> String? {
  guard let resolved = realpath(path, nil) else { return nil }
  defer { free(resolved) }
  return String(cString: resolved)
}
