package import Basics
package import LanguageModels

/// A tool that can be called.
package struct Tool: Sendable {
    /// What a tool does with arguments of its shape, telling how far it is; it gives a result of its shape.
    package typealias Work =
        @Sendable (JSONValue, @escaping @Sendable (ToolProgress) -> Void) async throws -> JSONValue

    package let definition: ToolDefinition
    /// Says whether it can be used here; asked before every call, so it must be cheap.
    package let probe: @Sendable () async -> ToolCapability
    let work: Work

    /// A tool from its parts.
    package init(
        _ definition: ToolDefinition,
        probe: @escaping @Sendable () async -> ToolCapability = { .available },
        work: @escaping Work
    ) {
        self.definition = definition
        self.probe = probe
        self.work = work
    }
}

/// The tools of one job, and the one way to call them.
///
/// Whatever a caller sends, it gets an answer: arguments are capped, read and checked, the scope and the budget are kept,
/// the result is checked, cleaned of secrets and capped.
package struct ToolRegistry: Sendable {
    /// The largest arguments of a call, in bytes.
    package static let maximumArguments = 64 << 10
    /// The largest result of a call, in bytes of JSON.
    package static let maximumResult = 64 << 10

    /// The tools, in the order in which they are listed.
    package let tools: [Tool]
    package private(set) var scope: ToolScope
    /// Who calls, where not everybody who works on the job may call the same; nil for anybody.
    package private(set) var holder: String?
    package let budget: CallBudget
    private let redactor: Redactor
    private let byName: [String: Int]
    private let pause: @Sendable (Duration) async throws -> Void

    /// A registry; a name or alias that an earlier tool has stays that tool's, and a later tool of that name is none of it.
    ///
    /// `pause` waits for timeouts.
    package init(
        _ tools: [Tool], scope: ToolScope, redactor: Redactor, budget: CallBudget = CallBudget(),
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) {
        self.scope = scope
        self.redactor = redactor
        self.budget = budget
        self.pause = pause
        var kept: [Tool] = []
        var byName: [String: Int] = [:]
        for tool in tools where byName[tool.definition.name] == nil {
            for name in [tool.definition.name] + tool.definition.aliases where byName[name] == nil {
                byName[name] = kept.count
            }
            kept.append(tool)
        }
        self.tools = kept
        self.byName = byName
    }

    /// The same tools and the same budget for somebody who may have no more than these effects.
    package func limited(to scope: ToolScope, of holder: String) -> ToolRegistry {
        var registry = self
        registry.scope = ToolScope(self.scope.effects.intersection(scope.effects))
        registry.holder = holder
        return registry
    }

    /// The tools that the scope lets be called, in order.
    package var definitions: [ToolDefinition] {
        tools.map(\.definition).filter { scope.allows($0.effect) }
    }

    /// The tool of a name or alias; nil when there is none.
    package func definition(named name: String) -> ToolDefinition? {
        byName[name].map { tools[$0].definition }
    }

    /// Calls a tool with arguments as a model wrote them; no text at all stands for no arguments.
    package func call(
        _ name: String, arguments text: String,
        reporting report: @escaping @Sendable (ToolProgress) -> Void = { _ in }
    ) async -> ToolOutcome {
        let arguments: JSONValue
        do throws(ToolError) {
            arguments = try Self.read(text, for: name)
        } catch {
            let counted = budget.spend(on: name, arguments: Array(text.utf8.prefix(1 << 10)))
            return failure(counted ?? error)
        }
        return await call(name, arguments: arguments, reporting: report)
    }

    /// Calls a tool with arguments that have been read.
    package func call(
        _ name: String, arguments: JSONValue,
        reporting report: @escaping @Sendable (ToolProgress) -> Void = { _ in }
    ) async -> ToolOutcome {
        let canonical = Array(arguments.canonical.text(indented: false).utf8)
        if let refusal = budget.spend(on: name, arguments: canonical) { return failure(refusal) }
        do throws(ToolError) {
            let tool = try tool(named: name)
            guard canonical.count <= Self.maximumArguments else {
                throw Self.tooLarge(name, canonical.count)
            }
            if let violation = tool.definition.input.violation(in: arguments) {
                throw ToolError(.invalidArguments, in: name, because: violation.description)
            }
            if case .unavailable(let reason) = await tool.probe() {
                throw ToolError(.unavailable, in: name, because: reason)
            }
            return try cleaned(await run(tool, arguments, report), of: tool.definition)
        } catch {
            return failure(error)
        }
    }

    // MARK: Steps

    private static func read(_ text: String, for name: String) throws(ToolError) -> JSONValue {
        guard text.utf8.count <= maximumArguments else {
            throw tooLarge(name, text.utf8.count)
        }
        if text.utf8.allSatisfy({ " \t\r\n".utf8.contains($0) }) { return .object([]) }
        do throws(JSONText.Problem) {
            return try JSONText.value(parsing: Array(text.utf8), limit: maximumArguments)
        } catch {
            throw ToolError(
                .invalidArguments, in: name, because: "the arguments are no JSON: \(error.reason)")
        }
    }

    private static func tooLarge(_ name: String, _ size: Int) -> ToolError {
        ToolError(
            .tooLarge, in: name,
            because: "the arguments have \(size) bytes, the most is \(maximumArguments)")
    }

    private func tool(named name: String) throws(ToolError) -> Tool {
        guard let index = byName[name] else {
            let names = definitions.map(\.name)
            throw ToolError(
                .unknownTool, in: name, because: "there is no such tool",
                remedy: NearestName.to(name, among: names).map { "did you mean \($0)?" }
                    ?? "the tools are \(names.joined(separator: ", "))")
        }
        let tool = tools[index]
        guard scope.allows(tool.definition.effect) else {
            if let holder {
                throw ToolError(
                    .notAllowed, in: name,
                    because: "the \(holder) may not call \(tool.definition.name)",
                    remedy: "it may call \(definitions.map(\.name).joined(separator: ", "))")
            }
            throw ToolError(
                .notAllowed, in: name,
                because: "it has the effect \(tool.definition.effect.rawValue), and only "
                    + scope.effects.map(\.rawValue).sorted().joined(separator: " and ")
                    + " is allowed",
                remedy: "ask the operator to allow writing")
        }
        return tool
    }

    private func run(
        _ tool: Tool, _ arguments: JSONValue,
        _ report: @escaping @Sendable (ToolProgress) -> Void
    ) async throws(ToolError) -> JSONValue {
        let name = tool.definition.name
        let ending = await Deadline.run(tool.definition.timeout, pause: pause) { [redactor] in
            try await tool.work(arguments) { progress in
                var progress = progress
                progress.message = redactor.redacted(progress.message)
                report(progress)
            }
        }
        switch ending {
        case .finished(.success(let value)): return value
        case .finished(.failure(let error as ToolError)): throw error
        case .finished(.failure(is CancellationError)), .cancelled:
            throw ToolError(.cancelled, in: name, because: "the call was taken back")
        case .finished(.failure(let error)):
            let diagnostic = Diagnostic(describing: error, while: "finish")
            throw ToolError(
                .failed, in: name, because: diagnostic.description, remedy: nil)
        case .timedOut:
            throw ToolError(
                .timedOut, in: name,
                because: "it did not end within \(tool.definition.timeout.components.seconds) s",
                remedy: "it may still end; call it again to learn what became of it")
        }
    }

    /// A result of the tool's shape, without secrets, small enough.
    private func cleaned(
        _ value: JSONValue, of definition: ToolDefinition
    ) throws(ToolError) -> ToolOutcome {
        let redacted = value.mapTexts(redactor.redacted)
        guard let fitted = ResultCap.fit(redacted, limit: Self.maximumResult) else {
            throw ToolError(
                .invalidResult, in: definition.name,
                because: "its result is larger than \(Self.maximumResult) bytes")
        }
        if let violation = definition.output.violation(in: fitted.value) {
            throw ToolError(
                .invalidResult, in: definition.name,
                because: "its result is not of its shape: \(violation)")
        }
        return ToolOutcome(.success(fitted.value), isTruncated: fitted.isTruncated)
    }

    private func failure(_ error: ToolError) -> ToolOutcome {
        var error = error
        error.tool = redactor.redacted(String(error.tool.prefix(64)))
        error.reason = redactor.redacted(String(error.reason.prefix(2_000)))
        return ToolOutcome(.failure(error))
    }
}
