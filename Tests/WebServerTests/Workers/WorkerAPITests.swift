import Basics
import HTTPClient
import Remediation
import Testing

@testable import Fleet
@testable import WebServer

@Suite("The queue for workers elsewhere")
struct WorkerAPITests {
    private let place: WorkerPlace

    init() throws { place = try WorkerPlace() }

    private func expect(
        _ code: FleetError.Code, _ body: () async throws -> Void,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async {
        let error = await #expect(throws: FleetError.self, sourceLocation: sourceLocation) {
            try await body()
        }
        #expect(error?.code == code, sourceLocation: sourceLocation)
    }

    @Test("A job is claimed, kept, noted and ended over the wire as it is in the store")
    func whole() async throws {
        try await place.enqueue(1..<2)
        try await withServer(handler: place.router) { server async throws in
            let queue = try place.queue(at: server)
            try await queue.introduce()
            let lease = try #require(try await queue.claim(by: "w-1", avoiding: []))
            #expect(lease.location == "https://forge.test/o/r1.git" && lease.worker == "w-1")
            #expect(lease.notes == ["tier": "1"] && lease.attempt == 1)
            try await queue.renew(lease)
            try await queue.record("fetch", detail: ["n": .int(1)], under: lease)
            try await queue.record("check", detail: [:], under: lease)
            var summary = RemediationSummary(repository: "r1", location: lease.location)
            summary.base = "abc"
            try await queue.finish(lease, as: .done, with: summary)
            let found = try #require(try await place.reader.run(lease.token))
            #expect(found.run.outcome == "done" && found.run.worker == "w-1")
            #expect(found.run.summary?.base == "abc")
            #expect(found.steps.map(\.name) == ["fetch", "check"])
            #expect(found.steps.first?.detail == "{\"n\":1}")
            #expect(try await queue.claim(by: "w-1", avoiding: []) == nil)
        }
    }

    @Test(
        "Turns of a conversation reach the journal in order, once, and nothing else passes for one")
    func turns() async throws {
        try await place.enqueue(1..<2)
        try await withServer(handler: place.router) { server async throws in
            let queue = try place.queue(at: server)
            try await queue.introduce()
            let lease = try #require(try await queue.claim(by: "w-1", avoiding: []))
            try await queue.transcribe("agent.said", fields: ["text": "one"], under: lease)
            try await queue.transcribe("agent.said", fields: ["text": "two"], under: lease)
            // The answer was lost: it is said again.
            try await place.store.transcribe(
                "agent.said", fields: ["text": "two"], at: 2, under: lease)
            await expect(.refused) {
                try await queue.transcribe("job.done", fields: [:], under: lease)
            }
            let long = String(repeating: "x", count: 40_000)
            await expect(.refused) {
                try await queue.transcribe(
                    "agent.said", fields: ["text": .string(long)], under: lease)
            }
            try await queue.finish(lease, as: .done, with: nil)
            await expect(.leaseLost) {
                try await queue.transcribe("agent.said", fields: [:], under: lease)
            }
            let said = try await place.reader.events(after: 0).filter { $0.kind == "agent.said" }
            #expect(said.map(\.fields) == [#"{"text":"one"}"#, #"{"text":"two"}"#])
            #expect(try await place.reader.run(lease.token)?.steps.isEmpty == true)
        }
    }

    @Test("A token of another scope, a wrong one and none get nothing")
    func tokens() async throws {
        try await place.enqueue(1..<2)
        try await withServer(handler: place.router) { server async throws in
            for token in [WorkerPlace.reader, WorkerPlace.token + "x"] {
                let queue = RemoteQueue(
                    over: try place.link(to: server, token: token), version: "1",
                    rules: WorkerPlace.rules, process: "p", waiting: .zero)
                await expect(.refused) { try await queue.introduce() }
                await expect(.refused) { _ = try await queue.claim(by: "w", avoiding: []) }
            }
            for name in ["claim", "renew", "finish", "leave", "budget"] {
                let path = "/api/v1/worker/\(name)"
                #expect(try await server.ask(.post, path, body: []).status == 401)
            }
            let bearer = HTTPHeader.bearer(WorkerPlace.token)
            for path in ["/api/v1/runs", "/api/v1/status"] {
                #expect(try await server.ask(.get, path, headers: [bearer]).status == 403)
            }
            #expect(try await place.reader.jobs(in: .queued).count == 1)
        }
    }

