// Draws glyphs of an alphabet that never was: what track verify is shown on.
//
// usage: make-glyphs FOLDER [GLYPHS [WRITERS [SEED]]]
//
// FOLDER/glyph-007/writer-03.pgm is how the fourth writer writes the eighth glyph, 64×64 grey.

import Glibc
import Siamese

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

let arguments = CommandLine.arguments.dropFirst()
let numbers = arguments.dropFirst().map { Int($0) ?? 0 }
guard let folder = arguments.first, numbers.count <= 3, numbers.allSatisfy({ $0 >= 0 }) else {
  print("usage: make-glyphs FOLDER [GLYPHS [WRITERS [SEED]]]")
  exit(EX_USAGE)
}
let glyphCount = numbers.first ?? 200
let writerCount = numbers.dropFirst().first ?? 20
var random = SplitMix64(seed: UInt64(numbers.dropFirst(2).first ?? 0))

let glyphs = (0..<glyphCount).map { _ in Glyph(using: &random) }
let writers = (0..<writerCount).map { _ in Writer(using: &random) }

func numbered(_ name: String, _ number: Int) -> String {
  let digits = String(number)
  return name + String(repeating: "0", count: max(3 - digits.count, 0)) + digits
}

do {
  for (index, glyph) in glyphs.enumerated() {
    let place = folder + "/" + numbered("glyph-", index)
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    for (number, writer) in writers.enumerated() {
      let drawing = writer.write(glyph, using: &random)
      let file = Data("P5\n\(Drawing.size) \(Drawing.size)\n255\n".utf8) + Data(drawing.levels)
      try file.write(to: URL(filePath: place + "/" + numbered("writer-", number) + ".pgm"))
    }
  }
  print("\(folder): \(glyphCount) glyphs by \(writerCount) writers")
} catch {
  print("\(folder): cannot be written: \(error)")
  exit(1)
}
