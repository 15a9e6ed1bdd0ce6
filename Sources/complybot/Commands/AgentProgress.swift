import AgentTools
import Basics
import Synchronization

/// What a person sees of a run while it goes on.
final class AgentProgress: Sendable {
    /// The steps that were shown last; their ticks are shown at the end only.
    private let shown = Mutex<[String]>([])
    private let plan = Mutex<AgentPlan?>(nil)

    /// The lines for an event, safe for a terminal; nil for what is not shown.
    func lines(for event: AgentEvent) -> String? {
        words(event).map { "complybot: \($0)" }
    }

    private func words(_ event: AgentEvent) -> String? {
        switch event {
        case .began(let brain, let tools): "\(brain) drives, with \(tools.count) tools"
        case .resumed(let turns, let calls):
            "it goes on after \(turns) turns; \(calls) calls were made again"
        case .restarted(let why): "it begins anew: \(why.escapedForTerminal)"
        case .plan(let new): note(new) ? Self.words(new) : nil
        case .message(let text):
            text.split(whereSeparator: \.isNewline).map { "> \(String($0).escapedForTerminal)" }
                .joined(separator: "\n  ")
        case .reasoning, .delta, .toolStarted, .answered, .turned, .idle, .entered: nil
        case .toolEnded(_, let tool, let error, let took):
            "\(tool.escapedForTerminal): "
                + (error.map { "\($0.code.rawValue): \($0.reason.escapedForTerminal)" }
                    ?? "done in \(took.milliseconds) ms")
        case .told(let text): "told it: \(text)"
        case .seated(let role): "the \(role.rawValue) sits down"
        case .reviewed(let review): Self.words(review)
        case .deliberated(let candidates): Self.words(candidates)
        case .compacted(let count): "left \(count) old results out of the conversation"
        case .ended(let ending):
            (plan.withLock(\.self).map { "\(Self.words($0))\ncomplybot: " } ?? "") + ending.reason
        }
    }

    /// Notes a plan, and says whether its steps are others than before.
    private func note(_ new: AgentPlan) -> Bool {
        plan.withLock { $0 = new }
        let steps = new.items.map(\.text)
        return shown.withLock { shown in
            defer { shown = steps }
            return shown != steps
        }
    }

    private static func words(_ review: Review) -> String {
        guard !review.agrees else { return "the reviewer agrees" }
        let who = review.isByHost ? "the host's own checks do" : "the reviewer does"
        return (["\(who) not agree"] + review.reasons.map { "  \($0.words)" })
            .joined(separator: "\n")
    }

    private static func words(_ candidates: [EditCandidate]) -> String {
        let lines = candidates.map { candidate in
            let score = candidate.score.map { ", \($0 / 100) of 16 marks" } ?? ""
            let reason = candidate.fate.reason.map { ": \($0)" } ?? ""
            return
                "  \(candidate.number) by \(candidate.author)\(score): \(candidate.fate.word)\(reason)"
        }
        return (["\(candidates.count) edits were weighed"] + lines).joined(separator: "\n")
    }

    private static func words(_ plan: AgentPlan) -> String {
        (["the plan"] + plan.items.map { "  [\($0.isDone ? "x" : " ")] \($0.text)" })
            .joined(separator: "\n")
    }
}
