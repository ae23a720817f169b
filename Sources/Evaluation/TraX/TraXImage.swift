import Video

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A picture as a TraX client hands it over.
public enum TraXImage: Hashable, Sendable {
  /// A file on this machine: a plain path, or `file://PATH`.
  case file(String)
  /// A picture elsewhere, such as `http://…`.
  case url(String)
  /// Pixels: `image:WIDTH;HEIGHT;FORMAT;BASE64`.
  case pixels([UInt8], width: Int, height: Int, format: PixelFormat)
  /// A JPEG or PNG file's bytes: `data:image/jpeg;BASE64`.
  case encoded([UInt8])

  /// How pixels are written down, row by row.
  public enum PixelFormat: String, CaseIterable, Sendable {
    /// Red, green and blue, a byte each.
    case rgb
    /// Brightness in one byte.
    case gray8
    /// Brightness in two bytes, the low one first.
    case gray16

    /// The bytes of one pixel.
    var bytesPerPixel: Int {
      switch self {
      case .rgb: 3
      case .gray8: 1
      case .gray16: 2
      }
    }
  }

  /// Reads an image from a message's argument.
  ///
  /// - Throws: ``TraXError/badImage(found:expected:)``.
  public init(_ text: String) throws {
    guard let scheme = Self.scheme(of: text) else {
      self = .file(text)
      return
    }
    let rest = text.dropFirst(scheme.count + 1)
    let resource = rest.hasPrefix("//") ? rest.dropFirst(2) : rest
    switch scheme {
    case "file": self = .file(String(resource))
    case "image": self = try Self.pixels(resource, of: text)
    case "data": self = try Self.encoded(resource, of: text)
    default: self = .url(text)
    }
  }

  /// What stands before the colon of a URL. Paths have slashes or dots before their first colon, or
  /// none within as many bytes as a scheme may have.
  private static func scheme(of text: String) -> Substring? {
    let scheme = text.prefix(16).prefix { $0 != ":" }
    let isScheme = scheme.utf8.allSatisfy {
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || $0 == UInt8(ascii: "+")
        || $0 == UInt8(ascii: "-")
    }
    guard !scheme.isEmpty, scheme.count < 16, scheme.endIndex < text.endIndex, isScheme else {
      return nil
    }
    return scheme
  }

  private static func pixels(_ resource: Substring, of text: String) throws -> TraXImage {
    let parts = resource.split(separator: ";", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4, let width = Int(parts[0]), let height = Int(parts[1]),
      let format = PixelFormat(rawValue: parts[2].lowercased())
    else {
      throw TraXError.badImage(
        found: text, expected: "image:WIDTH;HEIGHT;FORMAT;BASE64 with rgb, gray8 or gray16")
    }
    guard (1...32768).contains(width), (1...32768).contains(height),
      width * height <= VideoReader.Options.defaultMaximumPixels
    else {
      throw TraXError.badImage(
        found: text, expected: "at most \(VideoReader.Options.defaultMaximumPixels) pixels")
    }
    let count = width * height * format.bytesPerPixel
    guard let bytes = decodeBase64(parts[3]), bytes.count == count else {
      throw TraXError.badImage(found: text, expected: "\(count) bytes in Base64")
    }
    return .pixels(bytes, width: width, height: height, format: format)
  }

  private static func encoded(_ resource: Substring, of text: String) throws -> TraXImage {
    // The specification writes `;base64;` behind the type, RFC 2397 `;base64,`, the library nothing.
    let parts = resource.split(separator: ";", maxSplits: 1)
    guard parts.count == 2, ["image/jpeg", "image/png"].contains(parts[0].lowercased()) else {
      throw TraXError.badImage(
        found: text, expected: "data:image/jpeg;BASE64 or data:image/png;BASE64")
    }
    let mark = ["base64;", "base64,"].first(where: parts[1].hasPrefix) ?? ""
    guard let bytes = decodeBase64(parts[1].dropFirst(mark.count)), !bytes.isEmpty else {
      throw TraXError.badImage(found: text, expected: "a JPEG or PNG file in Base64")
    }
    return .encoded(bytes)
  }

  private static func decodeBase64(_ text: Substring) -> [UInt8]? {
    Data(base64Encoded: Data(text.utf8)).map(Array.init)
  }
}

extension TraXImage {
  /// Reads or decodes the picture.
  ///
  /// - Throws: `VideoError` naming the file or URL and what is wrong with it.
  func frame() throws -> Frame {
    switch self {
    case .file(let path): try Frame.reading(picture: path)
    case .url(let url): try Self.firstFrame(of: url)
    case .encoded(let bytes): try Frame.decoding(picture: bytes, named: "TraX image data:…")
    case .pixels(let bytes, let width, let height, let format):
      try Frame(rgb: Self.rgb(bytes, format), width: width, height: height)
    }
  }

  private static func firstFrame(of url: String) throws -> Frame {
    guard let frame = try VideoReader(url).next() else { throw VideoError.noFrames(source: url) }
    return frame
  }

  /// Grey pixels as RGB of three equal levels, 16 bits rounded to 8.
  private static func rgb(_ bytes: [UInt8], _ format: PixelFormat) -> [UInt8] {
    switch format {
    case .rgb: return bytes
    case .gray8: return bytes.flatMap { [$0, $0, $0] }
    case .gray16:
      return stride(from: 0, to: bytes.count, by: 2).flatMap { place in
        let level = Int(bytes[place]) | Int(bytes[place + 1]) << 8
        return repeatElement(UInt8((level + 128) / 257), count: 3)
      }
    }
  }
}
