import Basics
import FoundationEssentials
import Remediation

/// The log of a step, in which lines may be commands to the runner.
struct RunnerLog: Sendable {
    let terminal: Terminal
    /// Whether anybody obeys commands; without, they are left out and messages are plain.
    let isObeyed: Bool

    /// Keeps a credential out of this and all later logs of the job, also as the header that carries it.
    func mask(_ secret: String) throws {
        guard isObeyed else { return }
        let header = Data("x-access-token:\(secret)".utf8).base64EncodedString()
        for text in [secret, header] {
            try terminal.write(WorkflowCommand.mask(text) + "\n")
        }
    }

    /// Says something that is shown with the run.
    func tell(_ kind: WorkflowCommand.Kind, _ message: String) throws {
        guard isObeyed else { return try terminal.write("complybot: \(message)\n") }
        let command = WorkflowCommand(
            kind: kind, properties: [("title", "complybot")], message: message)
        try terminal.write(command.text + "\n")
    }

    /// Runs something whose output may hold a repository's own words, none of which is obeyed.
    func withoutCommands<Result>(
        _ body: () async throws -> Result
    ) async throws -> Result {
        guard isObeyed else { return try await body() }
        let word = RandomWord.make()
        try terminal.write("::stop-commands::\(word)\n")
        do {
            let result = try await body()
            try terminal.write("\n::\(word)::\n")
            return result
        } catch {
            try terminal.write("\n::\(word)::\n")
            throw error
        }
    }
}

/// A word that nobody can guess, for what must not be ended early.
enum RandomWord {
    static func make() -> String {
        var generator = SystemRandomNumberGenerator()
        let bytes = (0..<16).map { _ in UInt8.random(in: 0...255, using: &generator) }
        return "complybot_" + Hexadecimal.encode(bytes)
    }
}
