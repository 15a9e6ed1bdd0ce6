package import Basics

/// Why a call came to nothing, in words for the model that made it.
package struct ToolError: DiagnosableError, Hashable {
    /// What kind of refusal it is; whoever drives a job decides by this, never by words.
    package enum Code: String, Sendable, Hashable, CaseIterable {
        /// No tool has the name.
        case unknownTool = "unknown_tool"
        /// The arguments are no JSON object, or not of the tool's shape.
        case invalidArguments = "invalid_arguments"
        /// The arguments are larger than any tool takes.
        case tooLarge = "too_large"
        /// The caller may not have the tool's effect.
        case notAllowed = "not_allowed"
        /// The arguments ask for something outside of the job.
        case outsideJob = "outside_job"
        /// Something else must be done before.
        case outOfOrder = "out_of_order"
        /// The job's calls or attempts are used up.
        case budgetSpent = "budget_spent"
        /// The same call was made too often.
        case repeated = "repeated"
        /// The tool cannot be used here.
        case unavailable = "unavailable"
        /// It takes longer than it may.
        case timedOut = "timed_out"
        /// The caller took the call back.
        case cancelled = "cancelled"
        /// The work failed.
        case failed = "failed"
        /// An edit was looked at and not let in.
        case dropped = "dropped"
        /// The tool answered something that is not of its shape: a mistake of ours, or an outside tool's.
        case invalidResult = "invalid_result"
    }

    package var code: Code
    /// The tool, as the caller spelled it.
    package var tool: String
    /// Why, on one line.
    package var reason: String
    /// What to do instead; nil when the reason says it all.
    package var remedy: String?

    /// An error from its parts.
    package init(_ code: Code, in tool: String, because reason: String, remedy: String? = nil) {
        self.code = code
        self.tool = tool
        self.reason = reason
        self.remedy = remedy
    }

    package var diagnostic: Diagnostic {
        let kind: Diagnostic.Kind =
            switch code {
            case .failed, .unavailable, .timedOut, .cancelled, .invalidResult: .incomplete
            default: .usage
            }
        return Diagnostic(
            kind, "call \(String(tool.prefix(64)))", because: reason, remedy: remedy)
    }

    /// The error as the model and clients see it.
    package var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("code", .string(code.rawValue)),
            .init("message", .string(reason.escapedForTerminal)),
        ]
        if let remedy { members.append(.init("remedy", .string(remedy.escapedForTerminal))) }
        return .object([.init("error", .object(members))])
    }
}

/// What a call gave.
package struct ToolOutcome: Sendable, Hashable {
    /// The result, of the tool's shape, or why there is none.
    package var result: Result<JSONValue, ToolError>
    /// Whether parts of the result were left out for its size.
    package var isTruncated: Bool

    /// An outcome from its parts.
    package init(_ result: Result<JSONValue, ToolError>, isTruncated: Bool = false) {
        self.result = result
        self.isTruncated = isTruncated
    }

    /// Whether the call came to nothing.
    package var isError: Bool { error != nil }

    /// Why the call came to nothing; nil when it did not.
    package var error: ToolError? { if case .failure(let error) = result { error } else { nil } }

    /// The result or the error as JSON.
    package var json: JSONValue {
        switch result {
        case .success(let value): value
        case .failure(let error): error.json
        }
    }

    /// The result or the error as one line of JSON: what a model is given.
    package var text: String { json.text(indented: false) }
}
