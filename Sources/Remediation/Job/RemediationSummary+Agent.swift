package import Basics

extension RemediationSummary {
    /// Who drove the repository by tools, and how far that went.
    package struct Agent: Codable, Hashable, Sendable {
        /// Who drove it: `openai/gpt-4o-mini`, `copilot`.
        package var brain: String
        /// How its work ended, as one word from a closed set; anything but `finished` left the rest to the deterministic path.
        package var ending: String
        /// The same in words.
        package var note: String
        package var turns: Int
        package var calls: Int
        package var tokens: Int
        /// Its checklist as Markdown.
        package var plan: String
        /// Where the transcript is; nil where the journal of a service has it, or none could be kept.
        package var transcript: Transcript?

        /// A transcript, and what is to be remembered of it.
        package struct Transcript: Codable, Hashable, Sendable {
            /// The file: a journal of its own, or a store that holds one.
            package var path: String
            /// The number and the hash of its last event, `SEQ:HASH`.
            package var anchor: String

            /// A transcript from its parts.
            package init(path: String, anchor: String) {
                (self.path, self.anchor) = (path, anchor)
            }
        }

        /// An account from its parts.
        package init(
            brain: String, ending: String, note: String, turns: Int, calls: Int, tokens: Int,
            plan: String
        ) {
            self.brain = brain
            self.ending = ending
            self.note = note
            self.turns = turns
            self.calls = calls
            self.tokens = tokens
            self.plan = plan
        }

        /// The account as one object.
        package var json: JSONValue {
            .members([
                "brain": .string(brain), "ending": .string(ending), "note": .string(note),
                "turns": .int(turns), "calls": .int(calls), "tokens": .int(tokens),
                "plan": .string(plan),
                "transcript": transcript.map {
                    .members(["path": .string($0.path), "anchor": .string($0.anchor)])
                } ?? .null,
            ])
        }
    }
}
