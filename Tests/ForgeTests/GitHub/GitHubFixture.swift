import Basics
import Synchronization
import TestSupport

@testable import Forge
@testable import HTTPClient

/// Time that passes only by being slept through, and chance that always says the most.
final class TestClock: Sendable {
    private struct State {
        var now = 1_800_000_000_000
        var sleeps: [Int] = []
    }

    private let state = Mutex(State())

    var now: Int { state.withLock { $0.now } }
    /// Every wait so far, in milliseconds.
    var sleeps: [Int] { state.withLock { $0.sleeps } }

    func advance(_ milliseconds: Int) { state.withLock { $0.now += milliseconds } }

    var clock: GitHubClock {
        GitHubClock(
            now: { self.now },
            sleep: { milliseconds in
                try Task.checkCancellation()
                self.state.withLock { state in
                    state.now += milliseconds
                    state.sleeps.append(milliseconds)
                }
            }, random: { $0 })
    }
}

/// A client with a server that plays GitHub.
struct GitHubFixture {
    static let token = "ghp_canaryCANARYcanary0123456789"

    let server: ScriptedHTTPServer
    let time = TestClock()
    let client: GitHubClient
    let endpoint: GitHubEndpoint

    init(
        credential: GitHubCredential? = nil, budget: GitHubBudget? = nil, cache: GitHubCache? = nil,
        patience: Duration = .seconds(300),
        answer:
            @escaping @Sendable (ScriptedHTTPServer.Received, Int) ->
            ScriptedHTTPServer.Behaviour
    ) throws {
        server = try ScriptedHTTPServer(answer: answer)
        endpoint = try GitHubEndpoint(
            apiURL: "\(server.address)/api/v3", serverURL: server.address)
        guard let token = GitHubToken(Self.token) else { throw Command.Failure(description: "") }
        client = GitHubClient(
            endpoint, credential: credential ?? .token(token), client: HTTPClient(), budget: budget,
            cache: cache ?? GitHubCache(), clock: time.clock, patience: patience)
    }

    init(_ script: [ScriptedHTTPServer.Behaviour], patience: Duration = .seconds(300)) throws {
        try self.init(patience: patience) { _, number in script[min(number, script.count - 1)] }
    }

    /// The failure of some work.
    func failure(_ work: () async throws -> Void) async -> GitHubError? {
        do {
            try await work()
            return nil
        } catch { return error as? GitHubError }
    }

    /// The failure of one request.
    func failure(of request: GitHubRequest) async -> GitHubError? {
        await failure { _ = try await client.send(request) }
    }
}

extension ScriptedHTTPServer.Behaviour {
    /// An answer of JSON.
    static func json(
        _ status: Int, _ body: String, headers: [(String, String)] = []
    ) -> Self {
        .text(status, body, headers: [("Content-Type", "application/json")] + headers)
    }
}
