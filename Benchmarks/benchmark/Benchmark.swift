import Glibc
import Video

/// Measures what tracking costs, part by part: `make benchmark`.
///
/// `benchmark CLIP X,Y,W,H FOLDER [ROUNDS]`: a clip and its object, a folder for the clips in larger
/// sizes that are made of it, and how often each thing is measured, 100 times unless given.
@main enum Benchmark {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments.count == 2, arguments[0] == "--decode" {
      _ = try ProgramSection.decode(arguments[1])
      return
    }
    if arguments.count == 5, arguments[0] == "--enlarge", let height = Int(arguments[2]),
      let frames = Int(arguments[3])
    {
      _ = try EnlargedClip.make(
        of: arguments[1], height: height, frames: frames, in: arguments[4])
      return
    }
    guard arguments.count >= 3, let path = realpath("/proc/self/exe", nil) else {
      Swift.print("usage: benchmark CLIP X,Y,W,H FOLDER [ROUNDS]")
      exit(EX_USAGE)
    }
    let numbers = arguments[1].split(separator: ",").compactMap { Double($0) }
    guard numbers.count == 4 else {
      Swift.print("benchmark: found '\(arguments[1])', expected a box as x,y,w,h")
      exit(EX_USAGE)
    }
    let box = Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
    let rounds = max(arguments.dropFirst(3).first.flatMap { Int($0) } ?? 100, 1)
    defer { free(path) }
    let itself = String(cString: path)
    let folder = "/" + itself.split(separator: "/").dropLast().joined(separator: "/")
    func target(height: Int, frames: Int) throws -> TrackingSection.Target {
      // In a process of its own: what a process starts counts the starter's memory as its own.
      _ = try ProgramMeasurement(
        itself, ["--enlarge", arguments[0], "\(height)", "\(frames)", arguments[2]])
      let path = EnlargedClip.path(height: height, frames: frames, in: arguments[2])
      let factor = Double(height) / Double(try VideoReader(arguments[0]).information.height)
      return .init(path: path, box: box.scaled(x: factor, y: factor))
    }
    let small = try target(height: 720, frames: 300)
    let full = try target(height: 1080, frames: 60)
    let ultra = try target(height: 2160, frames: 3)
    let program = ProgramSection(folder: folder, small: small, full: full, rounds: rounds)

    try program.printMemory()
    try program.printStart()
    try NetworkSection.print(threads: [1, 2], rounds: rounds)
    try TrackingSection.print(
      small: small, full: full, ultra: ultra, threads: [1, 2], rounds: rounds)
    try program.printWhole()
  }
}
