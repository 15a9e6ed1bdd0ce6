import AgentTools
import Basics
import Fleet
import Remediation

/// A recovery point of a run: what its page, the journal and the metrics are told of, wherever it is worked on.
///
/// Of a model's words only its checklist is in one, and nothing of any file.
struct RunStep: Sendable {
    var name: String
    var detail: [String: JSONValue] = [:]

    private static let driven = "session.start"
    private static let undriven = "session.end"
    private static let call = "tool.end"

    /// A point as it was noted.
    init(_ name: String, _ detail: [String: JSONValue]) {
        self.name = name
        self.detail = detail
    }

    /// The beginning of a stage.
    init(_ stage: Stage) { name = stage.rawValue }

    /// What of a model's work is noted, under the names of its events; nil for what passes by.
    init?(_ event: AgentEvent) {
        switch event {
        case .began(let brain, let tools):
            self.init(Self.driven, ["brain": .string(brain), "tools": .int(tools.count)])
        case .resumed(let turns, let calls):
            self.init("session.resume", ["turns": .int(turns), "calls": .int(calls)])
        case .restarted(let why): self.init("session.restart", ["reason": .string(why)])
        case .plan(let plan): self.init("plan", ["plan": .string(plan.markdown)])
        case .toolEnded(_, let tool, let error, let took):
            self.init(
                Self.call,
                [
                    "tool": .string(tool), "ok": .bool(error == nil),
                    "milliseconds": .int(Int(took.milliseconds)),
                ])
            if let error { detail["code"] = .string(error.code.rawValue) }
        case .seated(let role): self.init("role", ["role": .string(role.rawValue)])
        // What a reviewer says against a change may quote it.
        case .reviewed(let review):
            self.init(
                "review",
                [
                    "round": .int(review.round), "agrees": .bool(review.agrees),
                    "by": .string(review.isByHost ? "host" : "model"),
                    "reasons": .int(review.reasons.count),
                ])
        case .deliberated(let candidates):
            self.init(
                "deliberation",
                ["candidates": .array(candidates.map { .string($0.fate.word) })])
        case .compacted(let count): self.init("compaction", ["results": .int(count)])
        case .ended(let ending):
            self.init(
                Self.undriven,
                ["ending": .string(ending.word), "reason": .string(ending.reason)])
        case .delta, .message, .reasoning, .toolStarted, .answered, .turned, .idle, .told, .entered:
            return nil
        }
    }

    /// Tells it to whoever measures the run.
    func tell(_ observation: RunObservation) {
        switch name {
        case Self.driven: observation.setDriven(true)
        case Self.undriven: observation.setDriven(false)
        case Self.call:
            guard let tool = detail["tool"]?.text, let time = detail["milliseconds"]?.integer else {
                return
            }
            observation.call(
                tool, failure: detail["code"]?.text, took: .milliseconds(max(0, time)))
        default: if let stage = Stage(rawValue: name) { observation.enter(stage) }
        }
    }
}
