import Basics
import Forge
import Synchronization
import TestSupport
import Testing

@testable import Fleet

@Suite("Deliveries that never came")
struct DeliveryReconcilerTests {
    private static let now = 1_795_219_200

    /// A forge that lists attempts and takes what it is asked to send again.
    private final class ListingForge: GitHubAPI {
        private let pages: [String]
        private let asked = Mutex<[GitHubRequest]>([])

        init(_ pages: [String]) { self.pages = pages }

        var requests: [GitHubRequest] { asked.withLock { $0 } }
        var redelivered: [String] {
            requests.filter { $0.method == .post }.map { $0.path.joined(separator: "/") }
        }

        func send(_ request: GitHubRequest) async throws(GitHubError) -> GitHubAnswer {
            asked.withLock { $0.append(request) }
            guard request.method == .get else { return GitHubAnswer(status: 202, body: []) }
            let number = request.continuation.flatMap { Int($0) } ?? 0
            return GitHubAnswer(
                status: 200, link: number + 1 < pages.count ? String(number + 1) : nil,
                body: Array(pages[number].utf8))
        }

        func next(
            after answer: GitHubAnswer, of request: GitHubRequest
        ) throws(GitHubError) -> GitHubRequest? {
            guard let link = answer.link else { return nil }
            var next = request
            next.continuation = link
            return next
        }

        func account() async throws(GitHubError) -> GitHubAccount {
            GitHubAccount(login: "complybot[bot]", id: 1, appID: 2)
        }
    }

    private struct Received: DeliveryRecords {
        var guids: Set<String> = []

        func received(_ wanted: Set<String>, since: Int64) async throws -> Set<String> {
            #expect(since == Int64(now - 73 * 3600) * 1000)
            return wanted.intersection(guids)
        }
    }

    private func attempt(_ id: Int, _ guid: String, at time: String, status: Int = 502) -> String {
        """
        {"id": \(id), "guid": "\(guid)", "delivered_at": "2026-11-\(time)Z", "redelivery": false,
         "duration": 0.1, "status": "x", "status_code": \(status), "event": "push", "action": null,
         "installation_id": null, "repository_id": null, "throttled_at": null}
        """
    }

    private func run(
        _ pages: [[String]], received: Set<String> = [], of source: WebhookSource = .app
    ) async throws -> (DeliveryReconciler.Outcome, ListingForge) {
        let forge = ListingForge(pages.map { "[\($0.joined(separator: ","))]" })
        let reconciler = DeliveryReconciler(
            HookDeliveries(of: source, api: forge), with: Received(guids: received))
        return (try await reconciler.run(now: Self.now), forge)
    }

    @Test("what failed and never came is asked for again, once each, the oldest first")
    func lost() async throws {
        let (outcome, forge) = try await run(
            [
                [attempt(9, "B", at: "20T23:00:00"), attempt(8, "c", at: "20T22:00:00")],
                [attempt(7, "a", at: "20T21:00:00"), attempt(6, "b", at: "20T20:00:00")],
            ], received: ["c"])
        #expect(
            forge.redelivered == [
                "app/hook/deliveries/7/attempts", "app/hook/deliveries/9/attempts",
            ])
        #expect(outcome.failed == 4 && outcome.redelivered.map(\.guid) == ["a", "b"])
        #expect(forge.requests.last?.effect == .set)
        #expect(forge.requests[0].query.map(\.value) == ["failure", "100"])
    }

    @Test("nothing is asked for when all came, and nothing is looked up when nothing failed")
    func none() async throws {
        let (outcome, forge) = try await run(
            [[attempt(1, "a", at: "20T10:00:00", status: 202)]])
        #expect(outcome == .init() && forge.redelivered.isEmpty)
        let (known, _) = try await run([[attempt(1, "a", at: "20T10:00:00")]], received: ["a"])
        #expect(known.redelivered.isEmpty)
    }

    @Test("reading ends where GitHub's memory ends")
    func horizon() async throws {
        let (outcome, forge) = try await run(
            [
                [attempt(2, "a", at: "18T00:00:01"), attempt(1, "b", at: "17T23:59:59")],
                [attempt(0, "c", at: "17T20:00:00")],
            ])
        #expect(outcome.redelivered.map(\.guid) == ["a"])
        #expect(forge.requests.count == 2)
    }

    @Test("an attempt of this minute is left alone, and so is one that is refused each time")
    func patience() async throws {
        let (young, _) = try await run([[attempt(1, "a", at: "20T23:59:30")]])
        #expect(young.redelivered.isEmpty && young.failed == 1)
        let (stubborn, forge) = try await run(
            [(1...5).reversed().map { attempt($0, "a", at: "20T1\($0):00:00") }])
        #expect(stubborn.abandoned.map(\.id) == [5] && forge.redelivered.isEmpty)
    }

    @Test("one run asks for fifty and leaves the rest to the next")
    func portion() async throws {
        let attempts = (0..<60).map { attempt($0, "g\($0)", at: "20T10:00:00") }
        let (outcome, forge) = try await run([attempts])
        #expect(forge.redelivered.count == 50 && outcome.hasMore)
    }

    @Test("hooks of repositories and organizations are asked at their own address")
    func otherHooks() async throws {
        let page = [[attempt(4, "a", at: "20T10:00:00")]]
        let name = GitHubRepositoryName(owner: "acme", name: "shop")
        let (_, repository) = try await run(page, of: .repository(name, hook: 3))
        #expect(repository.redelivered == ["repos/acme/shop/hooks/3/deliveries/4/attempts"])
        let (_, organization) = try await run(page, of: .organization("acme", hook: 3))
        #expect(organization.redelivered == ["orgs/acme/hooks/3/deliveries/4/attempts"])
    }

    @Test("the store tells which ids came, from whatever hook, since a moment")
    func records() async throws {
        let folder = try TemporaryDirectory()
        let store = try FleetStore(home: folder.path)
        for (hook, guid, time) in [(1, "a", 5_000), (2, "b", 5_000), (1, "old", 1_000)] {
            let delivery = Delivery(
                hook: hook, guid: guid, event: "push", action: nil, digest: Digest(of: guid),
                receivedAt: Int64(time))
            #expect(await store.accept(delivery) == .accepted)
        }
        let reader = try FleetReader(home: folder.path)
        #expect(try await reader.received(["a", "b", "old", "c"], since: 2_000) == ["a", "b"])
    }
}
