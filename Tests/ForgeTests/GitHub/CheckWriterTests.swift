import Basics
import Snapshots
import Synchronization
import Testing

@testable import Forge

@Suite("Reporting checks at GitHub")
struct CheckWriterTests {
    private let github: ScriptedGitHub
    private let store: CheckStore
    private let writer: CheckWriter
    private let head: ObjectID
    private static let place = "repos/acme/a"

    init() throws {
        head = try #require(ObjectID(hex: String(repeating: "a", count: 40)))
        github = ScriptedGitHub()
        store = CheckStore(head: head)
        store.serve(github, Self.place)
        writer = CheckWriter(
            api: github, repository: .init(owner: "acme", name: "a"), clock: HastyClock())
    }

    private func run(
        _ count: Int, _ conclusion: CheckRun.Conclusion = .failure, title: String = "T"
    ) -> CheckRun {
        CheckRun(
            name: "complybot", head: head, conclusion: conclusion, title: title, summary: "S",
            annotations: (0..<count).map {
                .init(path: "f\($0)", startLine: 1, level: .warning, title: "t", message: "m")
            })
    }

    @Test("a result is one request, and saying it again is none")
    func once() async throws {
        #expect(try await writer.report(run(50)) == .checkRun(id: 1, writes: 1))
        #expect(try await writer.report(run(50)) == .checkRun(id: 1, writes: 0))
        #expect(store.runs.count == 1 && store.runs[0].conclusion == "failure")
        #expect(store.runs[0].annotations.count == 50)
    }

    @Test("annotations go in batches of fifty, and the conclusion with the last one")
    func batches() async throws {
        #expect(try await writer.report(run(120)) == .checkRun(id: 1, writes: 3))
        #expect(store.runs[0].annotations == (0..<120).map { "f\($0)" })
        #expect(store.runs[0].conclusion == "failure")
        #expect(
            github.writes.map { ($0.body?.text() ?? "").contains("conclusion") } == [
                false, false, true,
            ])
    }

    @Test("more annotations than a check has are dropped, and the summary says how many")
    func capped() {
        let run = run(300)
        #expect(run.annotations.count == 250 && run.summary.contains("50 more annotations"))
        let long = CheckRun(
            name: "n", head: head, conclusion: .neutral, title: String(repeating: "é", count: 300),
            summary: String(repeating: "😀", count: 40_000), annotations: self.run(251).annotations)
        #expect(long.summary.utf8.count <= 65_000 && long.title.utf8.count <= 255)
    }

    @Test("a result without annotations is edited in place, one with them is followed by a new run")
    func editing() async throws {
        _ = try await writer.report(run(0, .success))
        #expect(try await writer.report(run(2)) == .checkRun(id: 1, writes: 1))
        #expect(store.runs.count == 1 && store.runs[0].annotations.count == 2)
        #expect(try await writer.report(run(0, .success)) == .checkRun(id: 2, writes: 1))
        #expect(store.runs.map(\.conclusion) == ["failure", "success"])
    }

    @Test("a run of that name by another App, or by hand, is left alone")
    func foreign() async throws {
        store.add(.init(id: 90, externalID: "complybot:x", app: 41))
        store.add(.init(id: 91, externalID: "theirs", app: 42))
        #expect(try await writer.report(run(0)) == .checkRun(id: 1, writes: 1))
    }

    @Test(
        "whichever answer is lost, before or after its effect, nothing is doubled",
        arguments: 0..<4, [true, false])
    func lost(at number: Int, afterEffect: Bool) async throws {
        store.loseAnswer(number, afterEffect: afterEffect)
        do { _ = try await writer.report(run(120)) } catch  where error.code == .answerLost {}
        _ = try await writer.report(run(120))
        #expect(store.runs.count == 1)
        #expect(store.runs[0].annotations == (0..<120).map { "f\($0)" })
        #expect(store.runs[0].conclusion == "failure")
    }

    @Test("a person's token, and a refusal, make it a commit status, once")
    func statuses() async throws {
        let person = ScriptedGitHub(account: .init(login: "ada", id: 1, appID: nil))
        let place = "\(Self.place)/commits/\(head)/status"
        person.on(
            "GET \(place)",
            json:
                #"{"statuses":[{"id":1,"state":"success","context":"complybot","description":"old"}]}"#
        )
        person.on(
            "GET \(place)",
            json:
                #"{"statuses":[{"id":1,"state":"pending","context":"complybot","description":"T"}]}"#
        )
        person.on("POST \(Self.place)/statuses/\(head)", json: "{}")
        let writer = CheckWriter(api: person, repository: .init(owner: "acme", name: "a"))
        #expect(try await writer.report(run(3, .actionRequired)) == .commitStatus(writes: 1))
        #expect(try await writer.report(run(3, .actionRequired)) == .commitStatus(writes: 0))
        #expect(body(of: person.writes[0])["state"] as? String == "pending")
        #expect(!person.requests.contains { $0.path.contains("check-runs") })
    }
}

