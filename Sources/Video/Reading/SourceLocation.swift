/// What the name of a source stands for, and how far opening it may reach.
enum SourceLocation: Equatable {
  /// Standard input.
  case standardInput
  /// A file on this machine.
  case file(path: String)
  /// A named pipe or device on this machine, read like standard input.
  case stream(path: String)
  /// Something on the network, with the protocols that may be used to reach it.
  case network(url: String, protocols: [String])
  /// Picture files, one frame each, in order.
  case pictures([String])
  /// The bytes of one picture file.
  case memory([UInt8])

  /// Finds out what `source` is.
  ///
  /// - Throws: ``VideoError``: nothing has this name, a folder or pattern without pictures, a URL of
  ///   a scheme that is not supported.
  init(_ source: String) throws {
    if source == "-" {
      self = .standardInput
      return
    }
    let path = SourceLocation.localPath(source)
    switch FileKind(path) {
    case .folder:
      self = .pictures(try PictureFiles.inFolder(path))
    case .regular(let size):
      guard size > 0 else { throw VideoError.empty(source: source) }
      self = PictureFiles.isPicture(path) ? .pictures([path]) : .file(path: path)
    case .stream:
      self = .stream(path: path)
    case .missing:
      if let scheme = SourceLocation.scheme(of: source) {
        guard let protocols = SourceLocation.protocols[scheme] else {
          throw VideoError.unsupportedScheme(
            source: source, scheme: scheme, supported: SourceLocation.protocols.keys.sorted())
        }
        self = .network(url: source, protocols: protocols)
      } else if path.contains("%") {
        self = .pictures(try PictureFiles.matching(path))
      } else {
        throw VideoError.notFound(source: source)
      }
    }
  }

  /// The protocols that libavformat may use, as its whitelist.
  ///
  /// A playlist or a reference inside a container must not reach further than the user did: a local
  /// file opens local files only, and the network is used only where the user gave a URL, then
  /// never the local disk.
  var protocolWhitelist: String {
    switch self {
    case .standardInput, .stream: "pipe"
    // `crypto` only decrypts what another protocol of the list reads.
    case .file: "file,crypto"
    case .network(_, let protocols): protocols.joined(separator: ",")
    // Each picture's bytes are handed over; nothing else is there to open.
    case .pictures, .memory: "none"
    }
  }

  /// Whether frames come at their own pace and cannot be had again.
  var isLive: Bool {
    switch self {
    case .standardInput, .stream, .network: true
    case .file, .pictures, .memory: false
    }
  }

  private static let webProtocols = [
    "http", "https", "httpproxy", "tcp", "tls", "crypto", "data",
  ]
  private static let messagingProtocols = [
    "rtmp", "rtmpe", "rtmps", "rtmpt", "rtmpte", "rtmpts", "tcp", "tls", "http", "https",
    "ffrtmphttp", "ffrtmpcrypt",
  ]
  private static let streamingProtocols = [
    "rtsp", "rtsps", "rtp", "srtp", "udp", "tcp", "tls", "http", "https", "httpproxy",
  ]

  /// For each scheme of a URL, the protocols that serving it takes.
  private static let protocols: [String: [String]] = [
    "http": webProtocols, "https": webProtocols,
    "rtsp": streamingProtocols, "rtsps": streamingProtocols,
    "rtp": ["rtp", "srtp", "udp"], "srtp": ["rtp", "srtp", "udp"],
    "udp": ["udp"], "tcp": ["tcp"], "tls": ["tls", "tcp"],
    "rtmp": messagingProtocols, "rtmpe": messagingProtocols, "rtmps": messagingProtocols,
    "rtmpt": messagingProtocols, "rtmpte": messagingProtocols, "rtmpts": messagingProtocols,
    "srt": ["srt", "udp"], "ftp": ["ftp", "tcp"],
    "mmsh": ["mmsh", "http", "tcp"], "mmst": ["mmst", "tcp"],
  ]

  /// The scheme of a URL (`http` of `http://…`) in lower case, or nil for what is none.
  private static func scheme(of source: String) -> String? {
    guard let colon = source.firstIndex(of: ":"), source[colon...].hasPrefix("://"),
      let first = source.first, first.isASCII, first.isLetter
    else { return nil }
    let scheme = source[..<colon]
    let isPlain = scheme.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0))
    }
    return isPlain ? scheme.lowercased() : nil
  }

  /// The path that `file://PATH` or `file:PATH` names, unless a file has that very name.
  private static func localPath(_ source: String) -> String {
    guard source.hasPrefix("file:"), case .missing = FileKind(source) else { return source }
    return String(source.dropFirst(source.hasPrefix("file://") ? 7 : 5))
  }
}
