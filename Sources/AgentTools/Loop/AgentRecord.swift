internal import Basics
internal import Documents
package import LanguageModels

/// A brain's work on one job as it is kept between turns: data, never code.
///
/// Calls that changed the job are made again when it goes on, so that nothing in it has to be believed.
package struct AgentRecord: Sendable, Hashable {
    /// The most bytes of a kept record.
    package static let sizeLimit = 16 << 20
    private static let version = 1

    /// A call that did its work.
    package struct Call: Sendable, Hashable {
        package var tool: String
        package var arguments: String

        /// A call from its parts.
        package init(_ tool: String, arguments: String) {
            self.tool = tool
            self.arguments = arguments
        }
    }

    /// Whose it is: the job's identity.
    package var job: String
    package var brain: String
    /// The commit that the job began at; nil before it was fetched.
    package var base: String?
    package var plan = AgentPlan.usual
    package var turns = 0
    package var tokens = 0
    /// Seconds spent on it.
    package var seconds = 0
    /// Calls made, refused ones included.
    package var calls = 0
    /// The calls that did their work and changed the job, in order.
    package var done: [Call] = []
    /// Where several roles stand; nil where one does everything.
    package var roles: RoleRecord?
    /// The conversation, without the secrets that were taken out of it.
    package var messages: [ModelMessage] = []
    /// How it ended, one of the words for an ending; nil while it goes on.
    package var ending: String?

    /// A record of nothing yet.
    package init(job: String, brain: String) {
        self.job = job
        self.brain = brain
    }

    /// The file's content; the same record, the same bytes.
    package var bytes: [UInt8] {
        var form: JSONValue = .members([
            "version": .int(Self.version), "job": .string(job), "brain": .string(brain),
            "base": .optional(base), "ending": .optional(ending),
            "turns": .int(turns), "tokens": .int(tokens), "seconds": .int(seconds),
            "calls": .int(calls),
            "plan": .array(
                plan.items.map { .members(["text": .string($0.text), "done": .bool($0.isDone)]) }),
            "done": .array(
                done.map {
                    .members(["tool": .string($0.tool), "arguments": .string($0.arguments)])
                }),
            "messages": .array(messages.map(\.json)),
        ])
        if let roles { form = form.setting("roles", to: roles.json) }
        return Array((form.text() + "\n").utf8)
    }

    /// Reads a file's content.
    ///
    /// - Throws: `RecordProblem`, the first of the file, as a `DiagnosableError`.
    package init(parsing bytes: [UInt8], file: String) throws {
        let record = try RecordFile(
            parsing: bytes, format: .json, name: file, while: "read the kept session",
            mebibytes: Self.sizeLimit >> 20)
        self.init(job: "", brain: "")
        if let root = record.roots.first { read(root, record.problems) }
        try record.problems.throwFirst()
    }

    private mutating func read(_ node: DataNode, _ problems: RecordProblems) {
        var record = StrictRecord(node, name: "the session", problems: problems)
        record.require("version", "job", "brain")
        _ = record.number("version", in: Self.version...Self.version)
        job = record.text("job") ?? ""
        brain = record.text("brain") ?? ""
        base = record.text("base")
        ending = record.text("ending")
        let counts = 0...1_000_000_000
        turns = record.number("turns", in: counts) ?? 0
        tokens = record.number("tokens", in: counts) ?? 0
        seconds = record.number("seconds", in: counts) ?? 0
        calls = record.number("calls", in: counts) ?? 0
        plan = AgentPlan(record.list("plan").map { Self.item($0, problems) })
        done = record.list("done").map { Self.call($0, problems) }
        roles = record.node("roles").map { RoleRecord($0, problems: problems) }
        messages = record.list("messages").compactMap { ModelMessage($0, problems: problems) }
        record.finish()
    }

    private static func item(_ node: DataNode, _ problems: RecordProblems) -> AgentPlan.Item {
        var record = StrictRecord(node, name: "a step", problems: problems)
        record.require("text", "done")
        let item = AgentPlan.Item(
            record.text("text") ?? "", isDone: record.flag("done") ?? false)
        record.finish()
        return item
    }

    private static func call(_ node: DataNode, _ problems: RecordProblems) -> Call {
        var record = StrictRecord(node, name: "a call", problems: problems)
        record.require("tool", "arguments")
        let call = Call(record.text("tool") ?? "", arguments: record.text("arguments") ?? "")
        record.finish()
        return call
    }
}
