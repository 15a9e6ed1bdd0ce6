internal import Basics

/// How a brain's work on a job came to its end.
package enum AgentEnding: Sendable, Hashable {
    /// It said so, and the job's own checks agree.
    case finished
    /// It said that it cannot; its reason, a stranger's words on one line.
    case gaveUp(String)
    /// It stopped again and again although something was left to do.
    case stalled
    /// It made the same call with the same result over and over.
    case circled(tool: String)
    /// A budget is used up; which, as `turns`.
    case exhausted(String)
    /// The repository's configuration wants no model to see it.
    case unwanted
    /// The reviewer did not agree to what was done; its first reason, a stranger's words on one line.
    case notAgreed(String)
    /// It could not be asked, or broke off; why, on one line.
    case failed(String)

    /// The kind of ending, from a closed set.
    package var word: String {
        switch self {
        case .finished: "finished"
        case .gaveUp: "gave-up"
        case .stalled: "stalled"
        case .circled: "circled"
        case .exhausted: "exhausted"
        case .unwanted: "unwanted"
        case .notAgreed: "not-agreed"
        case .failed: "failed"
        }
    }

    /// What happened, on one line for people; safe for a terminal.
    package var reason: String {
        switch self {
        case .finished: "it finished the job"
        case .gaveUp(let why): why.isEmpty ? "it gave up" : "it gave up: \(why)"
        case .stalled: "it stopped although something is left to do"
        case .circled(let tool): "it called \(tool) again and again with the same result"
        case .exhausted(let budget): "its budget of \(budget) is used up"
        case .unwanted: "the repository's configuration wants no model (llm: off)"
        case .notAgreed(let why): "the reviewer did not agree: \(why)"
        case .failed(let why): why
        }
    }
}

extension String {
    /// The text on one line of at most so many characters, safe for a terminal.
    func asLine(atMost limit: Int) -> String {
        let line = split(whereSeparator: { $0.isWhitespace }).joined(separator: " ")
        let scalars = line.unicodeScalars
        guard scalars.count > limit else { return line.escapedForTerminal }
        var kept = String.UnicodeScalarView()
        kept.append(contentsOf: scalars.prefix(limit - 1))
        return (String(kept) + "…").escapedForTerminal
    }
}
