import Basics
import Forge
import Foundation
import Git
import Snapshots
import Synchronization
import TestSupport
import Testing

@testable import Remediation

/// A directory forge that loses answers: the effect is done, and the caller hears nothing of it.
private final class ForgetfulForge: Forge {
    let forge = DirectoryForge()
    private let losses: Mutex<Int>
    private let refusals: Mutex<[ForgeError.Code]>

    init(losing count: Int = 0, refusing codes: [ForgeError.Code] = []) {
        losses = Mutex(count)
        refusals = Mutex(codes)
    }

    private func losing(_ outcome: WriteOutcome) throws -> WriteOutcome {
        let isLost = losses.withLock { count in
            defer { count -= 1 }
            return count > 0
        }
        if isLost { throw ForgeError(.answerLost, "write", because: "the connection broke") }
        return outcome
    }

    func account() async throws -> ForgeAccount { try await forge.account() }
    func repository(at remote: RemoteURL) async throws -> ForgeRepository {
        try await forge.repository(at: remote)
    }
    func pullRequests(
        fromBranch head: String, in remote: RemoteURL
    ) async throws -> [PullRequest] { try await forge.pullRequests(fromBranch: head, in: remote) }
    func openPullRequests(
        of author: ForgeAccount, in remote: RemoteURL
    ) async throws -> OpenPullRequests { try await forge.openPullRequests(of: author, in: remote) }
    func activity(on number: Int, in remote: RemoteURL) async throws -> PullRequestActivity {
        try await forge.activity(on: number, in: remote)
    }
    func permission(
        of account: ForgeAccount, in remote: RemoteURL
    ) async throws -> RepositoryPermission { try await forge.permission(of: account, in: remote) }
    func create(_ draft: PullRequestDraft, in remote: RemoteURL) async throws -> WriteOutcome {
        if let code = refusals.withLock({ $0.isEmpty ? nil : $0.removeFirst() }) {
            throw ForgeError(code, "open the pull request", because: "of the test")
        }
        return try losing(try await forge.create(draft, in: remote))
    }
    func update(
        _ number: Int, to change: PullRequestChange, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        try losing(try await forge.update(number, to: change, in: remote))
    }
    func decorate(
        _ number: Int, with decorations: Decorations, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        try losing(try await forge.decorate(number, with: decorations, in: remote))
    }
    func close(
        _ number: Int, reason: CloseReason, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        try losing(try await forge.close(number, reason: reason, in: remote))
    }
    func comment(
        _ comment: CommentDraft, on number: Int, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        try losing(try await forge.comment(comment, on: number, in: remote))
    }
    func enableAutomaticMerge(
        of number: Int, in remote: RemoteURL
    ) async throws -> WriteOutcome {
        try losing(try await forge.enableAutomaticMerge(of: number, in: remote))
    }
}

/// A unit of a real bare repository, delivered without the rule engine.
private final class Unit: Sendable {
    let fixture: GitFixture
    let remote: RemoteURL
    let mirror: Mirror
    let forge: any Forge
    let identity = Identity(name: "complybot", email: "complybot@example.com")
    let branch = "complybot/compliance"
    let pauses = Mutex(0)

    init(_ forge: any Forge) throws {
        self.forge = forge
        fixture = try GitFixture()
        remote = try RemoteURL(parsing: fixture.bareRepository("app.git"))
        mirror = MirrorStore(home: fixture.path("state")).mirror(of: remote)
    }

    /// One run: fetch, read, decide, and deliver; the writes that it made.
    @discardableResult
    func run(
        _ text: String, terms change: (inout PullRequestTerms) -> Void = { _ in }
    ) async throws -> (standing: PullRequestStanding, writes: Int) {
        let base = try #require(try mirror.fetch().head)
        let repository = try mirror.repository()
        let plan = PullRequestPlan(digest: Digest(of: text), findings: ["a"])
        let reader = UnitReader(
            forge: forge, remote: remote, mirror: mirror,
            branches: BranchReader(
                repository: repository, identity: identity, ignoredAuthors: ["ci@example.com"]),
            branch: branch)
        let read = try await reader.read(
            base: base, wantsProposal: true, options: RemoteOptions())
        var terms = PullRequestTerms(base: "main", now: 0)
        change(&terms)
        let decision = PullRequestStateMachine.decide(plan, in: read.situation, under: terms)
        var effects = UnitEffects(
            forge: forge, remote: remote, mirror: mirror, branch: branch,
            options: RemoteOptions(), pause: { [self] _ in pauses.withLock { $0 += 1 } })
        if let proposal = decision.proposal {
            let delivery = ProposalDelivery(
                prepared: try prepared(text, plan, base: base, in: repository),
                proposal: proposal,
                existing: read.pullRequests.first { $0.number == proposal.number },
                base: "main", mergesItself: false)
            _ = try await delivery.run(with: &effects)
        }
        return (decision.standing, effects.writes)
    }