/// Check runs as GitHub keeps them.
private final class CheckStore: Sendable {
    struct Run: Sendable {
        var id: Int
        var externalID: String
        var app = 42
        var status = "completed"
        var conclusion: String?
        var annotations: [String] = []
    }

    private struct State {
        var runs: [Run] = []
        var writes = 0
        var lose: (number: Int, afterEffect: Bool)?
    }

    private let state = Mutex(State())
    private let head: ObjectID

    init(head: ObjectID) { self.head = head }

    var runs: [Run] { state.withLock { $0.runs } }
    func add(_ run: Run) { state.withLock { $0.runs.append(run) } }
    func loseAnswer(_ number: Int, afterEffect: Bool) {
        state.withLock { $0.lose = (number, afterEffect) }
    }

    func serve(_ github: ScriptedGitHub, _ place: String) {
        github.on("GET \(place)/commits/\(head)/check-runs") { [self] _ in
            answer(#"{"check_runs":[\#(runs.map(Self.text).joined(separator: ","))]}"#)
        }
        github.on("POST \(place)/check-runs") { [self] request throws(GitHubError) in
            try write { state in
                let id = state.runs.count { $0.id < 90 } + 1
                state.runs.append(Run(id: id, externalID: ""))
                Self.fill(&state.runs[state.runs.count - 1], body(of: request))
                return state.runs[state.runs.count - 1]
            }
        }
        for id in 1...2 {
            github.on("GET \(place)/check-runs/\(id)") { [self] _ in
                answer(runs.first { $0.id == id }.map(Self.text) ?? "")
            }
            github.on("PATCH \(place)/check-runs/\(id)") { [self] request throws(GitHubError) in
                try write { state in
                    let index = state.runs.firstIndex { $0.id == id } ?? 0
                    Self.fill(&state.runs[index], body(of: request))
                    return state.runs[index]
                }
            }
        }
    }

    private func write(_ change: (inout State) -> Run) throws(GitHubError) -> GitHubAnswer {
        let text: String? = state.withLock { state in
            defer { state.writes += 1 }
            guard let lose = state.lose, lose.number == state.writes else {
                return Self.text(change(&state))
            }
            if lose.afterEffect { _ = change(&state) }
            return nil
        }
        guard let text else { throw GitHubError(.answerLost, "write", because: "scripted") }
        return answer(text)
    }

    private static func fill(_ run: inout Run, _ body: [String: Any]) {
        run.externalID = body["external_id"] as? String ?? run.externalID
        run.status = body["status"] as? String ?? run.status
        run.conclusion = body["conclusion"] as? String ?? run.conclusion
        let output = body["output"] as? [String: Any]
        let annotations = output?["annotations"] as? [[String: Any]] ?? []
        run.annotations += annotations.compactMap { $0["path"] as? String }
    }

    private static func text(_ run: Run) -> String {
        #"{"id":\#(run.id),"name":"complybot","external_id":"\#(run.externalID)","#
            + #""status":"\#(run.status)","conclusion":\#(run.conclusion.map { "\"\($0)\"" } ?? "null"),"#
            + #""app":{"id":\#(run.app)},"output":{"annotations_count":\#(run.annotations.count)}}"#
    }

    private func answer(_ text: String) -> GitHubAnswer {
        GitHubAnswer(status: 200, body: Array(text.utf8))
    }
}
