import Basics
import Glibc
import Remediation

/// `complybot action`: the entry of the container action; everything that it is told stands in the environment.
enum ActionCommand {
    static let specification = CommandSpecification(
        words: ["action"],
        summary: "run as an Action of GitHub's, as action.yml starts it",
        discussion: """
            Reads the inputs (INPUT_…) and what a runner says of the run (GITHUB_…), checks the workspace or fixes it, and
            writes the outputs, the job's summary and annotations. As root it first becomes the owner of the workspace.
            """,
        run: run)

    private static func run(
        _ arguments: ParsedArguments, _ terminal: Terminal
    ) async throws -> ExitStatus {
        let log = RunnerLog(
            terminal: terminal, isObeyed: RunnerEnvironment.isRunner(terminal.environment))
        // A runner reads both streams, and only one keeps lines and the commands around them in order.
        if log.isObeyed { dup2(STDOUT_FILENO, STDERR_FILENO) }
        do {
            return try await run(terminal, log)
        } catch  where log.isObeyed {
            let errors = DiagnosticList(describing: error, while: "run the Action")
            for diagnostic in errors.diagnostics { try log.tell(.error, diagnostic.description) }
            return errors.status
        }
    }

    /// Runs, and writes the outputs whatever happens.
    private static func run(_ terminal: Terminal, _ log: RunnerLog) async throws -> ExitStatus {
        let runner = try RunnerEnvironment(terminal.environment)
        try WorkspaceOwner.become(ownerOf: runner.workspace)
        var outcome = ActionOutcome()
        do {
            let inputs = try ActionInputs(environment: terminal.environment)
            if let token = inputs.token { try log.mask(token) }
            // A file of the workspace must not pass for the operator's configuration.
            guard chdir("/") == 0 else {
                throw Diagnostic(.incomplete, "leave the workspace", because: "chdir failed")
            }
            let run = ActionRun(
                inputs: inputs, event: try WorkflowEvent(environment: terminal.environment),
                runner: runner,
                terminal: terminal.with(token: runner.takesCredentials ? inputs.token : nil),
                log: log)
            let status = try await run.run(&outcome)
            try write(outcome, runner)
            return status
        } catch {
            try write(outcome, runner)
            throw error
        }
    }

    private static func write(_ outcome: ActionOutcome, _ runner: RunnerEnvironment) throws {
        if let file = runner.outputFile { try RunnerFiles.write(outcome.outputs, to: file) }
    }
}

extension Terminal {
    /// The same, with this credential for GitHub and no other.
    fileprivate func with(token: String?) -> Terminal {
        var environment = environment.filter { !$0.key.hasPrefix("INPUT_") }
        environment["GITHUB_TOKEN"] = token
        return Terminal(environment: environment)
    }
}
