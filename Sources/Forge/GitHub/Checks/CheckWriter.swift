internal import Basics
internal import Snapshots

/// Reports checks at GitHub: as check runs where the credential is an App's, as commit statuses elsewhere.
package struct CheckWriter: Sendable {
    /// What became of a report.
    package enum Outcome: Sendable, Hashable {
        /// The check run says it now; so many requests wrote it, none when it said so already.
        case checkRun(id: Int, writes: Int)
        /// A commit status says it, for the credential may not write checks.
        case commitStatus(writes: Int)

        /// How many content writes it took.
        package var writes: Int {
            switch self {
            case .checkRun(_, let writes), .commitStatus(let writes): writes
            }
        }
    }

    let api: any GitHubAPI
    let repository: GitHubRepositoryName
    let readBack: ReadBack

    /// A writer for one repository; the clock is what it waits by after an answer was lost.
    package init(
        api: any GitHubAPI, repository: GitHubRepositoryName,
        clock: any Clock<Duration> = ContinuousClock()
    ) {
        self.api = api
        self.repository = repository
        readBack = ReadBack(clock: clock)
    }

    /// Brings GitHub to say what the run says, and writes nothing when it does already.
    ///
    /// A run of ours whose answer was lost, or that was left half-way, is found again by its mark and finished.
    package func report(_ run: CheckRun) async throws(GitHubError) -> Outcome {
        let account = try await api.account()
        // Only Apps may write checks; a token of a person is told so by 403 each time.
        if account.appID == nil, account.id != nil { return try await status(run) }
        do {
            return try await checkRun(run, appID: account.appID)
        } catch  where error.code == .forbidden {
            return try await status(run)
        }
    }

    private func checkRun(
        _ run: CheckRun, appID: Int?
    ) async throws(GitHubError) -> Outcome {
        let known = try await runs(named: run.name, at: run.head, appID: appID)
        if let same = known.first(where: { $0.externalId == run.externalID }) {
            return try await finish(run, same, writes: 0)
        }
        // Annotations are only ever added to, so an older result that has some is followed by a new run.
        if let old = known.last, old.output.annotationsCount == 0 {
            return try await finish(run, .blank(id: old.id), writes: 0)
        }
        return try await create(run, appID: appID)
    }

    private func create(_ run: CheckRun, appID: Int?) async throws(GitHubError) -> Outcome {
        let request = GitHubRequest(
            .post, GitHubRequest.path(repository, "check-runs"), body: run.creation,
            effect: .create, repository: repository, permissions: [.init("checks", writes: true)])
        do {
            let made = try await api.send(request).decoded(
                as: WireCheckRun.self, while: attempted(run))
            // The answer may count the annotations later than they came.
            return try await finish(run, made.having(run.creationCount, of: run), writes: 1)
        } catch  where error.code == .answerLost {
            let found = try await readBack.look { () async throws(GitHubError) -> WireCheckRun? in
                try await runs(named: run.name, at: run.head, appID: appID)
                    .first { $0.externalId == run.externalID }
            }
            guard let found else { throw error }
            return try await finish(run, found, writes: 1)
        }
    }

    /// Sends what a run lacks: annotations in batches, and the conclusion with the last one.
    private func finish(
        _ run: CheckRun, _ known: WireCheckRun, writes: Int
    ) async throws(GitHubError) -> Outcome {
        var (state, writes, losses) = (known, writes, 0)
        while !state.isDone(run) {
            let step = run.continuation(from: state.output.annotationsCount)
            // What adds annotations must not be repeated blindly.
            let addsNothing =
                step.end
                == min(
                    state.output.annotationsCount, run.annotations.count)
            let request = GitHubRequest(
                .patch, GitHubRequest.path(repository, "check-runs", String(state.id)),
                body: step.body, effect: addsNothing ? .set : .create, repository: repository,
                permissions: [.init("checks", writes: true)])
            do {
                _ = try await api.send(request)
                writes += 1
                state = state.having(step.end, of: run)
            } catch  where error.code == .answerLost && losses < ReadBack.maximumLosses {
                losses += 1
                state = try await wire(state.id, attempted(run))
            }
        }
        return .checkRun(id: state.id, writes: writes)
    }

    private func wire(_ id: Int, _ attempted: String) async throws(GitHubError) -> WireCheckRun {
        try await api.send(
            GitHubRequest(
                .get, GitHubRequest.path(repository, "check-runs", String(id)),
                repository: repository, permissions: [.init("checks")])
        ).decoded(as: WireCheckRun.self, while: attempted)
    }

    /// Our runs of a name for a commit, the oldest first.
    private func runs(
        named name: String, at head: ObjectID, appID: Int?
    ) async throws(GitHubError) -> [WireCheckRun] {
        var query = [("check_name", name), ("filter", "all")]
        if let appID { query.append(("app_id", String(appID))) }
        let request = GitHubRequest(
            .get, GitHubRequest.path(repository, "commits", head.description, "check-runs"),
            query: query.map { (name: $0.0, value: $0.1) }, repository: repository,
            permissions: [.init("checks")])
        let found = try await api.list(
            request.inFullPages, of: WireCheckRun.self, in: "checkRuns")
        return found.filter { run in
            run.name == name && (appID == nil || run.app?.id == appID)
                && run.externalId?.hasPrefix(CheckRun.externalIDPrefix) == true
        }.sorted { $0.id < $1.id }
    }

    private func attempted(_ run: CheckRun) -> String { "report the check \(run.name)" }
}

/// A check run as GitHub writes it, as far as it matters.
private struct WireCheckRun: GitHubNumbered {
    let id: Int
    let name: String
    var externalId: String?
    var status: String
    var conclusion: String?
    let app: App?
    var output: Output

    struct App: Decodable, Sendable { let id: Int }
    struct Output: Decodable, Sendable { var annotationsCount: Int }

    /// A run that holds nothing of what it shall say.
    static func blank(id: Int) -> WireCheckRun {
        WireCheckRun(
            id: id, name: "", externalId: nil, status: "queued", conclusion: nil, app: nil,
            output: Output(annotationsCount: 0))
    }

    /// The run after so many annotations of a result were sent and taken.
    func having(_ count: Int, of run: CheckRun) -> WireCheckRun {
        var known = self
        known.externalId = run.externalID
        known.output.annotationsCount = count
        let isLast = count == run.annotations.count
        known.status = isLast ? "completed" : "in_progress"
        known.conclusion = isLast ? run.conclusion.rawValue : nil
        return known
    }

    /// Whether the run says all of it: the conclusion comes with the last annotations.
    func isDone(_ run: CheckRun) -> Bool {
        status == "completed" && externalId == run.externalID
            && conclusion == run.conclusion.rawValue
    }
}
