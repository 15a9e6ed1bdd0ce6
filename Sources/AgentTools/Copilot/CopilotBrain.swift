internal import Basics
internal import FoundationEssentials
package import LanguageModels
internal import Synchronization

/// The GitHub Copilot CLI as the brain: it decides, and the tools are ours alone.
package struct CopilotBrain: AgentBrain {
    /// How the CLI is started.
    package struct Launch: Sendable, Hashable {
        /// The program, as an absolute path.
        package var program: String
        /// Below which each session gets a folder of its own, its home, which is removed behind it.
        package var workspaces: String
        /// Where the CLI unpacks its own code, the same for all sessions.
        package var cache: String
        /// The model server that it asks; nil for GitHub's.
        package var provider: CopilotProvider?
        /// The token for GitHub's models; it goes through the pipe, never through the environment.
        package var token: String?

        /// A launch from its parts.
        package init(
            program: String, workspaces: String, cache: String,
            provider: CopilotProvider? = nil, token: String? = nil
        ) {
            self.program = program
            self.workspaces = workspaces
            self.cache = cache
            self.provider = provider
            self.token = token
        }
    }

    /// How long the CLI may take.
    package struct Patience: Sendable, Hashable {
        /// To be there, which unpacks its code the first time.
        package var start = Duration.seconds(120)
        /// To answer a request.
        package var request = Duration.seconds(60)
        /// Without a word while none of our tools is at work.
        package var silence = Duration.seconds(300)

        /// The patience of a job.
        package init() {}
    }

    /// The name of a model that GitHub chooses.
    package static let chosenByGitHub = "default"

    private let launch: Launch
    private let account: CopilotAccount?
    private let redactor: Redactor
    private let patience: Patience
    private let pause: @Sendable (Duration) async throws -> Void

    /// A brain; the redactor cleans all that it is told.
    ///
    /// Without an account its questions are in nobody's books, and only the limits of the job hold.
    package init(
        _ launch: Launch, account: CopilotAccount? = nil, redactor: Redactor,
        patience: Patience = Patience(),
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.launch = launch
        self.account = account
        self.redactor = redactor
        self.patience = patience
        self.pause = pause
    }

    package func running(_ run: String) -> any AgentBrain {
        var account = account
        account?.run = run
        return CopilotBrain(
            launch, account: account, redactor: redactor, patience: patience, pause: pause)
    }

    package var name: String { "copilot" + (launch.provider.map { "/\($0.model)" } ?? "") }

    package func work(at desk: AgentDesk, goingOnFrom kept: AgentRecord?) async -> AgentEnding {
        let identifier = UUID().uuidString.lowercased()
        let workspace = "\(launch.workspaces)/\(identifier)"
        do {
            try PrivateFolder.make(workspace)
            try PrivateFolder.make(launch.cache)
        } catch {
            return .failed(Diagnostic(describing: error, while: "make a folder").description)
        }
        defer { try? FileManager.default.removeItem(atPath: workspace) }
        let connection = CopilotConnection(session: identifier)
        defer { connection.end(because: CopilotError(.ended, "the work is over")) }
        let requests = CopilotRequests(
            session: identifier, workspace: workspace, provider: launch.provider,
            token: launch.token)
        let books = CopilotBooks(
            account, repository: desk.repository, instructions: AgentRole.driver.prompt,
            tools: desk.tools, longestAnswer: desk.limits.answerTokens)
        let talk = CopilotTalk(
            connection: connection, requests: requests, desk: desk, books: books,
            redactor: redactor, patience: patience, pause: pause)
        let ending: AgentEnding
        do throws(CopilotError) {
            try connection.start(program(in: workspace))
            try await talk.open()
            ending = try await talk.work(first: await prompt(desk, isGoingOn: kept != nil))
        } catch {
            ending = .failed(redactor.redacted(error.diagnostic.description))
        }
        await books.close()
        return ending
    }

    private func prompt(_ desk: AgentDesk, isGoingOn: Bool) async -> String {
        let task = AgentPrompt.task(repository: desk.repository, limits: desk.limits)
        guard isGoingOn else { return task }
        return task + "\n" + AgentPrompt.resumed(next: await desk.left())
    }

    /// The CLI with an environment that holds nothing of ours.
    private func program(in workspace: String) -> Subprocess {
        var environment = [
            "HOME": workspace, "TMPDIR": workspace, "COPILOT_HOME": "\(workspace)/copilot",
            "COPILOT_CACHE_HOME": launch.cache, "XDG_CACHE_HOME": launch.cache,
            "COPILOT_DISABLE_KEYTAR": "1", "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8",
        ]
        // With a server of ours there is nothing for it to do at GitHub's.
        if launch.provider != nil { environment["COPILOT_OFFLINE"] = "1" }
        var program = Subprocess(
            launch.program,
            [
                "--headless", "--no-auto-update", "--no-auto-login", "--log-level", "none",
                "--stdio",
            ],
            environment: environment)
        program.workingFolder = workspace
        program.outputLimit = 16 << 10
        return program
    }
}
