internal import Basics

extension JobSession {
    /// The thirteen tools bound to this job, with a budget of their own.
    ///
    /// `others` stand behind them and share the budget; a name of ours stays ours. `pause` waits for timeouts.
    package nonisolated func registry(
        scope: ToolScope, others: [Tool] = [], deliberatingAt table: DeliberationTable? = nil,
        pause: @escaping @Sendable (Duration) async throws -> Void = {
            try await Task.sleep(for: $0)
        }
    ) -> ToolRegistry {
        ToolRegistry(
            tools(deliberatingAt: table) + others, scope: scope, redactor: redactor,
            budget: CallBudget(limits), pause: pause)
    }

    /// The thirteen tools, to be put into a registry with others.
    package nonisolated var tools: [Tool] { tools(deliberatingAt: nil) }

    private nonisolated func tools(deliberatingAt table: DeliberationTable?) -> [Tool] {
        StandardTool.allCases.map { tool in
            Tool(tool.definition) { [self] arguments, report in
                try await perform(tool, arguments, deliberatingAt: table, report)
            }
        }
    }
}
