internal import Foundation
internal import Synchronization

/// Answers requests: finds out which of the stand-in's three faces is meant, and puts faults in between.
final class Engine: Sendable {
    let world: Mutex<World>
    let recorder = Recorder()
    let faults = FaultPlan()
    let sender = WebhookSender()
    private let description: Description
    private let backend: GitBackend
    private let addresses = Mutex((server: "", elsewhere: ""))
    private let serial = Atomic<Int>(0)

    init(folder: String) throws {
        description = try Description.shared.get()
        backend = GitBackend(root: folder)
        world = Mutex(World(folder: folder))
        try PushHook.install(in: folder)
    }

    func start(server: String, elsewhere: String) {
        addresses.withLock { $0 = (server, elsewhere) }
        world.withLock { $0.server = server }
    }

    /// Where a request goes.
    private enum Face {
        case rest(path: String)
        case graphQL
        case git(GitPath)
        case page
    }

    private func face(_ request: HTTPRequest) -> Face {
        let path = request.path
        if path == "/api/graphql" || path == "/graphql" { return .graphQL }
        if path == "/api/v3" || path.hasPrefix("/api/v3/") {
            return .rest(path: String(path.dropFirst("/api/v3".count)))
        }
        // Over the socket file clients believe that they talk to api.github.com.
        if request.headers["host"]?.hasPrefix("api.") == true { return .rest(path: path) }
        if let git = GitPath(request) { return .git(git) }
        return .page
    }

    func answer(_ request: HTTPRequest) -> HTTPAnswer {
        let face = face(request)
        let path =
            switch face {
            case .rest(let path): path.isEmpty ? "/" : path
            case .graphQL: "/graphql"
            case .git, .page: request.path
            }
        let due = faults.faults(for: request.method, path)
        let (own, elsewhere) = addresses.withLock { ($0.server, $0.elsewhere) }
        let now = world.withLock { $0.now }
        var outcome: Router.Outcome
        if let early = due.lazy.compactMap({
            $0.answerBefore(request, now: now, elsewhere: elsewhere)
        }).first {
            outcome = Router.Outcome(answer: early, credential: "unread")
        } else {
            outcome = self.outcome(of: request, face)
            for fault in due {
                fault.change(&outcome.answer, to: request, own: own, elsewhere: elsewhere)
            }
        }
        finish(&outcome.answer, now: now)
        record(request, path, outcome, due)
        if request.method != "GET" { tellOfChanges(by: request.headers["authorization"]) }
        return outcome.answer
    }

    private func outcome(of request: HTTPRequest, _ face: Face) -> Router.Outcome {
        switch face {
        case .rest(let path):
            return world.withLock {
                Router(world: $0, description: description).answer(request, path: path)
            }
        case .graphQL: return world.withLock { GraphQLEndpoint(world: $0).answer(request) }
        case .git(let path): return GitDoor(engine: self, backend: backend).answer(request, path)
        case .page: return world.withLock { Pages(world: $0).answer(request) }
        }
    }

    private func finish(_ answer: inout HTTPAnswer, now: Int) {
        let number = serial.add(1, ordering: .relaxed).newValue
        let id = String(number, radix: 16, uppercase: true)
        answer.headers += [
            ("Date", Self.date(now)), ("Server", "github.com"),
            (
                "X-GitHub-Request-Id",
                "\(String(repeating: "0", count: max(0, 4 - id.count)))\(id):0F00:7A8:841:6347EB33"
            ),
        ]
    }

    private func record(
        _ request: HTTPRequest, _ path: String, _ outcome: Router.Outcome, _ due: [Fault]
    ) {
        let isWrite =
            outcome.operation.map { !$0.hasPrefix("apps/") && $0 != "git" && $0 != "graphql" }
            == true
            && request.method != "GET" && request.method != "HEAD" && outcome.answer.status < 400
        let place = "\(request.method) \(path)"
        recorder.add(
            RecordedRequest(
                method: request.method, path: path, query: request.rawQuery,
                status: outcome.answer.status, operation: outcome.operation,
                credential: outcome.credential, body: outcome.body,
                isContentWrite: isWrite || outcome.operation == "graphql:mutation",
                faults: due.map(\.name)),
            violations: outcome.mistakes.map { "request \(place): \($0)" }
                + outcome.ownMistakes.map { "stand-in \(place): \($0)" })
    }

    /// A moment as HTTP writes it.
    static func date(_ seconds: Int) -> String {
        var time = time_t(seconds)
        var parts = tm()
        gmtime_r(&time, &parts)
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ]
        func two(_ number: Int32) -> String { number < 10 ? "0\(number)" : "\(number)" }
        return "\(days[Int(parts.tm_wday)]), \(two(parts.tm_mday)) \(months[Int(parts.tm_mon)]) "
            + "\(parts.tm_year + 1900) \(two(parts.tm_hour)):\(two(parts.tm_min)):\(two(parts.tm_sec)) GMT"
    }
}
