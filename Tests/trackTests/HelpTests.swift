import TestSupport
import Testing

@Suite struct HelpTests {
  private func output(_ arguments: String...) throws -> String {
    let folder = try TemporaryFolder()
    let run = try Program.run(arguments, in: folder.path)
    #expect(run.exitCode == 0)
    #expect(run.standardError.isEmpty)
    return run.standardOutput
  }

  @Test func theProgramsOwnHelpHasTheOptionsOfTracking() throws {
    for help in [try output("--help"), try output("run", "--help")] {
      for words in [
        "--box", "--output", "--video", "--model", "--start", "--force", "track swans.mp4",
      ] {
        #expect(help.contains(words), "\(words)")
      }
    }
    #expect(try output("--help").contains("import"))
  }

  @Test func versionAndCompletions() throws {
    #expect(try !output("--version").isEmpty)
    for shell in ["bash", "zsh", "fish"] {
      #expect(try output("--generate-completion-script", shell).contains("box"), "\(shell)")
    }
  }
}
