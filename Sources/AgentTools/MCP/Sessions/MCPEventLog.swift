package import Basics
internal import Synchronization

/// What one stream has told, numbered from 1, so that a reader who lost the connection reads on where it was.
///
/// Whoever tells never waits: when readers are slow, the oldest messages go, and never the last, which is the answer.
package final class MCPEventLog: Sendable {
    /// The most messages that are kept.
    package static let maximumEvents = 256

    /// One message with its number.
    package struct Event: Sendable, Hashable {
        package let number: Int
        package let message: JSONValue
    }

    private struct State {
        var events: [Event] = []
        var last = 0
        var isFinished = false
        var bells: [Int: AsyncStream<Void>.Continuation] = [:]
        var bellCount = 0

        mutating func append(_ message: JSONValue) {
            last += 1
            events.append(Event(number: last, message: message))
            if events.count > MCPEventLog.maximumEvents { events.removeFirst() }
        }
    }

    private let state = Mutex(State())

    /// A stream that has told nothing.
    package init() {}

    /// Adds a message; nothing is told any more once the stream is finished.
    package func tell(_ message: JSONValue) {
        change { $0.append(message) }
    }

    /// Ends the stream, with the answer as its last message where there is one.
    package func finish(_ answer: JSONValue?) {
        change { state in
            if let answer { state.append(answer) }
            state.isFinished = true
        }
    }

    /// Whether nothing more will be told.
    package var isFinished: Bool { state.withLock(\.isFinished) }

    /// What was told after a number, as far as it is kept, and whether that is all.
    package func events(after number: Int) -> (events: [Event], isFinished: Bool) {
        state.withLock { state in
            (state.events.filter { $0.number > number }, state.isFinished)
        }
    }

    /// Gives a value now and after each change; it ends with the stream of messages.
    package func changes() -> AsyncStream<Void> {
        let (stream, bell) = AsyncStream.makeStream(
            of: Void.self, bufferingPolicy: .bufferingNewest(1))
        bell.yield()
        let number = state.withLock { state -> Int? in
            guard !state.isFinished else { return nil }
            state.bellCount += 1
            state.bells[state.bellCount] = bell
            return state.bellCount
        }
        guard let number else {
            bell.finish()
            return stream
        }
        bell.onTermination = { [weak self] _ in
            self?.state.withLock { _ = $0.bells.removeValue(forKey: number) }
        }
        return stream
    }

    /// Waits until something is told or the stream is finished, or a pause has passed.
    package func waitForFirst(
        or pause: @escaping @Sendable () async throws -> Void
    ) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in self.changes() {
                    let (events, isFinished) = self.events(after: 0)
                    if !events.isEmpty || isFinished { return }
                }
            }
            group.addTask { try? await pause() }
            await group.next()
            group.cancelAll()
        }
    }

    private func change(_ edit: (inout State) -> Void) {
        let (bells, isFinished) = state.withLock { state in
            guard !state.isFinished else { return ([AsyncStream<Void>.Continuation](), false) }
            edit(&state)
            return (Array(state.bells.values), state.isFinished)
        }
        for bell in bells {
            bell.yield()
            if isFinished { bell.finish() }
        }
    }
}
