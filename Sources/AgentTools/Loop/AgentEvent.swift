package import Basics
package import Remediation

/// What is told of a run while it goes on; the same stream whoever drives it.
package enum AgentEvent: Sendable {
    /// Somebody begins to drive.
    case began(brain: String, tools: [String])
    /// A run that was cut off goes on: so many turns were made, and so many calls are made again.
    case resumed(turns: Int, calls: Int)
    /// The run that was to go on cannot, and begins anew.
    case restarted(String)
    /// The checklist, whenever it changes.
    case plan(AgentPlan)
    /// More words of the brain's, whole lines of them.
    case delta(String)
    /// Words of the brain's, whole.
    case message(String)
    /// What it says of its thoughts.
    case reasoning(String)
    case toolStarted(call: String, tool: String, arguments: String)
    case toolEnded(call: String, tool: String, error: ToolError?, took: Duration)
    /// The digests of a call that has ended.
    case answered(CallDigests)
    /// A turn is over: the how-manieth of the run, and the tokens that it took.
    case turned(number: Int, tokens: Int)
    /// The brain stopped; what the job still wants, nil for nothing.
    case idle(next: String?)
    /// What the host said to it.
    case told(String)
    /// So many old results were left out of the conversation.
    case compacted(Int)
    /// Another role takes its seat.
    case seated(AgentRole.Name)
    /// What became of a review.
    case reviewed(Review)
    /// Several edits were weighed for one purpose.
    case deliberated([EditCandidate])
    case ended(AgentEnding)
    /// A stage of the deterministic path begins.
    case entered(Stage)

    /// The event as JSON, with its kind as `type`.
    package var json: JSONValue {
        let (type, members) = parts
        return .object([.init("type", .string(type))] + members)
    }

    private var parts: (String, [JSONValue.Member]) {
        switch self {
        case .began(let brain, let tools):
            (
                "session.start",
                [
                    .init("brain", .string(brain)),
                    .init("tools", .array(tools.map { .string($0) })),
                ]
            )
        case .resumed(let turns, let calls):
            ("session.resume", [.init("turns", .int(turns)), .init("calls", .int(calls))])
        case .restarted(let why): ("session.restart", [.init("reason", .string(why))])
        case .plan(let plan): ("plan", [.init("items", plan.json)])
        case .delta(let text): ("message.delta", [.init("text", .string(text))])
        case .message(let text): ("message", [.init("text", .string(text))])
        case .reasoning(let text): ("reasoning", [.init("text", .string(text))])
        case .toolStarted(let call, let tool, let arguments):
            (
                "tool.start",
                [
                    .init("call", .string(call)), .init("tool", .string(tool)),
                    .init("arguments", .string(arguments)),
                ]
            )
        case .toolEnded(let call, let tool, let error, let took):
            (
                "tool.end",
                [
                    .init("call", .string(call)), .init("tool", .string(tool)),
                    .init("ok", .bool(error == nil)),
                    .init("error", error?.json["error"] ?? .null),
                    .init("milliseconds", .int(Int(took.milliseconds))),
                ]
            )
        case .answered(let digests):
            (
                "tool.digests",
                [
                    .init("call", .string(digests.call)), .init("tool", .string(digests.tool)),
                    .init("arguments", .string(digests.arguments.description)),
                    .init("result", .string(digests.result.description)),
                    .init("bytes", .int(digests.bytes)),
                ]
            )
        case .turned(let number, let tokens):
            ("turn", [.init("turn", .int(number)), .init("tokens", .int(tokens))])
        case .idle(let next): ("idle", [.init("next", .optional(next))])
        case .told(let text): ("host", [.init("text", .string(text))])
        case .compacted(let count): ("compaction", [.init("results", .int(count))])
        case .seated(let name): ("role", [.init("role", .string(name.rawValue))])
        case .reviewed(let review): ("review", review.members)
        case .deliberated(let candidates):
            ("deliberation", [.init("candidates", .array(candidates.map(\.json)))])
        case .ended(let ending):
            (
                "session.end",
                [
                    .init("ending", .string(ending.word)),
                    .init("reason", .string(ending.reason)),
                ]
            )
        case .entered(let stage): ("stage", [.init("stage", .string(stage.rawValue))])
        }
    }
}
