import COneDNN
import Glibc

/// What a benchmark ran on.
struct Machine: Codable, Hashable {
  var processor: String
  var processors: Int
  /// Of those that networks and videos are computed with.
  var instructionSets: [String]
  var system: String
  var oneDNN: String
  /// How OpenMP's threads wait for each other.
  var waiting: String

  /// This one.
  static var current: Machine {
    let lines = readLines("/proc/cpuinfo")
    func value(_ key: String) -> String? {
      lines.first { $0.hasPrefix(key) }?.split(separator: ":", maxSplits: 1).last.map {
        String($0.drop { $0 == " " || $0 == "\t" })
      }
    }
    let flags = Set((value("flags") ?? value("Features") ?? "").split(separator: " "))
    let known = [
      "sse4_2", "avx", "avx2", "fma", "avx_vnni", "avx512f", "avx512bw", "avx512_vnni",
      "avx512_bf16", "amx_bf16", "amx_int8", "asimd", "asimddp", "bf16", "i8mm", "sve",
    ]
    var names = utsname()
    uname(&names)
    let release = withUnsafeBytes(of: &names.release) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    let version = dnnl_version().pointee
    return Machine(
      processor: value("model name") ?? value("CPU part") ?? "unknown",
      processors: sysconf(Int32(_SC_NPROCESSORS_ONLN)),
      instructionSets: known.filter { flags.contains(Substring($0)) },
      system: "Linux \(release)",
      oneDNN: "\(version.major).\(version.minor).\(version.patch)",
      waiting: getenv("OMP_WAIT_POLICY").map { String(cString: $0) } ?? "OpenMP's own")
  }

  var text: String {
    """
    \(processor), \(processors) processors (\(instructionSets.joined(separator: ", "))), \(system), \
    oneDNN \(oneDNN), OMP_WAIT_POLICY \(waiting)
    """
  }

  private static func readLines(_ path: String) -> [Substring] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var text: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 {
      text += buffer[..<count]
    }
    return String(decoding: text, as: UTF8.self).split(separator: "\n")
  }
}
