package import Snapshots

/// What is to be tested, and how if not as its own files say.
package struct TestRequest: Sendable {
    /// The tree.
    package var snapshot: any Snapshot
    /// The folder of the component whose tests are to run; the root for all.
    package var component: RepositoryPath
    /// The configured command; nil to go by the files of the component.
    package var command: TestCommand?
    /// Python requirements, one a line, in place of those that the component's files name.
    package var requirements: [String]?
    /// How long one run may take where that is less than the sandbox's own limit; nil for that limit.
    package var timeLimit: Duration?

    /// A request for a tree.
    package init(
        _ snapshot: any Snapshot, component: RepositoryPath = .root, command: TestCommand? = nil,
        requirements: [String]? = nil, timeLimit: Duration? = nil
    ) {
        self.snapshot = snapshot
        self.component = component
        self.command = command
        self.requirements = requirements
        self.timeLimit = timeLimit
    }
}

/// A configured test command.
package enum TestCommand: Sendable, Hashable {
    /// A program and its arguments, as they are.
    case arguments([String])
    /// A line for `sh -c`, inside the sandbox.
    case shell(String)

    /// The command as a person would type it.
    package var text: String {
        switch self {
        case .arguments(let words): words.joined(separator: " ")
        case .shell(let line): line
        }
    }
}

/// Runs the tests of a tree.
package protocol TestRunner: Sendable {
    /// Runs the tests of one tree; what goes wrong with the tests is in the result.
    ///
    /// - Throws: `CancellationError`, or an error of our own machine such as a full disk.
    func run(_ request: TestRequest) async throws -> TestRun
}

extension TestRunner {
    /// Runs the tests before and after a patch and compares them; a run after the patch that looks worse is repeated
    /// once, to tell a flaky test from a broken one.
    package func compare(before: TestRequest, after: TestRequest) async throws -> TestComparison {
        let old = try await run(before)
        let new = try await run(after)
        let first = TestComparison.compare(before: old, after: new)
        guard case .regressed = first.verdict, case .ran = new else { return first }
        let repetition = try await run(after)
        return TestComparison.compare(before: old, after: new, repetition: repetition)
    }
}
