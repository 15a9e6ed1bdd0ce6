import Basics
import Forge
import Remediation
import Snapshots

/// Where one run of the Action tells its results: at the commit that the event is about.
struct ActionChecks {
    /// When results are told there.
    enum Wish: String, CaseIterable {
        /// Where the token may.
        case auto
        /// Always; it is an error when the token may not.
        case `true`
        case `false`
    }

    private let wish: Wish
    private let head: ObjectID
    private let writer: CheckWriter
    private let log: RunnerLog

    /// Nil where nothing is to be told: for events of no commit, changes from forks, and without a credential.
    init?(
        _ inputs: ActionInputs, _ event: WorkflowEvent, _ runner: RunnerEnvironment,
        _ terminal: Terminal, _ log: RunnerLog
    ) throws {
        guard inputs.checks != .false, event.isReported, !event.isFromFork,
            runner.takesCredentials,
            let head = event.head ?? ObjectID(hex: runner.commit),
            let repository = GitHubRepositoryName(parsing: runner.repository),
            let connection = try Composition.connection(terminal)
        else { return nil }
        wish = inputs.checks
        self.head = head
        writer = CheckWriter(api: connection.api, repository: repository)
        self.log = log
    }

    /// Tells a result.
    ///
    /// - Returns: whether its annotations are at the commit now, so that they need not stand in the log too.
    func report(_ run: (ObjectID) -> CheckRun) async throws -> Bool {
        do {
            if case .checkRun = try await writer.report(run(head)) { return true }
            return false
        } catch {
            let isRefusal = [.forbidden, .notFound].contains(error.code)
            guard wish == .auto else {
                throw Diagnostic(
                    .incomplete, error.attempted, on: error.subject, because: error.detail,
                    remedy: isRefusal ? "give the job the permission checks: write" : error.remedy)
            }
            if !isRefusal {
                try log.tell(.warning, "The check is not at the commit: \(error.diagnostic)")
            }
            return false
        }
    }

    /// Tells that there is no result, and why; what is in the way of this is not told of.
    func report(_ failure: any Error) async {
        let reasons = DiagnosticList(describing: failure, while: "run the Action").diagnostics
        _ = try? await report { head in
            CheckRun.incomplete(at: head, because: reasons)
        }
    }
}
