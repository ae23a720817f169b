import ArgumentParser

/// Same or different: training and testing networks that tell.
struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Tell whether two pictures show the same thing: train a network for it, and test it.",
    discussion: """
      A twin network is trained on pictures in folders, one folder a class, to put pictures of one \
      class near each other. It then compares pictures of classes it has never seen: are they of the \
      same one, and which of several known pictures is nearest?

      Examples:
        track verify train signatures --output my-verifier
        track verify test my-verifier signatures
      """,
    subcommands: [VerifyTrainCommand.self, VerifyTestCommand.self])
}
