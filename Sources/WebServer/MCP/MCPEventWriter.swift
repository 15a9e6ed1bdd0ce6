internal import AgentTools
internal import Basics

/// Writes what a stream tells as server-sent events, as long as somebody reads.
struct MCPEventWriter {
    let log: MCPEventLog
    /// The stream's number in its session; nil where it cannot be read on later.
    let stream: Int?
    /// Between signs of life, without which nobody learns that the reader is gone.
    let heartbeat: Duration

    /// Writes the events after a number until the stream is finished; false when nobody reads any longer.
    func write(after first: Int, to writer: ResponseWriter) async -> Bool {
        // A place to read on from, before anything is told.
        if let stream, first == 0 {
            guard await writer.write("id: \(stream)-0\nretry: 1000\ndata:\n\n") else {
                return false
            }
        }
        let bell = AsyncStream.makeStream(of: Bool.self, bufferingPolicy: .bufferingNewest(2))
        return await withTaskGroup(of: Bool?.self) { group in
            group.addTask {
                for await _ in log.changes() { bell.continuation.yield(false) }
                return nil
            }
            group.addTask {
                while (try? await Task.sleep(for: heartbeat)) != nil {
                    bell.continuation.yield(true)
                }
                return nil
            }
            group.addTask { await follow(bell.stream, after: first, to: writer) }
            for await isRead in group {
                guard let isRead else { continue }
                group.cancelAll()
                return isRead
            }
            return false
        }
    }

    private func follow(
        _ bell: AsyncStream<Bool>, after first: Int, to writer: ResponseWriter
    ) async -> Bool {
        var place = first
        for await isHeartbeat in bell {
            if isHeartbeat, await !writer.write(": alive\n\n") { return false }
            let (events, isFinished) = log.events(after: place)
            if !events.isEmpty, await !writer.write(events.map(text).joined()) { return false }
            place = events.last?.number ?? place
            if isFinished { return true }
        }
        return false
    }

    private func text(_ event: MCPEventLog.Event) -> String {
        let id = stream.map { "id: \($0)-\(event.number)\n" } ?? ""
        return "\(id)data: \(event.message.text(indented: false))\n\n"
    }
}