    private func prepared(
        _ text: String, _ plan: PullRequestPlan, base: ObjectID, in repository: Repository
    ) throws -> ProposalStage.Prepared {
        let message =
            "Bring it in line\n\nComplybot-Plan: \(plan.digest)\nComplybot-Base: \(base)\n"
        let commit = try CommitWriter(into: repository, as: identity).commit(
            on: base, changes: ["LICENSE": .write(Array(text.utf8), mode: .regular)],
            message: message
        ).commit
        let state = DescriptionState(
            group: "compliance", base: "\(base)", plan: "\(plan.digest)", head: "\(commit)",
            findings: plan.findings)
        let body =
            "<!-- complybot:begin -->\n\n\(StateMarker.comment(state, limit: 9))\n\n<!-- complybot:end -->"
        return ProposalStage.Prepared(
            commit: commit, title: "Align", body: body, diff: Array(text.utf8), isDraft: false,
            isRegressed: false, labels: ["tidy"], reviewers: ["bo"], assignees: ["ada"])
    }

    func pulls() async throws -> [PullRequest] {
        try await forge.pullRequests(fromBranch: branch, in: remote)
    }

    /// Takes away branch and pull requests, as if no run had been.
    func forget() throws {
        for name in ["app.pulls", "app.git/refs/heads/complybot"] {
            let path = fixture.path(name)
            if FileManager.default.fileExists(atPath: path) {
                try FileManager.default.removeItem(atPath: path)
            }
        }
    }

    /// A person commits on top of the branch.
    func push(as email: String, _ files: [String: String]) throws {
        try fixture.git("clone", "-q", "-b", branch, fixture.path("app.git"), fixture.path("w"))
        try fixture.git("config", "user.email", email, in: "w")
        for (file, text) in files { try fixture.folder.write(text, to: "w/\(file)") }
        try fixture.git("add", "-A", in: "w")
        try fixture.git(
            "commit", "-q", "-m", "Mine", in: "w", environment: ["GIT_AUTHOR_EMAIL": email])
        try fixture.git("push", "-q", in: "w")
    }

    /// The base moves by a commit of another file.
    func moveBase(_ files: [String: String] = ["other.txt": "x\n"]) throws {
        try fixture.commit(files, in: "app.git.work")
        try fixture.git("push", "-q", fixture.path("app.git"), "main", in: "app.git.work")
    }
}

@Suite("Delivery of a proposal")
struct DeliveryTests {
    private struct Crash: Error {}

    private static let places: [CrashPoint] = CrashPoint.allCases.filter { $0 != .closing }

    private func crash(at place: CrashPoint, _ body: () async throws -> Void) async {
        await CrashPoint.$hook.withValue({ if $0 == place { throw Crash() } }) {
            await #expect(throws: Crash.self) { try await body() }
        }
    }

    @Test("killed at any place and then at any other, it ends with one pull request, whole")
    func pairs() async throws {
        let unit = try Unit(DirectoryForge())
        for first in Self.places {
            for second in Self.places {
                try unit.forget()
                for place in [first, second] {
                    try await CrashPoint.$hook.withValue({ if $0 == place { throw Crash() } }) {
                        do { try await unit.run("one") } catch is Crash {}
                    }
                }
                try await unit.run("one")
                let pulls = try await unit.pulls()
                #expect(pulls.count == 1, "\(first), \(second)")
                #expect(pulls.first?.labels == ["complybot", "tidy"], "\(first), \(second)")
                #expect(pulls.first?.reviewers == ["bo"] && pulls.first?.assignees == ["ada"])
                let last = try await unit.run("one")
                #expect(last.writes == 0, "\(first), \(second)")
                #expect(last.standing == .upToDate(number: 1), "\(first), \(second)")
            }
        }
    }

    @Test("killed while it renews, it ends with the new plan")
    func renewing() async throws {
        for place in Self.places
        where place != .beforeCreate && place != .createSent
            && place != .created
        {
            let unit = try Unit(DirectoryForge())
            try await unit.run("one")
            await crash(at: place) { try await unit.run("two") }
            try await unit.run("two")
            let pull = try #require(try await unit.pulls().first)
            #expect(pull.body.contains("\(Digest(of: "two"))"), "\(place)")
            #expect(try await unit.run("two").writes == 0, "\(place)")
        }
    }

