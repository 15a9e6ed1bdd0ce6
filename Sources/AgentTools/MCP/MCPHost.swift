package import Basics

/// What a server of the protocol offers.
package protocol MCPHost: Sendable {
    /// The tools, always the same and in the same order.
    var definitions: [ToolDefinition] { get }
    /// What a model should know of all of it, in a few sentences.
    var instructions: String { get }
    /// Calls a tool; a name that does not exist is an outcome of its own.
    func call(
        _ name: String, arguments: JSONValue,
        reporting report: @escaping @Sendable (ToolProgress) -> Void
    ) async -> ToolOutcome
    /// What can be read now, in a fixed order.
    func resources() async -> [MCPResource]
    /// The shapes of their addresses.
    var templates: [MCPResource] { get }
    /// The content of a resource; nil when there is none.
    ///
    /// - Throws: a diagnostic when there is one that cannot be read now, its words without secrets.
    func read(_ address: String) async throws -> String?
    /// The prompts that people may pick.
    var prompts: [MCPPrompt] { get }
    /// What an argument may be, for one that begins like this.
    func completions(of argument: String, beginning text: String) async -> [String]
}

/// Something that can be read; in a template the address has `{…}` in it.
package struct MCPResource: Sendable, Hashable {
    package var address: String
    package var name: String
    package var title: String
    package var type: String

    /// A resource from its parts; `type` is a media type.
    package init(address: String, name: String, title: String, type: String) {
        self.address = address
        self.name = name
        self.title = title
        self.type = type
    }
}

/// A text for a model that people may pick and fill in.
package struct MCPPrompt: Sendable {
    /// A blank in it.
    package struct Argument: Sendable, Hashable {
        package var name: String
        package var summary: String
        package var isRequired: Bool

        /// An argument from its parts.
        package init(name: String, summary: String, isRequired: Bool) {
            self.name = name
            self.summary = summary
            self.isRequired = isRequired
        }
    }

    package var name: String
    package var title: String
    package var summary: String
    package var arguments: [Argument]
    /// The text, filled in.
    package var text: @Sendable ([String: String]) -> String

    /// A prompt from its parts.
    package init(
        name: String, title: String, summary: String, arguments: [Argument],
        text: @escaping @Sendable ([String: String]) -> String
    ) {
        self.name = name
        self.title = title
        self.summary = summary
        self.arguments = arguments
        self.text = text
    }
}
