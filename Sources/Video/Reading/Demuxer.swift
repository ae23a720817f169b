import CLibAV

/// An open container: libavformat's side of reading. Gives the packets of one video stream.
///
/// For one thread at a time.
final class Demuxer {
  /// What the user called the source; for messages.
  let source: String
  let interrupt: InterruptSwitch
  /// The video stream's number.
  private(set) var streamIndex: Int32 = 0

  private var context: UnsafeMutablePointer<AVFormatContext>?
  /// The bytes' origin where libavformat does not open it itself. Lives as long as the context.
  private let input: (any InputContext)?
  /// How long the network may be silent, in seconds; nil for sources that may take their time.
  private let patience: Double?

  /// Opens a source and finds its video stream.
  ///
  /// - Parameters:
  ///   - location: What to open; not pictures in plural.
  ///   - source: What the user called it.
  ///   - maximumPixels: The largest picture that may be decoded to learn about the stream.
  ///   - patience: How long the network may be silent, in seconds.
  ///   - interrupt: Ends waiting, from any thread.
  init(
    _ location: SourceLocation, source: String, maximumPixels: Int, patience: Double = 10,
    interrupt: InterruptSwitch
  ) throws {
    self.source = source
    self.interrupt = interrupt
    silenceLibAV()
    var url: String?
    var isPicture = false
    switch location {
    case .standardInput:
      input = try DescriptorInput(descriptor: 0, closesDescriptor: false, interrupt: interrupt)
    case .stream(let path):
      input = try DescriptorInput(path: path, interrupt: interrupt)
    case .pictures(let paths):
      input = try DescriptorInput(path: paths.first ?? source, interrupt: interrupt)
      isPicture = true
    case .memory(let bytes):
      input = try MemoryInput(bytes)
      isPicture = true
    case .file(let path):
      input = nil
      url = "file:" + path
    case .network(let address, _):
      input = nil
      url = address
    }
    if case .network = location { self.patience = patience } else { self.patience = nil }
    try open(url, protocolWhitelist: location.protocolWhitelist)
    // A picture says by its first bytes what it is; looking further would decode it twice.
    if !isPicture { try findStreams(maximumPixels: maximumPixels) }
    try chooseStream()
  }

  deinit { avformat_close_input(&context) }

  private func open(_ url: String?, protocolWhitelist: String) throws {
    guard let allocated = avformat_alloc_context() else {
      throw VideoError.outOfMemory(purpose: "opening \(source)")
    }
    allocated.pointee.interrupt_callback = interrupt.callback
    allocated.pointee.pb = input?.context
    context = allocated
    var options: OpaquePointer?
    av_dict_set(&options, "protocol_whitelist", protocolWhitelist, 0)
    defer { av_dict_free(&options) }
    interrupt.allow(seconds: patience)
    // Frees the context and sets it to nil where it fails.
    let status = avformat_open_input(&context, url, nil, &options)
    guard status >= 0 else { throw openingError(status, url) }
  }

  private func openingError(_ status: Int32, _ url: String?) -> VideoError {
    if interrupt.hasTimedOut {
      return .cannotOpen(source: source, reason: "no answer within \(patience ?? 0) seconds")
    }
    guard status == CLIBAV_ERROR_INVALID_DATA || status == CLIBAV_ERROR_END_OF_FILE else {
      return .cannotOpen(source: source, reason: libavReason(status))
    }
    if let url, url.hasPrefix("file:"), MovieIndex.isMissing(in: String(url.dropFirst(5))) {
      return .indexMissing(source: source)
    }
    return .notAVideo(source: source, reason: "no known video format, or damaged at its beginning")
  }

  private func findStreams(maximumPixels: Int) throws {
    guard let context else { return }
    let count = Int(context.pointee.nb_streams)
    // libavformat decodes some frames to learn about a stream; the limit must hold there too.
    var options = [OpaquePointer?](repeating: nil, count: max(count, 1))
    let limit = libavPixelLimit(maximumPixels)
    for index in 0..<count { av_dict_set_int(&options[index], "max_pixels", limit, 0) }
    defer { for index in options.indices { av_dict_free(&options[index]) } }
    interrupt.allow(seconds: patience)
    let status = options.withUnsafeMutableBufferPointer {
      avformat_find_stream_info(context, count > 0 ? $0.baseAddress : nil)
    }
    guard status >= 0 else { throw openingError(status, nil) }
  }

