/// Measures what tracking costs, part by part: `make benchmark`.
///
/// `benchmark [ROUNDS]`: how often each thing is measured, 100 unless given.
@main enum Benchmark {
  static func main() throws {
    let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 100
    try NetworkSection.print(threads: [1, 2], rounds: max(rounds, 1))
  }
}
