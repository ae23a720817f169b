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
  /// Whether ``annotated`` means numbered pictures.
  let annotatesPictures: Bool
  /// Whether existing files may be replaced.
  let overwrite: Bool

  /// Decides, and refuses files that exist.
  ///
  /// - Parameters:
  ///   - options: What the user asked for.
  ///   - isLive: Whether the video is standard input or a stream.
  /// - Throws: ``Refusal`` or ``RunError`` naming the file.
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
    if case .file(let path) = results { try Self.check(path, options) }
    annotatesPictures = try options.annotated.map(Self.meansPictures) ?? false
    guard let annotated else { return }
    if annotatesPictures {
      try Self.checkPictures(annotated, options)
    } else {
      try Self.check(annotated, options)
    }
    if case .file(let path) = results, Self.isSamePlace(path, annotated) {
      throw Refusal("\(path): given both for the boxes and for the video")
    }
  }

  private static func check(_ target: String, _ options: RunOptions) throws {
    let partial = PartialName.partial(of: target)
    for path in [target, partial] where isSameFile(path, localPath(options.video)) {
      throw Refusal(
        path == target
          ? "\(target): is the video itself, expected another file to write to"
          : "\(target): is written as \(partial) at first, which is the video itself")
    }
    try requireFolder(of: target)
    guard !options.force else { return }
    if access(target, F_OK) == 0 {
      throw Refusal("\(target): exists already, --force overwrites it")
    }
    if access(partial, F_OK) == 0 {
      throw Refusal("\(partial): left by a run that did not end, --force overwrites it")
    }
  }

  /// Pictures have no partial names, so the folder must be theirs.
  private static func checkPictures(_ target: String, _ options: RunOptions) throws {
    let isFolder = target.hasSuffix("/") || isFolder(target)
    let folder = isFolder ? target : parent(of: target)
    let video = localPath(options.video)
    let source = Self.isFolder(video) ? video : parent(of: video)
    if isSameFile(folder, source) {
      throw Refusal("\(target): lies in the folder of the video, expected a folder of its own")
    }
    try requireFolder(of: isFolder ? folder : target)
    if !options.force, isFilled(folder) {
      throw Refusal("\(folder): has something in it already, --force writes into it")
    }
  }

  /// Whether a path for annotated video means pictures.
  private static func meansPictures(_ path: String) throws -> Bool {
    do {
      return try VideoWriter.writesPictures(to: path)
    } catch VideoWritingError.folderNotFound(_, let folder) {
      throw RunError.folderMissing(target: path, folder: folder)
    } catch let error as VideoWritingError {
      throw Refusal("\(error)")
    }
  }

  static func requireFolder(of target: String) throws {
    let folder = parent(of: target)
    guard isFolder(folder) else { throw RunError.folderMissing(target: target, folder: folder) }
  }

  /// `.jsonl` asks for JSON lines; everything else is CSV unless `--format` says so.
  private static func format(of output: String?) -> ResultFormat {
    output?.hasSuffix(".jsonl") == true ? .jsonLines : .csv
  }

  /// `folder/clip.mp4` → `folder/clip`, `frames/` → `frames`, `frames/%05d.jpg` → `frames`.
  static func stem(of video: String) -> String {
    var path = localPath(video)
    if access(path, F_OK) != 0, path.contains("%") { path = parent(of: path) }
    if isFolder(path) {
      // `.` and `..` have no name to put an ending to.
      guard path.hasSuffix("."), let real = realpath(path, nil) else { return withoutSlash(path) }
      defer { free(real) }
      return String(cString: real)
    }
    let nameStart = path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex
    guard let dot = path[nameStart...].lastIndex(of: "."), dot != nameStart else { return path }
    return String(path[..<dot])
  }
}

// MARK: - Paths

extension Outputs {
  private static func localPath(_ video: String) -> String {
    video.hasPrefix("file://") ? String(video.dropFirst("file://".count)) : video
  }

  private static func withoutSlash(_ path: String) -> String {
    var path = path
    while path.count > 1, path.last == "/" { path.removeLast() }
    return path
  }

  private static func parent(of path: String) -> String {
    let path = withoutSlash(path)
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// Whether a folder has something in it.
  static func isFilled(_ path: String) -> Bool {
    guard let folder = opendir(path) else { return false }
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

  /// Whether two paths, of files that need not exist, are one.
  private static func isSamePlace(_ one: String, _ other: String) -> Bool {
    one.split(separator: "/").last == other.split(separator: "/").last
      && isSameFile(parent(of: one), parent(of: other))
  }
}
