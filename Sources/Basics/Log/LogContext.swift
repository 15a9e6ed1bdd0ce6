/// What every line of a log says besides its message: what the task that writes it works on.
package struct LogContext: Hashable, Sendable {
    /// The number of the run; nil outside of one.
    package var run: Int64?
    /// The number of the job; nil outside of one.
    package var job: Int64?
    /// The repository's address or name; nil for none.
    package var repository: String?
    /// The id of the trace, 32 hex digits; nil when no traces are told.
    package var trace: String?

    /// A context from its parts.
    package init(
        run: Int64? = nil, job: Int64? = nil, repository: String? = nil, trace: String? = nil
    ) {
        (self.run, self.job, self.repository, self.trace) = (run, job, repository, trace)
    }

    /// What the current task, and those it starts, work on.
    @TaskLocal package static var current = LogContext()

    /// Does the body's work in this context.
    package func during<Result>(_ body: () async throws -> Result) async rethrows -> Result {
        try await Self.$current.withValue(self, operation: body)
    }

    var members: [JSONValue.Member] {
        [
            run.map { .init("run", .int(Int($0))) }, job.map { .init("job", .int(Int($0))) },
            repository.map { .init("repository", .string($0)) },
            trace.map { .init("trace", .string($0)) },
        ].compactMap(\.self)
    }
}
