import Basics
import Database
import Git
import Remediation
import Snapshots
import TestSupport

@testable import Fleet

/// A store whose journal is anchored in a bare repository of a test's own.
struct AnchorPlace {
    static let branch = JournalAnchorBranch.usualName
    let place: FleetPlace
    let git: GitFixture
    let key = Ed25519PrivateKey.generate()

    init() throws {
        place = try FleetPlace()
        git = try GitFixture()
        try git.bareRepository("anchors.git")
    }

    func anchors(in address: String? = nil) throws -> JournalAnchorBranch {
        let remote = try RemoteURL(parsing: address ?? git.path("anchors.git"))
        var options = RemoteOptions()
        options.deadline = .seconds(20)
        return try JournalAnchorBranch(
            of: MirrorStore(home: place.home.path).mirror(of: remote), options)
    }

    func anchoring(
        _ store: FleetStore, in address: String? = nil, signedBy key: Ed25519PrivateKey? = nil
    ) throws -> JournalAnchoring {
        JournalAnchoring(
            store, seenBy: try place.reader(), home: place.home.path,
            on: try anchors(in: address), as: Identity(name: "complybot", email: "bot@example.com"),
            keys: [(key ?? self.key).publicKey], every: .seconds(3600), clock: place.clock.fleet)
    }

    /// Lets the journal grow by one event, and signs it.
    @discardableResult
    func grow(_ store: FleetStore, by number: Int) async throws -> JournalCheckpoint? {
        try await store.enqueue([FleetPlace.request(number)], by: "forge")
        return try await store.sealJournal(with: key, evenEarly: true).last
    }

    /// The commits of the branch, the newest first.
    func commits() throws -> [String] {
        try git.git("rev-list", Self.branch, in: "anchors.git").split(separator: "\n")
            .map(String.init)
    }

    /// Points the branch elsewhere, as whoever can write to the repository may.
    func move(to commit: String) throws {
        try git.git("update-ref", "refs/heads/\(Self.branch)", commit, in: "anchors.git")
    }

    /// What an audit says that looks at the branch, too.
    func audit() async throws -> (JournalAudit, JournalAnchorProblem?) {
        let keys = [key.publicKey]
        let branch = try anchors()
        let known = try JournalAnchorMemory(home: place.home.path).end(of: branch.name)
        let found = try branch.read(downTo: known, isWhole: true)
        let audit = try await place.reader().auditJournal(
            keys: keys, anchors: found.anchors(of: branch.name, keys: keys))
        return (audit, found.problem(since: known, keys: keys))
    }

    /// Changes the store's file behind the store's back.
    func tamper(_ body: (Connection) throws -> Void) throws {
        try body(Connection(.file(FleetStore.path(in: place.home.path)), schema: FleetStore.schema))
    }

    /// The journal's events of this kind.
    func events(_ kind: String) throws -> [String] {
        try journal(of: place.home.path).bodies.filter { $0.contains(#""kind":"\#(kind)""#) }
    }
}
