internal import Basics
internal import LanguageModels

/// The words by which a brain is set to work.
enum AgentPrompt {
    /// The standing instructions, as they ship with the program.
    static var driver: String { String(decoding: PackageResources.driver_md, as: UTF8.self) }

    /// The job: its facts as JSON, which holds the repository's words in strings.
    static func task(repository: String, limits: AgentLimits) -> String {
        let facts: JSONValue = .members([
            "repository": .string(repository), "turns": .int(limits.turns),
            "calls": .int(limits.calls.calls), "edits": .int(limits.calls.edits),
        ])
        return "Bring this repository's pull request to where it ought to be.\n"
            + facts.text(indented: false)
    }

    /// What asks for the plan, before anything may be called.
    static let plan =
        "Write your plan as a checklist now. Tools can be called from the next turn on."

    /// What begins the work on the plan.
    static let begin = "Go ahead."

    /// What a brain is told whose host was started anew.
    static func resumed(next: String?) -> String {
        "The host was started anew and has made the calls again that changed something; the job stands where it stood. "
            + (next.map { "It wants \($0) next." } ?? "Nothing is left to do.")
    }
}

extension ToolDefinition {
    /// The tool as a model is told of it.
    var modelTool: ModelTool {
        ModelTool(name: name, summary: summary, parameters: input.json)
    }
}
