internal import Basics
package import Fleet
internal import Synchronization

/// `GET /api/v1/events`: the journal's events as they happen, as server-sent events.
///
/// Each stream has its own place in the journal and reads on from there, so that a slow reader costs no memory.
package final class EventStreams: Sendable {
    /// How many streams there may be, how far back one may begin, how many events are read at once.
    package struct Limits: Hashable, Sendable {
        package var streams = 64
        package var replay: Int64 = 1000
        package var batch = 100
        /// Between signs of life.
        package var heartbeat = Duration.seconds(15)

        /// The limits that hold unless said otherwise.
        package init() {}
    }

    private let reader: FleetReader
    private let changes: FleetChanges
    private let limits: Limits
    private let open = Mutex(0)

    /// Streams of what a reader sees, woken by the changes of the store that is written.
    package init(reader: FleetReader, changes: FleetChanges, limits: Limits = Limits()) {
        self.reader = reader
        self.changes = changes
        self.limits = limits
    }

    /// The route.
    package var route: Route {
        Route("GET", "/api/v1/events", need: .scope(.read)) { request, _ in
            await self.answer(request.head)
        }
    }

    private func answer(_ head: RequestHead) async -> WebResponse {
        guard open.withLock({ $0 }) < limits.streams else { return tooMany }
        guard let last = try? await reader.lastEvent() else {
            return .refusal(503, "the store cannot be read").with("retry-after", "5")
        }
        let start = start(head["last-event-id"], last: last)
        return WebResponse(
            status: 200, fields: [.init("content-type", "text/event-stream")],
            body: .stream { writer in await self.run(from: start, last: last, to: writer) })
    }

    private var tooMany: WebResponse {
        WebResponse.refusal(503, "\(limits.streams) streams are open already").with(
            "retry-after", "30")
    }

    /// The number after which to begin: what the reader saw last, where that is a number the journal has.
    private func start(_ seen: String?, last: Int64) -> Int64 {
        guard let seen, seen.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let number = Int64(seen), number <= last
        else { return last }
        return number
    }

    private func run(from start: Int64, last: Int64, to writer: ResponseWriter) async {
        let mayRun = open.withLock { count in
            guard count < limits.streams else { return false }
            count += 1
            return true
        }
        guard mayRun else { return }
        defer { open.withLock { $0 -= 1 } }
        let first = max(start, last - limits.replay)
        var greeting = "retry: 2000\n: \(last)\n\n"
        if first > start { greeting += "event: skipped\ndata: {\"before\":\(first + 1)}\n\n" }
        guard await writer.write(greeting) else { return }
        await follow(after: first, to: writer)
    }

    private func follow(after first: Int64, to writer: ResponseWriter) async {
        let bell = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(2))
        await withDiscardingTaskGroup { group in
            group.addTask {
                for await _ in self.changes.stream() { bell.continuation.yield(false) }
            }
            group.addTask {
                while (try? await Task.sleep(for: self.limits.heartbeat)) != nil {
                    bell.continuation.yield(true)
                }
            }
            var place = first
            for await isHeartbeat in bell.stream {
                if isHeartbeat, await !writer.write(": alive\n\n") { break }
                guard let next = await self.send(after: place, to: writer) else { break }
                place = next
            }
            group.cancelAll()
        }
    }

    /// Sends what there is; the number of the last event sent, nil when the stream is over.
    private func send(after place: Int64, to writer: ResponseWriter) async -> Int64? {
        var place = place
        while true {
            guard let events = try? await reader.events(after: place, limit: limits.batch) else {
                return nil
            }
            guard let last = events.last else { return place }
            let text = events.map { "id: \($0.number)\ndata: \($0.body)\n\n" }.joined()
            guard await writer.write(text) else { return nil }
            place = last.number
        }
    }
}