    @Test("a closure between two steps of a killed run is respected")
    func closed() async throws {
        let unit = try Unit(DirectoryForge())
        await crash(at: .beforeDecorate) { try await unit.run("one") }
        let record = try unit.fixture.folder.read("app.pulls/1.json")
        try unit.fixture.folder.write(
            record.replacingOccurrences(of: "\"open\"", with: "\"closed\""),
            to: "app.pulls/1.json")
        #expect(try await unit.run("one").standing == .rejected(number: 1))
        #expect(try await unit.pulls().count == 1)
    }

    @Test("lost answers are read back, and nothing is made twice")
    func lost() async throws {
        let unit = try Unit(ForgetfulForge(losing: 3))
        try await unit.run("one")
        #expect(try await unit.pulls().count == 1)
        #expect(try await unit.run("one").writes == 0)
    }

    @Test("what the forge does not show yet is waited for, what it refuses is not asked again")
    func refusals() async throws {
        let slow = try Unit(ForgetfulForge(refusing: [.notVisibleYet, .notVisibleYet]))
        try await slow.run("one")
        #expect(try await slow.pulls().count == 1 && slow.pauses.withLock { $0 } == 2)
        let refused = try Unit(ForgetfulForge(refusing: [.refused]))
        await #expect(throws: ForgeError.self) { try await refused.run("one") }
        #expect(try await refused.pulls().isEmpty && refused.pauses.withLock { $0 } == 0)
        let stranger = try Unit(ForgetfulForge(refusing: [.alreadyExists]))
        await #expect(throws: ForgeError.self) { try await stranger.run("one") }
    }

    @Test("a person's commit is an edit, an ignored author's and a plain update are none")
    func authorship() async throws {
        let edited = try Unit(DirectoryForge())
        try await edited.run("one")
        try edited.push(as: "ada@example.com", ["mine.txt": "x\n"])
        let head = try edited.fixture.git("rev-parse", edited.branch, in: "app.git")
        #expect(try await edited.run("two").standing == .edited(number: 1, by: ["Ada Author"]))
        #expect(try edited.fixture.git("rev-parse", edited.branch, in: "app.git") == head)
        let ignored = try Unit(DirectoryForge())
        try await ignored.run("one")
        try ignored.push(as: "ci@example.com", ["mine.txt": "x\n"])
        #expect(try await ignored.run("two").standing == .proposed(.planChanged))
    }

    @Test("a merge of the base whose tree is ours replayed is no edit, one that changes more is")
    func update() async throws {
        for isPlain in [true, false] {
            let unit = try Unit(DirectoryForge())
            try await unit.run("one")
            try unit.moveBase()
            let fixture = unit.fixture
            try fixture.git(
                "clone", "-q", "-b", unit.branch, fixture.path("app.git"), fixture.path("m"))
            try fixture.git("merge", "-q", "--no-ff", "--no-commit", "origin/main", in: "m")
            if !isPlain { try fixture.folder.write("evil\n", to: "m/LICENSE") }
            try fixture.git("commit", "-q", "-a", "-m", "Merge main", in: "m")
            try fixture.git("push", "-q", in: "m")
            let standing = try await unit.run("one").standing
            #expect(
                standing
                    == (isPlain ? .upToDate(number: 1) : .edited(number: 1, by: ["Ada Author"])))
        }
    }

    @Test("a forged marker does not count, and a pull request of somebody else is theirs")
    func forged() async throws {
        let unit = try Unit(DirectoryForge())
        try await unit.run("one")
        let body = try unit.fixture.folder.read("app.pulls/1.md")
        try unit.fixture.folder.write(
            body.replacingOccurrences(of: "\(Digest(of: "one"))", with: "\(Digest(of: "two"))"),
            to: "app.pulls/1.md")
        #expect(try await unit.run("two").standing == .proposed(.planChanged))
        let other = try Unit(DirectoryForge())
        try other.fixture.git("branch", other.branch, "main", in: "app.git")
        let record = try unit.fixture.folder.read("app.pulls/1.json")
        try other.fixture.folder.write(
            record.replacingOccurrences(
                of: "\"complybot\",\n  \"author_id", with: "\"eve\",\n  \"author_id"),
            to: "app.pulls/1.json")
        try other.fixture.folder.write(body, to: "app.pulls/1.md")
        #expect(
            try await other.run("one").standing == .branchConflict(.pullRequest(number: 1)))
    }
}
