import TestSupport
import Testing

@testable import Video

/// A file must not reach further than the user did.
@Suite struct NetworkTests {
  let folder: TemporaryFolder
  let segment: [UInt8]

  init() throws {
    folder = try TemporaryFolder()
    try TestVideo.write(folder.file("segment.ts"), frames: 50)
    segment = try readBytes(folder.file("segment.ts"))
  }

  private func playlist(_ address: String) -> String {
    """
    #EXTM3U
    #EXT-X-VERSION:3
    #EXT-X-TARGETDURATION:2
    #EXT-X-MEDIA-SEQUENCE:0
    #EXTINF:2.0,
    \(address)
    #EXT-X-ENDLIST

    """
  }

  private func frameCount(_ source: String) -> Int {
    guard let reader = try? VideoReader(source) else { return 0 }
    return (try? allFrames(reader).count) ?? 0
  }

  @Test func filesAndPlaylistsAreReadOverHTTP() throws {
    let server = try LoopbackServer([
      "/segment.ts": segment, "/list.m3u8": Array(playlist("segment.ts").utf8),
    ])
    defer { server.stop() }
    let reader = try VideoReader(server.url("/segment.ts"))
    #expect(reader.isLive)
    #expect(try allFrames(reader).count == 50)
    #expect(frameCount(server.url("/list.m3u8")) == 50)
  }

  @Test func localPlaylistsOpenLocalFilesOnly() throws {
    let local = try folder.write(playlist("segment.ts"), to: "local.m3u8")
    #expect(frameCount(local) == 50)

    let server = try LoopbackServer(["/segment.ts": segment])
    defer { server.stop() }
    let remote = try folder.write(playlist(server.url("/segment.ts")), to: "remote.m3u8")
    #expect(frameCount(remote) == 0)
    let concatenation = try folder.write(
      "ffconcat version 1.0\nfile '\(server.url("/segment.ts"))'\n", to: "remote.ffconcat")
    #expect(frameCount(concatenation) == 0)
    #expect(server.requests.isEmpty)
  }

  @Test func remotePlaylistsDoNotReachLocalFiles() throws {
    let path = folder.file("segment.ts")
    let server = try LoopbackServer([
      "/file.m3u8": Array(playlist("file:" + path).utf8),
      "/slashes.m3u8": Array(playlist("file://" + path).utf8),
      "/plain.ffconcat": Array("ffconcat version 1.0\nfile 'file:\(path)'\n".utf8),
    ])
    defer { server.stop() }
    for name in ["/file.m3u8", "/slashes.m3u8", "/plain.ffconcat"] {
      #expect(frameCount(server.url(name)) == 0, "\(name)")
      #expect(server.requests.contains(name))
    }
  }

  @Test func whatIsNotThereIsAnError() throws {
    let server = try LoopbackServer([:])
    defer { server.stop() }
    let error = thrownError { _ = try VideoReader(server.url("/none.mp4")) }
    guard case VideoError.cannotOpen(_, let reason)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("404"))
  }

  @Test func silentServersAreGivenUpOn() throws {
    let server = try LoopbackServer([:])
    defer { server.stop() }
    let interrupt = InterruptSwitch()
    let error = thrownError {
      _ = try Demuxer(
        .network(url: server.url(LoopbackServer.silentPath), protocols: ["http", "tcp"]),
        source: "silent", maximumPixels: 1 << 20, patience: 0.3, interrupt: interrupt)
    }
    guard case VideoError.cannotOpen(_, let reason)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("no answer"))
  }
}