  private func chooseStream() throws {
    let best = av_find_best_stream(context, AVMEDIA_TYPE_VIDEO, -1, -1, nil, 0)
    let candidates = (best >= 0 ? [Int(best)] : []) + Array(streams.indices)
    let chosen = candidates.first {
      streams[$0].pointee.codecpar.pointee.codec_type == AVMEDIA_TYPE_VIDEO
        && streams[$0].pointee.disposition & AV_DISPOSITION_ATTACHED_PIC == 0
    }
    guard let chosen else {
      throw VideoError.noVideoStream(source: source, found: kindsOfStreams)
    }
    streamIndex = Int32(chosen)
    for (index, stream) in streams.enumerated() where index != chosen {
      stream.pointee.discard = AVDISCARD_ALL
    }
  }

  private var kindsOfStreams: [String] {
    var kinds: [String] = []
    for stream in streams {
      let type = stream.pointee.codecpar.pointee.codec_type
      let isCover = stream.pointee.disposition & AV_DISPOSITION_ATTACHED_PIC != 0
      let name = av_get_media_type_string(type).map { String(cString: $0) } ?? "unknown data"
      let kind = isCover ? "a cover picture" : name
      if !kinds.contains(kind) { kinds.append(kind) }
    }
    return kinds
  }

  private var streams: UnsafeBufferPointer<UnsafeMutablePointer<AVStream>> {
    guard let context, let first = context.pointee.streams else {
      return .init(start: nil, count: 0)
    }
    // libavformat promises that the first nb_streams pointers are not null.
    return UnsafeRawPointer(first).withMemoryRebound(
      to: UnsafeMutablePointer<AVStream>.self, capacity: Int(context.pointee.nb_streams)
    ) { UnsafeBufferPointer(start: $0, count: Int(context.pointee.nb_streams)) }
  }
}

// MARK: - What the decoder needs

extension Demuxer {
  /// The video stream. Valid as long as this demuxer.
  var stream: UnsafeMutablePointer<AVStream> { streams[Int(streamIndex)] }

  /// The stream's duration in seconds, or the container's, where one of them says.
  var duration: Double? {
    guard let context else { return nil }
    if stream.pointee.duration != CLIBAV_NO_TIMESTAMP, stream.pointee.duration > 0 {
      return Double(stream.pointee.duration) * av_q2d(stream.pointee.time_base)
    }
    guard context.pointee.duration != CLIBAV_NO_TIMESTAMP, context.pointee.duration > 0 else {
      return nil
    }
    return Double(context.pointee.duration) / Double(AV_TIME_BASE)
  }

  /// How many frames the container promises to show, where it promises it exactly: MP4 and MOV list
  /// every frame in their index (fragmented ones do not).
  var promisedFrames: Int? {
    guard let context, let name = context.pointee.iformat.pointee.name,
      String(cString: name).split(separator: ",").contains("mp4"), stream.pointee.nb_frames > 0
    else { return nil }
    // An edit list hides frames: they are decoded for the sake of others, and not shown.
    let count = avformat_index_get_entries_count(stream)
    let shown = (0..<count).count {
      (avformat_index_get_entry(stream, $0)?.pointee.flags ?? 0) & AVINDEX_DISCARD_FRAME == 0
    }
    return shown
  }

  /// The shape of a frame's pixels; one to one where neither frame nor stream says.
  func pixelAspectRatio(of frame: UnsafeMutablePointer<AVFrame>?) -> Ratio {
    Ratio(known: av_guess_sample_aspect_ratio(context, stream, frame)) ?? .one
  }

  /// Reads the next packet of any kept stream into `packet`; returns libav's status.
  func read(into packet: UnsafeMutablePointer<AVPacket>) -> Int32 {
    interrupt.allow(seconds: patience)
    return av_read_frame(context, packet)
  }
}

/// libav writes its warnings to standard error; what matters of them reaches people as errors and
/// counts instead.
func silenceLibAV() { av_log_set_level(AV_LOG_QUIET) }
