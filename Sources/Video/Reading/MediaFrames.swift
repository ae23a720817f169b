import CLibAV

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The frames of a video stream in a container: demuxing and decoding together.
final class MediaFrames: PictureSource {
  let information: VideoReader.Information
  private(set) var statistics: VideoReader.Statistics

  private let demuxer: Demuxer
  private let decoder: StreamDecoder
  private let maximumPixels: Int
  private let orientation: Orientation
  private var clock: FrameClock
  private let packet: UnsafeMutablePointer<AVPacket>
  /// Whether the demuxer is at its end, and the decoder gives what it still holds.
  private var isDraining = false
  /// Packets of the stream that were read whole.
  private var packetsRead = 0
  /// Errors since the last packet or frame that went well.
  private var errorsInARow = 0
  /// Whether the decoder refused an argument, as it does with pictures that are too large.
  private var wasRefused = false
  /// Why reading ended early; thrown once all frames before it are given.
  private var failure: VideoError?
  /// After so many errors in a row the source is taken to be at its end.
  private static let tolerance = 1000

  /// Opens a source; it must not be pictures in plural.
  init(
    _ location: SourceLocation, source: String, options: VideoReader.Options,
    interrupt: InterruptSwitch
  ) throws {
    demuxer = try Demuxer(
      location, source: source, maximumPixels: options.maximumPixels, interrupt: interrupt)
    maximumPixels = options.maximumPixels
    let stream = demuxer.stream.pointee
    guard let parameters = stream.codecpar else {
      throw VideoError.noVideoStream(source: source, found: [])
    }
    let (width, height) = (Int(parameters.pointee.width), Int(parameters.pointee.height))
    guard width * height <= maximumPixels else {
      throw VideoError.tooManyPixels(
        source: source, size: "\(width)x\(height)", maximum: maximumPixels)
    }
    decoder = try StreamDecoder(
      parameters, timeBase: stream.time_base, source: source, threads: options.threads,
      maximumPixels: maximumPixels)
    orientation =
      clibav_stream_display_matrix(demuxer.stream).map { Orientation(displayMatrix: $0) }
      ?? .upright
    information = VideoReader.Information(of: demuxer, orientation: orientation)
    clock = FrameClock(
      unit: av_q2d(stream.time_base), usualDuration: 1 / (information.averageFrameRate ?? 25),
      start: stream.start_time == CLIBAV_NO_TIMESTAMP ? nil : stream.start_time)
    statistics = VideoReader.Statistics(promisedFrames: information.frameCount)
    guard let packet = av_packet_alloc() else {
      throw VideoError.outOfMemory(purpose: "reading \(source)")
    }
    self.packet = packet
  }

  deinit {
    var owned: UnsafeMutablePointer<AVPacket>? = packet
    av_packet_free(&owned)
  }

  func next() throws -> Frame? {
    guard let picture = av_frame_alloc() else {
      throw VideoError.outOfMemory(purpose: "a frame of \(demuxer.source)")
    }
    var owned: UnsafeMutablePointer<AVFrame>? = picture
    defer { av_frame_free(&owned) }
    while !demuxer.interrupt.isCancelled {
      let status = decoder.receive(picture)
      if status == 0, isUsable(picture.pointee) {
        owned = nil
        return frame(taking: picture)
      }
      if status == CLIBAV_ERROR_AGAIN, !isDraining {
        try readPacket()
      } else if status == CLIBAV_ERROR_END_OF_FILE || status == CLIBAV_ERROR_AGAIN
        || errorsInARow > MediaFrames.tolerance
      {
        try finish()
        return nil
      } else {
        // A picture that is not usable is one that is too large.
        try countError(status == 0 ? CLIBAV_ERROR_INVALID_ARGUMENT : status)
        av_frame_unref(picture)
      }
    }
    return nil
  }
}

// MARK: - Packets

extension MediaFrames {
  /// Reads one packet and hands it to the decoder; at the end tells the decoder so.
  private func readPacket() throws {
    let status = demuxer.read(into: packet)
    defer { av_packet_unref(packet) }
    switch status {
    case 0:
      if packet.pointee.stream_index == demuxer.streamIndex { try decodePacket() }
    case CLIBAV_ERROR_AGAIN:
      usleep(1000)
    case CLIBAV_ERROR_INVALID_DATA where errorsInARow < MediaFrames.tolerance:
      // Many demuxers find the next whole packet by themselves.
      try countError(status)
    case CLIBAV_ERROR_END_OF_FILE, CLIBAV_ERROR_INVALID_DATA:
      startDraining()
    default:
      let reason =
        demuxer.interrupt.hasTimedOut ? "no more data from the network" : libavReason(status)
      failure = .readFailed(
        source: demuxer.source, frame: statistics.framesDecoded, reason: reason)
      startDraining()
    }
  }

  private func decodePacket() throws {
    guard packet.pointee.flags & AV_PKT_FLAG_CORRUPT == 0 else {
      statistics.corruptPackets += 1
      return
    }
    // Containers that count packets only (AVI) start earlier than their first frame is shown.
    if packetsRead == 0, packet.pointee.pts == CLIBAV_NO_TIMESTAMP { clock.startAtFirstFrame() }
    if packet.pointee.flags & AV_PKT_FLAG_DISCARD == 0 { packetsRead += 1 }
    let status = decoder.send(packet)
    if status < 0 { try countError(status) } else { errorsInARow = 0 }
  }

  private func startDraining() {
    isDraining = true
    // Nothing can be done about a decoder that does not take the news; it then has no frames left.
    _ = decoder.send(nil)
  }

  private func countError(_ status: Int32) throws {
    if status == CLIBAV_ERROR_NO_MEMORY {
      throw VideoError.outOfMemory(purpose: "decoding \(demuxer.source)")
    }
    if status == CLIBAV_ERROR_INVALID_ARGUMENT { wasRefused = true }
    errorsInARow += 1
    statistics.corruptPackets += 1
  }

  /// Draws up the balance when the last frame was given.
  private func finish() throws {
    if let promised = statistics.promisedFrames {
      // Where every promised packet was decoded, a smaller number of frames is no loss: two packets
      // may be the two fields of one interlaced frame.
      let isWhole = packetsRead >= promised && statistics.corruptPackets == 0
      statistics.lostFrames = isWhole ? 0 : max(promised - statistics.framesDecoded, 0)
    }
    if let failure { throw failure }
    if statistics.framesDecoded == 0, wasRefused {
      throw VideoError.tooManyPixels(source: demuxer.source, size: nil, maximum: maximumPixels)
    }
  }
}

// MARK: - Frames

extension MediaFrames {
  private func isUsable(_ picture: AVFrame) -> Bool {
    picture.width > 0 && picture.height > 0 && picture.data.0 != nil
      && Int(picture.width) * Int(picture.height) <= maximumPixels
  }

  private func frame(taking picture: UnsafeMutablePointer<AVFrame>) -> Frame {
    errorsInARow = 0
    let stamp = picture.pointee.best_effort_timestamp
    if picture.pointee.decode_error_flags != 0 || picture.pointee.flags & AV_FRAME_FLAG_CORRUPT != 0
    {
      statistics.damagedFrames += 1
    }
    let turned = clibav_frame_display_matrix(picture).map { Orientation(displayMatrix: $0) }
    let frame = Frame(
      taking: picture, index: statistics.framesDecoded,
      timestamp: clock.time(of: stamp == CLIBAV_NO_TIMESTAMP ? nil : stamp),
      orientation: turned ?? orientation, pixelAspectRatio: demuxer.pixelAspectRatio(of: picture))
    statistics.framesDecoded += 1
    return frame
  }
}
