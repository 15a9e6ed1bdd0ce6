internal import Basics
package import Fleet
internal import FoundationEssentials

/// The JSON API: what the dashboard shows, for programs, and what starts and retries work.
package struct FleetAPI: Sendable {
    private static let pageSize = 100
    private static let largestPage = 500

    let reader: FleetReader
    let store: FleetStore
    let access: AccessControl
    let now: @Sendable () -> Int64
    /// The questions to language models in a span of milliseconds since 1970, the oldest first.
    let usage: @Sendable (Range<Int64>) async throws -> [UsageEntry]

    /// The API over a store and the books of language models; `now` gives milliseconds since 1970.
    package init(
        reader: FleetReader, store: FleetStore, access: AccessControl,
        now: @escaping @Sendable () -> Int64,
        usage: @escaping @Sendable (Range<Int64>) async throws -> [UsageEntry] = { _ in [] }
    ) {
        self.usage = usage
        self.reader = reader
        self.store = store
        self.access = access
        self.now = now
    }

    /// The routes below `/api/v1`, but for the events.
    package var routes: [Route] {
        [
            look("status") { _, _ in FleetJSON.counts(try await reader.counts(now: now())) },
            look("repositories") { request, _ in try await repositories(request.head.target) },
            look("repositories/{id}") { _, parameters in try await repository(parameters) },
            look("runs") { request, _ in try await runs(request.head.target) },
            look("runs/{id}") { _, parameters in try await run(parameters) },
            look("jobs") { request, _ in try await jobs(request.head.target) },
            look("metrics/governance/summary") { _, _ in
                try await GovernanceSummary(of: reader).json
            },
            look("findings") { request, _ in try await findings(request.head.target) },
            look("waivers") { request, _ in try await waivers(request.head.target) },
            look("approvals") { request, _ in try await approvals(request.head.target) },
            look("usage") { request, _ in try await usage(request.head.target) },
            look("metrics/llm/timeseries") { request, _ in
                try await usageSeries(request.head.target)
            },
            act("approvals/{id}") { request, parameters in
                try await decide(request, parameters)
            },
            act("runs") { request, _ in try await start(request) },
            act("jobs/{id}/retry") { request, parameters in try await retry(request, parameters) },
        ]
    }

    private func look(
        _ path: String,
        _ answer: @escaping @Sendable (WebRequest, PathParameters) async throws -> JSONValue?
    ) -> Route {
        Route("GET", "/api/v1/\(path)", need: .scope(.read)) { request, parameters in
            await Self.guarded {
                guard let value = try await answer(request, parameters) else {
                    return .refusal(404, "there is no such thing")
                }
                return .json(200, value)
            }
        }
    }

    private func act(
        _ path: String,
        _ answer: @escaping @Sendable (WebRequest, PathParameters) async throws -> WebResponse
    ) -> Route {
        Route("POST", "/api/v1/\(path)", need: .scope(.write), bodyLimit: 64 << 10) {
            request, parameters in
            await Self.guarded { try await answer(request, parameters) }
        }
    }

    /// What is answered when the store cannot be read or written, or does not have what is named.
    static func guarded(
        _ body: @Sendable () async throws -> WebResponse
    ) async -> WebResponse {
        do { return try await body() } catch let error as FleetError {
            let status =
                switch error.code {
                case .noJob: 404
                case .wrongState: 409
                default: 503
                }
            return .refusal(status, error.diagnostic.description)
        } catch {
            let problem = Diagnostic(describing: error, while: "answer from the store")
            return WebResponse.refusal(503, problem.description).with("retry-after", "5")
        }
    }

    // MARK: Looking

    private func repositories(_ target: RequestTarget) async throws -> JSONValue {
        let limit = Self.limit(target)
        let units = try await reader.units(after: Self.number(target["after"]) ?? 0, limit: limit)
        return .members([
            "repositories": .array(units.map(FleetJSON.unit)),
            "next": FleetJSON.number(units.count == limit ? units.last?.id : nil),
        ])
    }

    private func repository(_ parameters: PathParameters) async throws -> JSONValue? {
        guard let number = Self.number(parameters["id"]),
            let unit = try await reader.unit(number)
        else { return nil }
        let runs = try await reader.runs(of: number, limit: Self.pageSize)
        return .members([
            "repository": FleetJSON.unit(unit), "runs": .array(runs.map(FleetJSON.run)),
        ])
    }

    private func runs(_ target: RequestTarget) async throws -> JSONValue {
        let limit = Self.limit(target)
        let runs = try await reader.runs(
            of: Self.number(target["repository"]), before: Self.number(target["before"]),
            limit: limit)
        return .members([
            "runs": .array(runs.map(FleetJSON.run)),
            "next": FleetJSON.number(runs.count == limit ? runs.last?.id : nil),
        ])
    }

    private func run(_ parameters: PathParameters) async throws -> JSONValue? {
        guard let number = Self.number(parameters["id"]),
            let found = try await reader.run(number)
        else { return nil }
        return .members([
            "run": FleetJSON.run(found.run), "steps": .array(found.steps.map(FleetJSON.step)),
        ])
    }

    private func jobs(_ target: RequestTarget) async throws -> JSONValue? {
        guard let state = JobState(rawValue: target["state"] ?? JobState.queued.rawValue) else {
            return nil
        }
        let limit = Self.limit(target)
        let jobs = try await reader.jobs(
            in: state, before: Self.number(target["before"]), limit: limit)
        return .members([
            "jobs": .array(jobs.map(FleetJSON.job)),
            "next": FleetJSON.number(jobs.count == limit ? jobs.last?.id : nil),
        ])
    }

    // MARK: Acting

    private struct RunOrder: Decodable {
        var repository: Int64
    }

    private func start(_ request: WebRequest) async throws -> WebResponse {
        guard let order = try? JSONDecoder().decode(RunOrder.self, from: Data(request.body)) else {
            return .refusal(
                400, "the body does not name a repository",
                remedy: "send {\"repository\": NUMBER}, the number as in /api/v1/repositories")
        }
        guard let unit = try await reader.unit(order.repository) else {
            return .refusal(404, "there is no repository of that number")
        }
        let wanted = WorkRequest(
            unit: unit.key, location: unit.location, priority: .command, cause: "command")
        try await store.enqueue([wanted], by: actor(of: request))
        return .json(202, .members(["repository": .int(Int(unit.id)), "status": "queued"]))
    }

    private func retry(
        _ request: WebRequest, _ parameters: PathParameters
    ) async throws -> WebResponse {
        guard let number = Self.number(parameters["id"]) else {
            return .refusal(404, "there is no such job")
        }
        try await store.retryDead(number, by: actor(of: request))
        return .json(202, .members(["job": .int(Int(number)), "status": "queued"]))
    }

    /// Who sent a request, as the journal names them: `token:NAME`, also behind a session; `loopback` without any.
    func actor(of request: WebRequest) -> String {
        guard let visitor = access.visitor(request.head) else { return "unknown" }
        return visitor.isProven ? "token:\(visitor.name)" : visitor.name
    }

    // MARK: Parameters

    static func number(_ text: String?) -> Int64? {
        guard let text, !text.isEmpty, text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int64(text)
    }

    static func limit(_ target: RequestTarget) -> Int {
        let wanted = number(target["limit"]) ?? Int64(pageSize)
        return Int(min(max(wanted, 1), Int64(largestPage)))
    }
}
