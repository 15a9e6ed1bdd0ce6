/// How far a tool reaches.
package enum ToolEffect: String, Sendable, Hashable, CaseIterable {
    /// It looks and changes nothing.
    case read
    /// It changes what the job holds on this machine.
    case workspace
    /// It asks somebody over the network and changes nothing there.
    case network
    /// It changes something on the forge.
    case forge
}

/// How much a tool takes, as a hint for whoever plans.
package enum ToolCost: String, Sendable, Hashable, CaseIterable {
    /// Milliseconds.
    case low
    /// Seconds.
    case medium
    /// Minutes.
    case high
}

/// What a tool is: all that a model, a client or a person sees of it.
package struct ToolDefinition: Sendable, Hashable {
    package var name: String
    /// Other names under which it may be called.
    package var aliases: [String] = []
    /// A few words for people.
    package var title: String
    /// What it does and when to call it, for the model.
    package var summary: String
    package var input: ToolSchema
    package var output: ToolSchema
    /// After how long the caller is told that it takes too long.
    package var timeout: Duration
    package var effect: ToolEffect
    package var cost: ToolCost
    /// Whether calling it again with the same arguments changes nothing more.
    package var isIdempotent: Bool
    /// Whether it may overwrite something outside of this machine.
    package var isDestructive = false

    /// A definition from its parts.
    package init(
        name: String, aliases: [String] = [], title: String, summary: String, input: ToolSchema,
        output: ToolSchema, timeout: Duration = .seconds(60), effect: ToolEffect, cost: ToolCost,
        isIdempotent: Bool = true, isDestructive: Bool = false
    ) {
        self.name = name
        self.aliases = aliases
        self.title = title
        self.summary = summary
        self.input = input
        self.output = output
        self.timeout = timeout
        self.effect = effect
        self.cost = cost
        self.isIdempotent = isIdempotent
        self.isDestructive = isDestructive
    }
}

/// The effects that a caller may have.
package struct ToolScope: Sendable, Hashable {
    package let effects: Set<ToolEffect>

    /// A scope of these effects.
    package init(_ effects: Set<ToolEffect>) { self.effects = effects }

    /// Looking only: nothing is changed anywhere.
    package static let reading = ToolScope([.read, .network])
    /// Everything that the job may do.
    package static let everything = ToolScope(Set(ToolEffect.allCases))

    /// Whether it holds an effect.
    package func allows(_ effect: ToolEffect) -> Bool { effects.contains(effect) }
}

/// Whether a tool can be used where the program runs.
package enum ToolCapability: Sendable, Hashable {
    case available
    /// It cannot; why, in words for people.
    case unavailable(String)
}

/// What a tool tells while it works.
package struct ToolProgress: Sendable, Hashable {
    /// Which step it is, from 1.
    package var step: Int
    /// How many there are; nil when nobody knows.
    package var total: Int?
    /// What it does now.
    package var message: String

    /// Progress from its parts.
    package init(step: Int, total: Int? = nil, message: String) {
        self.step = step
        self.total = total
        self.message = message
    }
}
