internal import Basics
internal import Documents
internal import RuleEngine

/// The waivers that the operator keeps, for all repositories or for some.
package struct WaiverRegistry: Hashable, Sendable {
    private var entries: [Entry] = []
    /// What is wrong with entries.
    package private(set) var problems: [ConfigurationProblem] = []

    private struct Entry: Hashable, Sendable {
        var waiver: Waiver
        var repositories: [String]
    }

    /// The largest registry that is read, in bytes.
    package static let sizeLimit = 2 << 20

    /// An empty registry.
    package init() {}

    /// Adds a file: `{version: 1, waivers: [{rule, …, repositories: [name, …]}, …]}`.
    ///
    /// - Throws: a `RecordProblem` when the file is none; an entry that is wrong is a problem of the registry.
    package mutating func add(_ bytes: [UInt8], file: String) throws {
        let record = try RecordFile(
            parsing: bytes, format: .yaml, name: file, while: "read the registry of waivers")
        guard let root = record.roots.first else { return }
        var keys = StrictRecord(root, name: "the registry", problems: record.problems)
        keys.require("version")
        _ = keys.number("version", in: 1...1)
        let list = keys.node("waivers")
        keys.finish()
        try record.problems.throwFirst()
        guard let list else { return }
        guard case .sequence = list.content else {
            record.problems.add(at: list.span.lowerBound, "waivers must be a list")
            return try record.problems.throwFirst()
        }
        let result = WaiverReader(file: file, origin: .registry, problems: record.problems)
            .read(list)
        problems += result.problems
        entries += zip(result.waivers, result.repositories).map(Entry.init)
    }

    /// The waivers for a repository by its short name.
    package func waivers(for repository: String) -> [Waiver] {
        entries.filter { entry in
            entry.repositories.isEmpty
                || entry.repositories.contains { pattern in
                    (try? Glob(pattern))?.matches(Array(repository.utf8)) ?? false
                }
        }.map(\.waiver)
    }
}
