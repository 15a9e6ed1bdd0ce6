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
            ])
        }
    }
}
