internal import Basics
internal import HTTPClient
internal import Synchronization

/// Carries a request to a verdict: keeps to the limits, spares a host that is down, repeats what is safe to repeat.
final class GitHubCaller: Sendable {
    let endpoint: GitHubEndpoint
    let serverClock: ServerClock
    let budget: GitHubBudget
    private let exchange: GitHubExchange
    private let clock: GitHubClock
    private let breaker: Breaker
    private let patience: Int
    private let writeLane = Gate(width: 1)
    private let inFlight = Gate(width: 40)
    private let version = Mutex(GitHubCaller.newestVersion)

    private static let newestVersion = "2026-03-10"
    /// What an Enterprise Server of before that date knows.
    private static let olderVersion = "2022-11-28"
    private static let attempts = 4
    private static let mostLimits = 4
    private static let firstPause = 1000
    private static let longestPause = 30_000

    init(
        _ endpoint: GitHubEndpoint, client: HTTPClient, budget: GitHubBudget, clock: GitHubClock,
        patience: Duration
    ) {
        self.endpoint = endpoint
        self.budget = budget
        self.clock = clock
        self.patience = patience.milliseconds
        serverClock = ServerClock(clock)
        exchange = GitHubExchange(client: client, serverClock: serverClock)
        breaker = Breaker(clock)
    }

    /// Sends a request with a token, as often as it takes; the answer is a success or "not modified".
    func call(
        _ request: GitHubRequest, with grant: GitHubGrant, validator: String? = nil
    ) async throws(GitHubError) -> GitHubReply {
        let address = try endpoint.address(of: request)
        let charge = GitHubBudget.Charge(
            account: grant.account, resource: request.resource, isWrite: request.isContentWrite)
        var failures = 0
        var limits = 0
        while true {
            // What it throws is our own word, not GitHub's: nothing was asked.
            try await budget.admit(
                charge, patience: request.patience?.milliseconds ?? patience,
                while: request.attempted)
            do throws(GitHubError) {
                return try await attempt(
                    request, at: address, with: grant, validator: validator, charge: charge)
            } catch {
                if case .limited(let seconds) = error.code, limits < Self.mostLimits {
                    // Asked to stay away again and again, we stay away longer and longer.
                    let longer = limits == 0 ? seconds : min(max(seconds, 60 << limits), 3600)
                    await budget.block(charge, onlyResource: false, seconds: longer)
                    limits += 1
                    continue
                }
                failures += 1
                guard failures < Self.attempts, Self.mayRepeat(request, after: error) else {
                    throw error
                }
                try await pause(before: failures, of: request)
                await budget.countRepeat()
            }
        }
    }

    /// Whether a failure may pass, and the request is certain not to be done twice by that.
    private static func mayRepeat(_ request: GitHubRequest, after error: GitHubError) -> Bool {
        switch error.code {
        // Of a request that creates something this is said only when nothing of it left.
        case .unavailable: true
        case .malformedAnswer: request.effect == .read
        default: false
        }
    }

    private func pause(before attempt: Int, of request: GitHubRequest) async throws(GitHubError) {
        let most = min(Self.firstPause << (attempt - 1), Self.longestPause)
        do {
            try await clock.sleep(clock.random(most))
        } catch {
            throw GitHubError(.cancelled, request.attempted, because: "the task was cancelled")
        }
    }

    private func attempt(
        _ request: GitHubRequest, at address: HTTPURL, with grant: GitHubGrant, validator: String?,
        charge: GitHubBudget.Charge
    ) async throws(GitHubError) -> GitHubReply {
        let gate = charge.isWrite ? writeLane : inFlight
        do throws(CancellationError) {
            try await gate.enter()
        } catch {
            throw GitHubError(.cancelled, request.attempted, because: "the task was cancelled")
        }
        defer { gate.leave() }
        if let seconds = breaker.enter() {
            throw GitHubError(
                .hostDown(seconds: seconds), request.attempted, on: request.subject,
                because: "\(address.host) failed again and again and is left alone",
                remedy: "try again in \(seconds) s")
        }
        var failed: Bool?
        defer { breaker.leave(failed: failed) }
        do throws(GitHubError) {
            let reply = try await exchange.perform(
                request, at: address, fields: fields(of: request, grant, validator))
            failed = reply.status >= 500
            await note(reply, charge)
            return try await judged(reply, request, grant, charge)
        } catch {
            if [.unavailable, .answerLost].contains(error.code) { failed = true }
            throw error
        }
    }

    private func fields(
        of request: GitHubRequest, _ grant: GitHubGrant, _ validator: String?
    ) -> [HTTPHeader] {
        [
            grant.token.header, HTTPHeader("Accept", request.accept),
            HTTPHeader("X-GitHub-Api-Version", version.withLock { $0 }),
        ] + (validator.map { [HTTPHeader("If-None-Match", $0)] } ?? [])
    }

    /// Tells the budget what the answer says of GitHub's own limit.
    private func note(_ reply: GitHubReply, _ charge: GitHubBudget.Charge) async {
        guard let remaining = reply.number("x-ratelimit-remaining"),
            let reset = reply.number("x-ratelimit-reset"), remaining >= 0
        else { return }
        var charge = charge
        charge.resource = reply.field("x-ratelimit-resource") ?? charge.resource
        await budget.observe(
            .init(
                remaining: remaining, reset: serverClock.local(ofServerSeconds: reset),
                observed: clock.now()),
            of: charge)
    }

    private func judged(
        _ reply: GitHubReply, _ request: GitHubRequest, _ grant: GitHubGrant,
        _ charge: GitHubBudget.Charge
    ) async throws(GitHubError) -> GitHubReply {
        if let refusal = GitHubRefusal(
            reply, to: request, now: serverClock.now / 1000, token: grant.token)
        {
            if reply.status == 400, fallBack() {
                throw GitHubError(
                    .unavailable, request.attempted, because: "it does not know this API version")
            }
            throw refusal.error
        }
        guard reply.status != 304, request.accept.contains("json") else { return reply }
        guard reply.looksLikeJSON else {
            throw GitHubError(
                request.effect == .create ? .answerLost : .malformedAnswer, request.attempted,
                on: request.subject, because: "the answer is not JSON")
        }
        if request.isGraphQL {
            let answer = GitHubAnswer(status: reply.status, body: reply.body)
            try GraphQLVerdict.checked(answer, of: request)
        }
        return reply
    }

    /// Goes back to the older version of the API, once, where the server is none of GitHub's own.
    private func fallBack() -> Bool {
        guard !endpoint.isGitHubCom else { return false }
        return version.withLock { version in
            guard version == Self.newestVersion else { return false }
            version = Self.olderVersion
            return true
        }
    }
}

extension GitHubRequest {
    /// GitHub's kind of limit that the request counts for.
    var resource: String {
        switch path.first {
        case "graphql": "graphql"
        case "search": "search"
        default: "core"
        }
    }

    /// Whether it counts against the limits of content writes; asking for a token does not.
    var isContentWrite: Bool { effect != .read }
}
