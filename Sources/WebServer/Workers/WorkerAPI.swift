internal import Basics
package import Fleet
internal import FoundationEssentials
internal import Synchronization

/// The queue for workers of other processes, which need a token of their own.
///
/// Each answer stands for something that is on disk. What a worker may not have seen it may say again.
package final class WorkerAPI: Sendable {
    /// Workers that said good-bye, whose last claims may still be on their way.
    private struct Departures {
        var instances: [String: ContinuousClock.Instant] = [:]
        /// The newest start of each process; earlier ones are gone.
        var starts: [String: String] = [:]
        var isClosing = false
    }

    private static let bodyLimit = 1 << 20
    /// A run's end tells of every branch with its proof.
    private static let endLimit = 8 << 20
    /// The longest that a claim waits; shorter than the server gives an answer.
    private static let longestWait = Duration.seconds(20)
    private static let longestName = 200
    /// So large is a turn of a conversation at most.
    private static let largestTurn = 32 << 10
    private static let mostProcesses = 10_000

    let store: FleetStore
    let desk: WorkerDesk
    private let departures = Mutex(Departures())

    /// The API over a store.
    package init(store: FleetStore, desk: WorkerDesk) {
        self.store = store
        self.desk = desk
    }

    /// The routes below `/api/v1/worker`.
    package var routes: [Route] {
        [
            take("hello") { (message: WorkerMessage.Hello) in
                try self.welcome(message)
                self.departures.withLock { departures in
                    // So many workers are none; forgetting one only makes a dead start's claim wait out its time.
                    if departures.starts.count > Self.mostProcesses { departures.starts = [:] }
                    departures.starts[message.process] = message.start
                }
                let lost = try await self.store.takeBack(
                    elsewhere: message.process, butFrom: message.start)
                for token in lost { self.desk.tell(.expired(token)) }
                return WorkerMessage.Welcome(leaseMilliseconds: Lease.duration.milliseconds)
            },
            take("claim") { try await self.claim($0) },
            take("renew") { (message: WorkerMessage.Held) in
                try await self.store.renew(
                    try await self.store.lease(job: message.job, token: message.token))
                return message
            },
            take("step") { try await self.step($0) },
            take("turn") { try await self.turn($0) },
            take("finish", bodyLimit: Self.endLimit) { try await self.finish($0) },
            take("leave") { try await self.leave($0) },
            take("budget") { try await self.budget($0) },
        ]
    }

    /// Ends all claims that wait; later ones get no job.
    package func close() {
        departures.withLock { $0.isClosing = true }
        store.work.ring()
    }

    private func take<Message: Decodable & Sendable, Answer: Encodable & SendableMetatype>(
        _ name: String, bodyLimit: Int = bodyLimit,
        _ answer: @escaping @Sendable (Message) async throws -> Answer
    ) -> Route {
        Route(
            "POST", "/api/v1/worker/\(name)", need: .scope(.worker), bodyLimit: bodyLimit
        ) { request, _ in
            guard
                let message = try? JSONDecoder().decode(Message.self, from: Data(request.body))
            else {
                return .refusal(
                    400, "this is not what a worker of this version says",
                    remedy: "install the same version of complybot on both")
            }
            return await Self.guarded {
                let body = try JSONEncoder().encode(try await answer(message))
                return WebResponse(
                    status: 200, fields: [.init("content-type", "application/json")],
                    body: .bytes(Array(body)))
            }
        }
    }

    /// As for the API, but that a lost lease and a worker of another kind have answers of their own.
    private static func guarded(
        _ body: @Sendable () async throws -> WebResponse
    ) async -> WebResponse {
        await FleetAPI.guarded {
            do { return try await body() } catch let error as FleetError
                where error.code == .leaseLost
            { return .refusal(409, error.diagnostic.description) } catch let error as Unfit {
                return .refusal(412, error.reason, remedy: error.remedy)
            }
        }
    }

    /// Why a worker gets nothing.
    private struct Unfit: Error {
        var reason: String
        var remedy: String?
    }

    /// Two workers of different rules would undo each other's proposals.
    private func welcome(_ hello: WorkerMessage.Hello) throws {
        guard Self.isName(hello.process), Self.isName(hello.start) else {
            throw Unfit(reason: "the worker's name is too long, or none")
        }
        guard hello.version == desk.version else {
            throw Unfit(
                reason: "the worker is of another version than the server's \(desk.version)",
                remedy: "install the same version on both")
        }
        guard hello.rules == desk.rules.description else {
            throw Unfit(
                reason: "the worker has other rules than the server",
                remedy: "give both the same packs, variables and configuration")
        }
    }

    // MARK: A job

    private func claim(_ message: WorkerMessage.Claim) async throws -> WorkerMessage.Claimed {
        try welcome(message.hello)
        guard Self.isName(message.worker), Self.isName(message.instance) else {
            throw Unfit(reason: "the worker's name is too long, or none")
        }
        let wait = min(.milliseconds(max(0, message.waitMilliseconds)), Self.longestWait)
        guard var lease = try await nextJob(for: message, within: wait) else {
            return WorkerMessage.Claimed(lease: nil)
        }
        lease.notes = await desk.notes(lease)
        desk.tell(.began(lease))
        return WorkerMessage.Claimed(lease: lease)
    }

    /// Waits for a job; one that was claimed as the time ran out is given out all the same.
    private func nextJob(
        for message: WorkerMessage.Claim, within wait: Duration
    ) async throws -> Lease? {
        try await withThrowingTaskGroup(of: Lease?.self) { group in
            group.addTask {
                for await _ in self.store.work.stream() {
                    guard self.mayClaim(message) else { break }
                    let lease = try await self.store.claim(
                        by: message.worker, elsewhere: message.instance,
                        avoiding: Set(message.avoiding))
                    if let lease { return lease }
                    if wait == .zero { break }
                }
                return nil
            }
            group.addTask {
                try? await Task.sleep(for: wait)
                return nil
            }
            let first = try await group.next() ?? nil
            group.cancelAll()
            let second = try await group.next() ?? nil
            return first ?? second
        }
    }

    private func mayClaim(_ message: WorkerMessage.Claim) -> Bool {
        departures.withLock { departures in
            !departures.isClosing && departures.instances[message.instance] == nil
                && departures.starts[message.hello.process] ?? message.hello.start
                    == message.hello.start
        }
    }

    private func step(_ message: WorkerMessage.Step) async throws -> WorkerMessage.Held {
        let lease = try await store.lease(job: message.job, token: message.token)
        guard Self.isName(message.name) else { throw Unfit(reason: "the step has no name") }
        try await store.record(
            message.name, detail: message.detail, at: message.position, under: lease)
        desk.enter(lease, message.name, message.detail)
        return WorkerMessage.Held(job: lease.job, token: lease.token)
    }

    private func turn(_ message: WorkerMessage.Turn) async throws -> WorkerMessage.Held {
        let lease = try await store.lease(job: message.job, token: message.token)
        guard Self.isName(message.kind), message.kind.hasPrefix("agent.") else {
            throw Unfit(reason: "there is no such turn of a conversation")
        }
        let size = JSONValue.sorted(message.fields).text(indented: false).utf8.count
        guard size <= Self.largestTurn else {
            throw Unfit(reason: "the turn of the conversation is too large")
        }
        try await store.transcribe(
            message.kind, fields: message.fields, at: message.position, under: lease)
        return WorkerMessage.Held(job: lease.job, token: lease.token)
    }

    private func finish(_ message: WorkerMessage.End) async throws -> WorkerMessage.Held {
        guard let outcome = message.outcome.outcome else {
            throw Unfit(reason: "there is no such outcome as the worker's")
        }
        let held = WorkerMessage.Held(job: message.job, token: message.token)
        let lease = try? await store.lease(job: message.job, token: message.token)
        let isNews = try await store.finishOnce(
            job: message.job, token: message.token, as: outcome, with: message.summary)
        guard isNews, let lease else { return held }
        desk.tell(.ended(lease, outcome))
        if let summary = message.summary { try? await desk.settle(lease, summary) }
        return held
    }

    private func leave(_ message: WorkerMessage.Leave) async throws -> WorkerMessage.Leave {
        let now = ContinuousClock.now
        departures.withLock { departures in
            departures.instances = departures.instances.filter {
                now - $0.value < Self.longestWait * 3
            }
            for instance in message.instances.prefix(256) { departures.instances[instance] = now }
        }
        for instance in message.instances.prefix(256) {
            for lease in try await store.release(elsewhere: instance) {
                desk.tell(.ended(lease, .released))
            }
        }
        return message
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= longestName
            && text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7f }
    }
}
