import Documents

/// The mapping `agent` below `model` of the program's configuration: what holds wherever a model drives.
struct AgentSettings: Sendable {
    /// Whether repositories whose configuration says `llm: agent` are driven by a model; their word alone is not enough.
    var isAllowed = false
    /// Who drives; nil for the configured models.
    var brain: AgentSetup.BrainKind?
    /// The most answers of the model; nil for what is built in.
    var turns: Int?
    /// How models work together.
    var ways = AgentWays()

    /// How many answers may be allowed.
    static let turnCounts = 1...500

    /// Nothing is allowed.
    init() {}

    /// Reads the mapping.
    init(_ node: DataNode, problems: RecordProblems) {
        var record = StrictRecord(node, name: "agent", problems: problems)
        isAllowed = record.flag("allowed") ?? false
        brain = record.choice("brain")
        turns = record.number("max-turns", in: Self.turnCounts)
        ways = AgentWays(&record, problems: problems)
        record.finish()
    }
}
