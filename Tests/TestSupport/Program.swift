import Foundation

/// The program `track`, run as a person runs it.
public struct Program {
  /// What a run left.
  public struct Outcome: Sendable {
    public let exitCode: Int32
    /// Whether a signal ended it.
    public let wasKilled: Bool
    public let standardOutput: String
    public let standardError: String

    /// Standard output's lines.
    public var lines: [Substring] { standardOutput.split(separator: "\n") }
  }

  /// The executable that was built beside these tests.
  public static let path = beside("track")

  /// Another executable that was built beside these tests.
  public static func beside(_ name: String) -> String {
    let runners = ["/proc/self/exe"] + CommandLine.arguments
    let folders = runners.map {
      URL(filePath: $0).resolvingSymlinksInPath().deletingLastPathComponent().path
    }
    return folders.map { $0 + "/" + name }.first(where: FileManager.default.isExecutableFile) ?? ""
  }

  /// Runs the program to its end.
  ///
  /// - Parameters:
  ///   - arguments: What follows its name.
  ///   - folder: Its working directory.
  ///   - environment: Added to the tests' own.
  ///   - input: A file for its standard input; nothing by default.
  public static func run(
    _ arguments: [String], in folder: String, environment: [String: String] = [:],
    input: String? = nil
  ) throws -> Outcome {
    try shell(path, arguments, in: folder, environment: environment, input: input)
  }

  /// Runs any program to its end.
  public static func shell(
    _ executable: String, _ arguments: [String], in folder: String,
    environment: [String: String] = [:], input: String? = nil
  ) throws -> Outcome {
    let running = try start(
      arguments, in: folder, executable: executable, environment: environment, input: input)
    return try running.wait()
  }

  /// Starts a program without waiting for it.
  public static func start(
    _ arguments: [String], in folder: String, executable: String = path,
    environment: [String: String] = [:], input: String? = nil, output: FileHandle? = nil
  ) throws -> Running {
    let process = Process()
    process.executableURL = URL(filePath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: folder)
    process.environment = ProcessInfo.processInfo.environment
      .merging(environment) { _, new in new }
    process.standardInput = try FileHandle(
      forReadingFrom: URL(filePath: input ?? "/dev/null"))
    // Files, not pipes: a program that says more than a pipe holds must not wait for the test.
    let captured = try TemporaryFolder()
    for name in ["output", "error"] { try captured.write(Data(), to: name) }
    process.standardOutput =
      try output ?? FileHandle(forWritingTo: URL(filePath: captured.file("output")))
    process.standardError = try FileHandle(forWritingTo: URL(filePath: captured.file("error")))
    try process.run()
    return Running(process: process, captured: captured)
  }

  /// A program that was started.
  public struct Running {
    let process: Process
    let captured: TemporaryFolder

    /// Sends it a signal.
    public func signal(_ number: Int32) {
      kill(process.processIdentifier, number)
    }

    /// Whether it has not ended yet.
    public var isRunning: Bool { process.isRunning }

    /// Waits for its end.
    public func wait() throws -> Outcome {
      process.waitUntilExit()
      func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(filePath: captured.file(name))), as: UTF8.self)
      }
      return Outcome(
        exitCode: process.terminationStatus,
        wasKilled: process.terminationReason == .uncaughtSignal,
        standardOutput: try text("output"), standardError: try text("error"))
    }
  }
}
