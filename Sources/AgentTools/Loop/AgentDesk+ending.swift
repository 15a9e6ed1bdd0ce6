internal import Basics
internal import LanguageModels
internal import Synchronization

/// How a brain's work comes to its end: it says so, and the job's own checks agree.
extension AgentDesk {
    /// Decides what happens when the brain has stopped with these words.
    package func stopped(saying text: String) async -> Turn {
        if let ending = state.withLock(\.ending) { return .ended(ending) }
        let next = await left()
        note(.idle(next: next))
        guard let next else { return .ended(.finished) }
        if let ending = givesUp(saying: text) { return .ended(ending) }
        let pauses = state.withLock { state in
            state.pauses += 1
            return state.pauses
        }
        guard pauses <= limits.pauses else { return .ended(.stalled) }
        let words =
            "The job is not done: its own checks want \(next) next. Call it, or answer GIVE UP: and why."
        note(.told(words))
        return .goesOn(words)
    }

    /// The tool that the job wants next; nil when nothing is left that anybody could do.
    func left() async -> String? {
        if state.withLock(\.isReviewed), case .early(let next) = await session.reviewStanding {
            return next.rawValue
        }
        switch await session.standing {
        case .settled, .held: return nil
        case .unfinished(let next): return next.rawValue
        }
    }

    /// The ending of somebody who says that it cannot go on; nil for other words.
    func givesUp(saying text: String) -> AgentEnding? {
        Self.reasonForGivingUp(text).map { .gaveUp(redactor.redacted($0).asLine(atMost: 300)) }
    }

    private static func reasonForGivingUp(_ text: String) -> String? {
        let mark = "GIVE UP"
        let line = text.split(whereSeparator: \.isNewline).last { line in
            line.drop { !$0.isLetter }.hasPrefix(mark)
        }
        return line.map { line in
            let rest = line.drop { !$0.isLetter }.dropFirst(mark.count)
            return String(rest.drop { $0 == ":" || $0.isWhitespace })
        }
    }

    /// Notes how it ended, tells and keeps it.
    func end(_ ending: AgentEnding) {
        let record = state.withLock { state in
            state.record.ending = ending.word
            return state.record
        }
        note(.ended(ending))
        keep(record)
    }
}
