package import Basics

/// What a journal keeps of an event of a run: who said or did what, by digests, and the words as far as they may be kept.
///
/// Words are cleaned of secrets before they come here. Neither what a tool answered nor the edits that a model tries are kept as
/// words, for they hold files of the repository.
package struct TranscriptEntry: Sendable, Hashable {
    /// Words beyond this many bytes are not kept; the digest is over all of them.
    private static let longestText = 4096
    /// So much of a call's arguments is kept.
    private static let longestArguments = 1024

    /// What happened, such as `agent.called`.
    package let kind: String
    /// What is known of it, by name.
    package let fields: [String: JSONValue]

    /// What is kept of an event; nil for one that tells nothing that others do not.
    package init?(_ event: AgentEvent) {
        guard let (kind, fields) = Self.parts(event) else { return nil }
        self.kind = "agent.\(kind)"
        self.fields = fields
    }

    private static func parts(_ event: AgentEvent) -> (String, [String: JSONValue])? {
        switch event {
        case .began(let brain, let tools):
            return (
                "began",
                [
                    "role": "host", "brain": .string(brain),
                    "tools": .array(tools.map { .string($0) }),
                    "prompt": .string(Digest(of: AgentRole.driver.prompt).description),
                ]
            )
        case .resumed(let turns, let calls):
            return (
                "resumed", ["role": "host", "turns": .int(turns), "calls": .int(calls)]
            )
        case .restarted(let why): return ("restarted", words(why, by: "host"))
        case .plan(let plan): return ("planned", words(plan.markdown, by: "assistant"))
        case .message(let text): return ("said", words(text, by: "assistant"))
        case .told(let text): return ("told", words(text, by: "host"))
        case .toolStarted(let call, let tool, let arguments):
            return ("called", Self.call(call, tool, arguments))
        case .answered(let digests): return ("answered", fields(of: digests))
        case .turned(let number, let tokens):
            return (
                "turn", ["role": "assistant", "turn": .int(number), "tokens": .int(tokens)]
            )
        case .compacted(let count):
            return ("compacted", ["role": "host", "results": .int(count)])
        case .seated(let name):
            return (
                "seated",
                [
                    "role": "host", "seat": .string(name.rawValue),
                    "prompt": .string(Digest(of: AgentRole(name).prompt).description),
                ]
            )
        case .reviewed(let review): return ("reviewed", fields(of: review))
        case .deliberated(let candidates):
            return (
                "deliberated",
                ["role": "host", "candidates": .array(candidates.map(\.json))]
            )
        case .ended(let ending):
            return (
                "ended",
                [
                    "role": "host", "ending": .string(ending.word),
                    "reason": .string(kept(ending.reason, longestText)),
                ]
            )
        case .delta, .reasoning, .toolEnded, .idle, .entered: return nil
        }
    }

    private static func words(_ text: String, by role: String) -> [String: JSONValue] {
        [
            "role": .string(role), "digest": .string(Digest(of: text).description),
            "bytes": .int(text.utf8.count), "text": .string(kept(text, longestText)),
        ]
    }

    private static func call(
        _ call: String, _ tool: String, _ arguments: String
    ) -> [String: JSONValue] {
        var fields: [String: JSONValue] = [
            "role": "assistant", "call": .string(kept(call, 128)), "tool": .string(tool),
        ]
        if tool != StandardTool.fixCode.rawValue {
            fields["text"] = .string(kept(arguments, longestArguments))
        }
        return fields
    }

    private static func fields(of review: Review) -> [String: JSONValue] {
        let reasons = review.reasons.map(\.words).joined(separator: "\n")
        return words(reasons, by: review.isByHost ? "host" : "assistant").merging([
            "round": .int(review.round), "agrees": .bool(review.agrees),
        ]) { $1 }
    }

    private static func fields(of digests: CallDigests) -> [String: JSONValue] {
        [
            "role": "tool", "call": .string(kept(digests.call, 128)),
            "tool": .string(digests.tool), "error": .optional(digests.error?.rawValue),
            "arguments": .string(digests.arguments.description),
            "result": .string(digests.result.description), "bytes": .int(digests.bytes),
        ]
    }

    /// A text as far as it is kept, cut between characters.
    private static func kept(_ text: String, _ limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var end = text.startIndex
        var size = 0
        while end < text.endIndex {
            size += text[end].utf8.count
            if size > limit { break }
            end = text.index(after: end)
        }
        return "\(text[..<end])…"
    }
}
