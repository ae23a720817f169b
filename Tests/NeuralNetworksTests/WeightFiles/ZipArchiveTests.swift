import Testing

@testable import NeuralNetworks

@Suite struct ZipArchiveTests {
  private func archive(_ builder: ZipBuilder) throws -> ZipArchive {
    try ZipArchive(FileContents(copying: builder.bytes(), path: "test.pth"))
  }

  /// What a changed archive of two entries, "a" of 3 bytes and "b" of 4, is refused with.
  private func message(_ change: (inout ZipBuilder) -> Void) throws -> String {
    var builder = ZipBuilder()
    builder.entries = [
      .init(name: "a", data: [1, 2, 3]), .init(name: "b", data: [4, 5, 6, 7]),
    ]
    change(&builder)
    return try WeightFixtures.message {
      let archive = try archive(builder)
      for name in archive.names { _ = try archive.range(of: name) }
    } ?? "accepted"
  }

  @Test func findsStoredEntries() throws {
    for isWide in [false, true] {
      for comment in [[], Array("PK\u{5}\u{6} a comment".utf8)] as [[UInt8]] {
        var builder = ZipBuilder(isWide: isWide, comment: comment)
        builder.entries = [.init(name: "a", data: [1, 2, 3]), .init(name: "é/b", data: [])]
        let contents = FileContents(copying: builder.bytes(), path: "test.pth")
        let archive = try ZipArchive(contents)
        #expect(archive.names == ["a", "é/b"])
        let range = try #require(try archive.range(of: "a"))
        #expect(try contents.withBytes(in: range, part: "a") { [UInt8]($0) } == [1, 2, 3])
        #expect(try archive.range(of: "é/b")?.isEmpty == true)
        #expect(try archive.range(of: "c") == nil)
      }
    }
    #expect(try archive(ZipBuilder()).names.isEmpty)
  }

  @Test func refusesWhatItDoesNotRead() throws {
    #expect(try message { $0.entries[1].method = 8 }.contains("\"b\": found compression (deflate)"))
    #expect(try message { $0.entries[1].method = 93 }.contains("compression method 93"))
    #expect(try message { $0.entries[0].flags = 1 }.contains("\"a\": found it encrypted"))
  }

  @Test func refusesAmbiguousNames() throws {
    #expect(try message { $0.entries[1].name = "a" }.contains("found the name twice"))
    #expect(try message { $0.entries[1].localName = "a" }.contains("expected the same name"))
  }

  @Test func refusesSizesThatLie() throws {
    for isWide in [false, true] {
      for size in [5, 1000, UInt32.max - 1] {
        let text = try message {
          $0.isWide = isWide
          $0.entries[1].claimedSize = size
        }
        #expect(text.contains("found 4 bytes, expected \(size)"), "\(text)")
        let bomb = try message {
          $0.isWide = isWide
          $0.entries[1].claimedSize = size
          $0.entries[1].claimedStoredSize = 4
        }
        #expect(bomb.contains("found 4 bytes stored as \(size)"), "\(bomb)")
      }
    }
    // A smaller size than the real one is caught by the checksum.
    #expect(try message { $0.entries[1].claimedSize = 3 }.contains("the file is damaged"))
  }

  @Test func refusesOverlappingEntries() throws {
    #expect(try message { $0.entries[1].claimedOffset = 0 }.contains("within another entry"))
    let text = try message {
      $0.entries[1].name = "a"
      $0.entries[1].claimedOffset = 0
    }
    #expect(text.contains("twice"))
    // The first entry's data hold the second's header.
    var inner = ZipBuilder()
    inner.entries = [.init(name: "b", data: [4, 5, 6, 7])]
    let nested = try message {
      $0.entries[0].data = Array(inner.bytes().prefix(35))
      $0.entries[1].claimedOffset = 31
    }
    #expect(nested.contains("within another entry"), "\(nested)")
  }

  @Test func refusesOffsetsBeyondTheEntries() throws {
    #expect(try message { $0.entries[1].claimedOffset = 1_000_000 }.contains("found 0 bytes"))
    #expect(try message { $0.entries[1].claimedOffset = 35 }.contains("a local header"))
  }

  @Test func refusesWrongEntryCounts() throws {
    #expect(try message { $0.claimedEntryCount = 1 }.contains("after 1 entries"))
    #expect(try message { $0.claimedEntryCount = 3 }.contains("3 entries in a directory of 94"))
    let wide = try message {
      $0.isWide = true
      $0.claimedEntryCount = .max
    }
    #expect(wide.contains("entries in a directory"), "\(wide)")
  }

  @Test func refusesAWrongChecksum() throws {
    let text = try message { $0.entries[0].claimedChecksum = 0xDEAD }
    #expect(text.contains("\"a\": found checksum 55bc801d, expected dead"), "\(text)")
  }

  @Test func refusesAnotherByteOrder() throws {
    var builder = ZipBuilder.checkpoint(
      pickle: PickleBuilder.tensor(count: 1, shape: [], strides: []),
      storages: [WeightFixtures.littleEndian(Float(0.5).bitPattern)])
    builder.entries.append(.init(name: "archive/byteorder", data: Array("little".utf8)))
    #expect(
      try WeightFixtures.checkpoint(builder.bytes()).tensors
        == ["weight": Tensor(shape: [], values: [0.5])])
    builder.entries[2].data = Array("big".utf8)
    let message = try WeightFixtures.message {
      _ = try WeightFixtures.checkpoint(builder.bytes())
    }
    #expect(message?.contains("byteorder: found \"big\", which is not supported") == true)
  }

  @Test func refusesAnArchiveWithoutPickle() throws {
    var builder = ZipBuilder()
    builder.entries = [.init(name: "word/document.xml", data: [])]
    let message = try WeightFixtures.message {
      _ = try WeightFixtures.checkpoint(builder.bytes())
    }
    #expect(message?.contains("found no \"word/data.pkl\"") == true)
  }
}
