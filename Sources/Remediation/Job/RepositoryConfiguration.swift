internal import Basics
internal import Documents
package import Sandbox
package import Snapshots

/// What a repository says of itself in `.github/complybot.yml`, read from its default branch.
package struct RepositoryConfiguration: Hashable, Sendable {
    /// What happens when a test passes before the patch and fails after it.
    package enum OnRegression: String, CaseIterable, Sendable {
        /// No pull request; the regression is reported.
        case hold
        /// A draft that says so.
        case draft
    }

    package var service: String?
    package var tier: Int?
    /// The command that runs the tests, in the sandbox only; nil for the one that the files suggest.
    package var testCommand: TestCommand?
    package var onRegression = OnRegression.hold

    /// Says nothing.
    package init() {}

    /// Where it may stand; two of them are an error.
    package static let paths: [RepositoryPath] = [
        ".github/complybot.yml", ".github/complybot.yaml", ".complybot.yml",
    ]

    /// The configuration of a snapshot; an empty one where there is no file.
    ///
    /// - Throws: the first `RecordProblem`, or a usage `Diagnostic` when two files compete.
    package static func read(from snapshot: any Snapshot) throws -> RepositoryConfiguration {
        let present = paths.filter { snapshot.entry(at: $0)?.mode.isFile ?? false }
        guard let path = present.first else { return RepositoryConfiguration() }
        guard present.count == 1 else {
            throw Diagnostic(
                .usage, "read the repository's configuration",
                on: present.map(\.description).joined(separator: ", "),
                because: "there is more than one file", remedy: "keep \(path)")
        }
        let bytes = try snapshot.bytes(of: path, limit: 256 << 10)
        return try parse(bytes, file: path.description)
    }

    /// Reads the file's content.
    package static func parse(_ bytes: [UInt8], file: String) throws -> RepositoryConfiguration {
        let record = try RecordFile(
            parsing: bytes, format: .yaml, name: file, while: "read the repository's configuration")
        var configuration = RepositoryConfiguration()
        if let root = record.roots.first { configuration.read(root, problems: record.problems) }
        try record.problems.throwFirst()
        return configuration
    }

    private mutating func read(_ root: DataNode, problems: RecordProblems) {
        var record = StrictRecord(root, name: "the configuration", problems: problems)
        if record.number("version", in: 1...1) == nil {
            problems.add(at: root.span.lowerBound, "version: 1 is required")
        }
        service = record.text("service")
        tier = record.number("tier", in: 1...3)
        if let node = record.node("tests") { readTests(node, problems: problems) }
        record.finish()
    }

    private mutating func readTests(_ node: DataNode, problems: RecordProblems) {
        var tests = StrictRecord(node, name: "tests", problems: problems)
        if let command = tests.node("command") {
            if case .sequence(let items) = command.content {
                testCommand = .arguments(items.compactMap(\.scalarText))
            } else if let line = command.scalarText {
                testCommand = .shell(line)
            }
        }
        onRegression = tests.choice("on-regression") ?? .hold
        tests.finish()
    }
}
