#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An array in a NumPy `.npy` file of format 1.0, little-endian and in C order
/// (numpy.lib.format, version 1.0).
package struct NumPyArray {
  /// The extent of every dimension.
  package let shape: [Int]
  /// The elements as floats.
  package let values: [Float]

  /// Reads a file of unsigned bytes or 32-bit floats.
  package init(contentsOf path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw ParityError.unreadable(path, "no such file")
    }
    let bytes = [UInt8](data)
    guard bytes.count > 10, bytes.starts(with: [0x93] + Array("NUMPY".utf8)), bytes[6] == 1 else {
      throw ParityError.unreadable(path, "expected a .npy file of version 1.0")
    }
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    guard start <= bytes.count else { throw ParityError.unreadable(path, "the header is cut off") }
    let header = String(decoding: bytes[10..<start], as: UTF8.self)
    guard header.contains("'fortran_order': False"),
      let open = header.firstIndex(of: "("), let close = header.firstIndex(of: ")")
    else { throw ParityError.unreadable(path, "expected an array in C order") }
    shape = header[header.index(after: open)..<close].split(separator: ",")
      .compactMap { Int($0.filter { $0.isNumber }) }
    let count = shape.reduce(1, *)
    if header.contains("'|u1'"), bytes.count - start == count {
      values = bytes[start...].map(Float.init)
    } else if header.contains("'<f4'"), bytes.count - start == 4 * count {
      values = bytes[start...].withUnsafeBytes { raw in
        (0..<count).map {
          Float(bitPattern: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
        }
      }
    } else {
      throw ParityError.unreadable(path, "expected \(count) bytes or 32-bit floats")
    }
  }
}

/// Why a folder of reference data cannot be compared with.
package enum ParityError: Error, CustomStringConvertible {
  /// A file, and what is wrong with it.
  case unreadable(String, String)

  package var description: String {
    switch self {
    case .unreadable(let path, let reason): "\(path): \(reason)"
    }
  }
}
