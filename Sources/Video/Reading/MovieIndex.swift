#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Looking for the index of an MP4 or MOV file, to tell people why a file cannot be read.
///
/// Such a file is a row of atoms: four bytes of size, four bytes of name, then the content
/// (ISO/IEC 14496-12, section 4.2). A camera writes the index, the atom `moov`, when it stops.
enum MovieIndex {
  /// Whether the file is an MP4 or MOV file that has no whole index.
  static func isMissing(in path: String) -> Bool {
    let file = open(path, O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return false }
    defer { close(file) }
    var status = stat()
    guard fstat(file, &status) == 0 else { return false }
    let length = Int64(status.st_size)
    var place: Int64 = 0
    var isMovie = false
    // Files have a handful of atoms; the limit only guards against nonsense.
    for _ in 0..<10_000 where place < length {
      guard let atom = Atom(file: file, at: place) else { break }
      if atom.name == "ftyp" || atom.name == "mdat" { isMovie = true }
      if atom.name == "moov" { return place + (atom.size ?? 0) > length }
      guard let size = atom.size, size >= 8, place <= Int64.max - size else { break }
      place += size
    }
    return isMovie
  }

  private struct Atom {
    var name: String
    /// Bytes including the header; nil for "up to the end of the file".
    var size: Int64?

    init?(file: Int32, at place: Int64) {
      var header = [UInt8](repeating: 0, count: 16)
      guard pread(file, &header, 16, off_t(place)) >= 8 else { return nil }
      name = String(decoding: header[4..<8], as: UTF8.self)
      let short = header[0..<4].reduce(Int64(0)) { $0 << 8 | Int64($1) }
      switch short {
      case 0: size = nil
      case 1:
        let long = header[8..<16].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        size = Int64(exactly: long)
      default: size = short
      }
    }
  }
}
