import Glibc
import Tracking
import Video

/// Where a run's results go, decided before any work is done.
struct Outputs {
  /// Where the boxes go.
  let results: ResultFile.Destination
  /// How they are written.
  let format: ResultFormat
  /// The annotated video's path, if one is asked for.
  let annotated: String?
  /// Whether existing files may be replaced.
  let overwrite: Bool

  /// Decides, and refuses files that exist.
  ///
  /// - Parameters:
  ///   - options: What the user asked for.
  ///   - isLive: Whether the video is standard input or a stream.
  /// - Throws: ``Refusal`` naming the file.
  init(options: RunOptions, isLive: Bool) throws {
    format = options.format ?? Self.format(of: options.output)
    annotated = options.annotated
    overwrite = options.force
    if let output = options.output {
      results = output == "-" ? .standardOutput : .file(output)
    } else if isLive {
      results = .standardOutput
    } else {
      results = .file(Self.stem(of: options.video) + ".track." + format.fileExtension)
    }
    var targets = [annotated].compactMap { $0 }
    if case .file(let path) = results { targets.append(path) }
    for target in targets {
      try check(target, against: options.video)
    }
    if targets.count == 2, targets[0] == targets[1] {
      throw Refusal("\(targets[0]): given both for the boxes and for the video")
    }
  }

  private func check(_ target: String, against video: String) throws {
    if Self.isSameFile(target, video) {
      throw Refusal("\(target): is the video itself, expected another file to write to")
    }
    let folder = Self.parent(of: target)
    guard access(folder, F_OK) == 0 else {
      throw RunError.folderMissing(target: target, folder: folder)
    }
    guard !overwrite else { return }
    if Self.isFilled(target) {
      throw Refusal("\(target): exists already, --force overwrites it")
    }
    let partial = PartialName.partial(of: target)
    if access(partial, F_OK) == 0 {
      throw Refusal("\(partial): left by a run that did not end, --force overwrites it")
    }
  }

  /// `.jsonl` asks for JSON lines; everything else is CSV unless `--format` says so.
  private static func format(of output: String?) -> ResultFormat {
    output?.hasSuffix(".jsonl") == true ? .jsonLines : .csv
  }

  /// `folder/clip.mp4` → `folder/clip`, `frames/` → `frames`, `frames/%05d.jpg` → `frames`.
  static func stem(of video: String) -> String {
    var path = video
    while path.count > 1, path.hasSuffix("/") { path.removeLast() }
    if path.contains("%") { return parent(of: path) }
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR { return path }
    let nameStart = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    guard let dot = path[nameStart...].lastIndex(of: "."), dot != nameStart else { return path }
    return String(path[..<dot])
  }

  private static func parent(of path: String) -> String {
    var path = Substring(path)
    while path.count > 1, path.last == "/" { path.removeLast() }
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// Whether there is a file, or a folder with something in it.
  private static func isFilled(_ path: String) -> Bool {
    guard access(path, F_OK) == 0 else { return false }
    guard let folder = opendir(path) else { return true }
    defer { closedir(folder) }
    var entries = 0
    while readdir(folder) != nil { entries += 1 }
    return entries > 2
  }

  private static func isSameFile(_ one: String, _ other: String) -> Bool {
    var first = stat()
    var second = stat()
    guard stat(one, &first) == 0, stat(other, &second) == 0 else { return false }
    return first.st_dev == second.st_dev && first.st_ino == second.st_ino
  }
}

/// A use of the program that makes no sense: one line on standard error and exit code 64.
struct Refusal: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// Work that failed: one line on standard error and exit code 1.
enum RunError: Error, CustomStringConvertible {
  /// The folder of a file to write does not exist.
  case folderMissing(target: String, folder: String)
  /// A damaged video, with `--strict`.
  case damaged(String)

  var description: String {
    switch self {
    case .folderMissing(let target, let folder):
      "\(target): cannot be written: the folder \(folder) does not exist"
    case .damaged(let message): message
    }
  }
}