    @Test("Without a token for people loopback is open to them, and shut to workers all the same")
    func onlyWorkers() throws {
        let access = try AccessControl(
            listeningOn: .anyLoopback,
            tokens: [
                AccessToken(name: "workers", secret: WorkerPlace.token, scopes: [.worker])
            ], now: { 0 })
        let target = try #require(RequestTarget(parsing: Array("/".utf8)))
        func refusal(_ scope: AccessScope, _ fields: [RequestHead.Field] = []) -> Int? {
            access.refuse(
                RequestHead(
                    id: "1", method: "POST", target: target,
                    fields: [.init("host", "localhost"), .init("x-complybot-csrf", "page")]
                        + fields, peer: "127.0.0.1"), need: .scope(scope))?.status
        }
        #expect(refusal(.read) == nil && refusal(.write) == nil)
        #expect(refusal(.worker) == 403)
        #expect(
            refusal(.worker, [.init("authorization", "Bearer \(WorkerPlace.token)")]) == nil)
        #expect(access.logIn(WorkerPlace.token) == nil)
    }

    @Test("A worker of another version, or with other rules, is told so and gets no job")
    func unfit() async throws {
        try await place.enqueue(1..<2)
        try await withServer(handler: place.router) { server async throws in
            for queue in [
                try place.queue(at: server, version: "2"),
                try place.queue(at: server, rules: Digest(of: "others")),
            ] {
                await expect(.refused) { try await queue.introduce() }
                await expect(.refused) { _ = try await queue.claim(by: "w", avoiding: []) }
            }
        }
    }

    @Test("A worker whose lease has run out can neither renew, record nor finish")
    func fenced() async throws {
        try await place.enqueue(1..<2)
        try await withServer(handler: place.router) { server async throws in
            let queue = try place.queue(at: server)
            let zombie = try #require(try await queue.claim(by: "w", avoiding: []))
            place.pass(Lease.duration)
            #expect(try await place.store.reclaimExpired() == [zombie.token])
            let other = try place.queue(at: server, process: "q")
            let heir = try #require(try await other.claim(by: "w", avoiding: []))
            #expect(heir.job == zombie.job && heir.token > zombie.token)
            await expect(.leaseLost) { try await queue.renew(zombie) }
            await expect(.leaseLost) {
                try await queue.record("push", detail: [:], under: zombie)
            }
            await expect(.leaseLost) { try await queue.finish(zombie, as: .done, with: nil) }
            var forged = zombie
            forged.token = heir.token + 1
            await expect(.leaseLost) { try await queue.renew(forged) }
            try await other.finish(heir, as: .done, with: nil)
            #expect(try await place.reader.run(zombie.token)?.run.outcome == "crashed")
        }
    }

    @Test("A worker that did not see an answer asks again, and nothing is done twice")
    func repeated() async throws {
        try await place.enqueue(1..<3)
        try await withServer(handler: place.router) { server async throws in
            let queue = try place.queue(at: server)
            let lease = try #require(try await queue.claim(by: "w", avoiding: []))
            #expect(try await queue.claim(by: "w", avoiding: []) == lease)
            let second = try await queue.claim(by: "w-2", avoiding: [])
            #expect(second != nil && second?.job != lease.job)
            try await place.store.record("fetch", detail: [:], at: 1, under: lease)
            try await queue.record("fetch", detail: [:], under: lease)
            try await queue.record("check", detail: [:], under: lease)
            #expect(try await place.reader.run(lease.token)?.steps.count == 2)
            try await queue.finish(lease, as: .done, with: nil)
            try await queue.finish(lease, as: .done, with: nil)
            #expect(try await place.reader.counts(now: 0).jobs[.done] == 1)
        }
    }

    @Test("A worker that leaves hands back what it holds, and its late claim gets nothing")
    func leaves() async throws {
        try await place.enqueue(1..<2)
        try await withServer(handler: place.router) { server async throws in
            let queue = try place.queue(at: server)
            let lease = try #require(try await queue.claim(by: "w", avoiding: []))
            await queue.leave()
            let job = try #require(try await place.reader.job(lease.job))
            #expect(job.state == .queued && job.attempts == 0 && job.crashes == 0)
            #expect(try await queue.claim(by: "w", avoiding: []) == nil)
            let late = WorkerMessage.Claim(
                hello: queue.hello, worker: "w",
                instance: "\(queue.hello.process)/\(queue.hello.start)/w", avoiding: [],
                waitMilliseconds: 0)
            let answer = try await place.link(to: server).post(
                late, to: "claim", as: WorkerMessage.Claimed.self, while: "ask for a job")
            #expect(answer.lease == nil)
            let other = try place.queue(at: server, process: "q")
            #expect(try await other.claim(by: "w", avoiding: [])?.job == lease.job)
        }
    }

    @Test("A worker that starts again gets back at once what it died with, and no other's")
    func startsAgain() async throws {
        try await place.enqueue(1..<3)
        try await withServer(handler: place.router) { server async throws in
            let dead = try place.queue(at: server)
            let lease = try #require(try await dead.claim(by: "w", avoiding: []))
            let other = try place.queue(at: server, process: "q")
            let others = try #require(try await other.claim(by: "w", avoiding: []))
            let again = try #require(
                try await place.queue(at: server).claim(by: "w", avoiding: []))
            #expect(again.job == lease.job && again.crashes == 1 && again.token > lease.token)
            await expect(.leaseLost) { try await dead.renew(lease) }
            try await other.renew(others)
        }
    }

    @Test("A job that a worker was given and never heard of goes back soon, and counts no crash")
    func unheard() async throws {
        try await place.enqueue(1..<2)
        let lost = try #require(
            try await place.store.claim(by: "w", elsewhere: "p/1/w", avoiding: []))
        place.pass(.seconds(9))
        #expect(try await place.store.reclaimExpired().isEmpty)
        place.pass(.seconds(1))
        #expect(try await place.store.reclaimExpired() == [lost.token])
        let next = try #require(
            try await place.store.claim(by: "w", elsewhere: "q/1/w", avoiding: []))
        #expect(next.crashes == 0 && next.attempt == 1 && next.token > lost.token)
        try await place.store.renew(next)
        place.pass(.seconds(59))
        #expect(try await place.store.reclaimExpired().isEmpty)
    }

    @Test("A claim waits for a job to come, and ends with none when the server goes down")
    func waits() async throws {
        try await withServer(handler: place.router) { server async throws in
            let queue = try place.queue(at: server, waiting: .seconds(20))
            async let lease = queue.claim(by: "w", avoiding: [])
            try await place.enqueue(1..<2)
            #expect(try await lease != nil)
            async let none = queue.claim(by: "w-2", avoiding: [])
            place.api.close()
            #expect(try await none == nil)
        }
    }

    @Test("Every outcome arrives as it was sent")
    func outcomes() {
        var outcomes: [JobOutcome] = [
            .done, .released, .retry(after: nil, because: "a"),
            .retry(after: .seconds(7), because: "b"),
        ]
        outcomes += PermanentFailure.allCases.map { .failed($0, because: "c") }
        outcomes += WaitReason.allCases.map { .waiting($0, after: .seconds(9), because: "d") }
        #expect(outcomes.map { WorkerMessage.Outcome($0).outcome } == outcomes)
    }

    @Test("What no worker says is refused, and the server goes on")
    func malformed() async throws {
        try await withServer(handler: place.router) { server async throws in
            let bearer = HTTPHeader.bearer(WorkerPlace.token)
            for body in ["", "[]", "{\"job\":1}", "{\"job\":\"x\",\"token\":1}", "{"] {
                let answer = try await server.ask(
                    .post, "/api/v1/worker/renew", headers: [bearer], body: Array(body.utf8))
                #expect(answer.status == 400, "\(body)")
            }
            let queue = try place.queue(at: server, process: String(repeating: "p", count: 300))
            await expect(.refused) { _ = try await queue.claim(by: "w", avoiding: []) }
        }
    }
}
