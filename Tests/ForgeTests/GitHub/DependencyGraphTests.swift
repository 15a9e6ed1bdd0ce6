import Basics
import Git
import Snapshots
import Synchronization
import TestSupport
import Testing

@testable import Forge

@Suite("The dependency graph at GitHub")
struct DependencyGraphTests {
    private static let place = "POST repos/o/r/dependency-graph/snapshots"
    private static let taken =
        #"{"id": 1, "created_at": "2026-01-01T00:00:00Z", "result": "SUCCESS", "message": "ok"}"#
    private let api = ScriptedGitHub()
    private let time = Time()

    /// Seconds that a test moves.
    private final class Time: Sendable {
        let now = Atomic<Int>(1_800_000_000)
    }

    private func reporter(_ ledger: SubmissionLedger) -> GitHubDependencies {
        GitHubDependencies(GitHubForge(api: api, host: "github.com"), ledger: ledger) {
            [time] in time.now.load(ordering: .relaxed)
        }
    }

    private func remote(_ text: String = "https://github.com/o/r.git") throws -> RemoteURL {
        try RemoteURL(parsing: text)
    }

    private func snapshot(
        _ manifests: [DependencySnapshot.Manifest] = [
            .init(
                path: "web/package-lock.json",
                packages: [
                    .init(url: "pkg:npm/a@1.0.0", isDirect: true, isDevelopment: false),
                    .init(url: "pkg:npm/b@2.0.0", isDirect: nil, isDevelopment: nil),
                ])
        ]
    ) throws -> DependencySnapshot {
        DependencySnapshot(
            of: manifests, at: try #require(ObjectID(hex: String(repeating: "4b", count: 20))),
            on: "refs/heads/main", address: "https://github.com/o/r", toolVersion: "1.2.3",
            scanned: 1_800_000_000)
    }

    @Test("what is sent has every member that GitHub asks for, and none that is not known")
    func body() throws {
        let commit = String(repeating: "4b", count: 20)
        #expect(
            try snapshot().json.text(indented: false)
                == #"{"version":0,"sha":"\#(commit)","ref":"refs/heads/main","scanned":"2027-01-15T08:00:00.000Z","#
                + #""job":{"id":"\#(commit)","correlator":"complybot"},"#
                + #""detector":{"name":"complybot","version":"1.2.3","url":"https://github.com/o/r"},"#
                + #""manifests":{"web/package-lock.json":{"name":"web/package-lock.json","#
                + #""file":{"source_location":"web/package-lock.json"},"resolved":{"#
                + #""pkg:npm/a@1.0.0":{"package_url":"pkg:npm/a@1.0.0","relationship":"direct","scope":"runtime"},"#
                + #""pkg:npm/b@2.0.0":{"package_url":"pkg:npm/b@2.0.0"}}}}}"#)
    }

    @Test("files without room are left out, the later ones first")
    func room() throws {
        let package = DependencySnapshot.Package(
            url: "pkg:npm/a@1.0.0", isDirect: nil, isDevelopment: nil)
        let many = (0..<250).map {
            DependencySnapshot.Manifest(path: "\(1000 + $0)/go.mod", packages: [package])
        }
        let told = try snapshot(many.reversed())
        #expect(told.manifests == Array(many.prefix(200)) && told.leftOut == 50)
        let large = DependencySnapshot.Manifest(
            path: "0/package-lock.json", packages: Array(repeating: package, count: 100_000))
        let rest = try snapshot([large, many[0]])
        #expect(rest.manifests == [many[0]] && rest.leftOut == 1)
    }

    @Test("the same files are told once, by every process of a home, and again when they change")
    func once() async throws {
        let folder = try TemporaryDirectory()
        api.on(Self.place, json: Self.taken)
        let one = Digest(of: "one")
        let first = reporter(try SubmissionLedger(home: folder.path))
        #expect(try first.wants(one, of: remote()) && !first.wants(nil, of: remote()))
        #expect(try await first.submit(snapshot(), content: one, in: remote()) == .taken)
        let second = reporter(try SubmissionLedger(home: folder.path))
        #expect(try !second.wants(one, of: remote("https://GitHub.com/O/R")))
        #expect(try second.wants(Digest(of: "two"), of: remote()))
        #expect(try second.wants(nil, of: remote()), "what is gone is taken back")
        #expect(try await second.submit(snapshot([]), content: nil, in: remote()) == .taken)
        #expect(try !first.wants(nil, of: remote()))
        #expect(api.writes.count == 2)
        #expect(api.writes.allSatisfy { $0.permissions == [.init("contents", writes: true)] })
    }

    @Test("where there is nothing to tell and never was, nothing is asked")
    func nothing() async throws {
        let reporter = reporter(try SubmissionLedger(home: nil))
        let content = Digest(of: "open versions")
        #expect(try reporter.wants(content, of: remote()))
        #expect(try await reporter.submit(snapshot([]), content: content, in: remote()) == .taken)
        #expect(try !reporter.wants(content, of: remote()))
        #expect(api.requests.isEmpty)
    }

    @Test(
        "a refusal is an answer, and holds for a week",
        arguments: [GitHubError.Code.forbidden, .notFound])
    func refused(_ code: GitHubError.Code) async throws {
        api.on(Self.place, fails: code)
        let reporter = reporter(try SubmissionLedger(home: nil))
        let content = Digest(of: "one")
        #expect(
            try await reporter.submit(snapshot(), content: content, in: remote())
                == .notPermitted("scripted"))
        #expect(try !reporter.wants(Digest(of: "two"), of: remote()))
        time.now.add(7 * 86_400, ordering: .relaxed)
        #expect(try reporter.wants(content, of: remote()))
    }

    @Test("what GitHub cannot use is not sent again as it is")
    func unusable() async throws {
        api.on(
            Self.place,
            json: #"{"id": 1, "created_at": "x", "result": "INVALID", "message": "bad\u001b[2J"}"#)
        let reporter = reporter(try SubmissionLedger(home: nil))
        let receipt = try await reporter.submit(
            snapshot(), content: Digest(of: "one"), in: remote())
        guard case .unusable(let words) = receipt else { throw Unexpected() }
        #expect(words.hasPrefix("bad") && !words.utf8.contains(0x1b))
        #expect(try !reporter.wants(Digest(of: "one"), of: remote()))
        #expect(try reporter.wants(Digest(of: "two"), of: remote()))
    }

    private struct Unexpected: Error {}

    @Test("a failure that may pass is an error, and nothing is remembered")
    func failure() async throws {
        api.on(Self.place, fails: .unavailable)
        let reporter = reporter(try SubmissionLedger(home: nil))
        await #expect(throws: ForgeError.self) {
            try await reporter.submit(snapshot(), content: Digest(of: "one"), in: remote())
        }
        #expect(try reporter.wants(Digest(of: "one"), of: remote()))
    }
}
