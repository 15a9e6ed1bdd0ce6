internal import Basics
internal import Documents
package import Remediation

/// The repositories of a sweep: `repos.json`.
package enum RepositoryList {
    private static let attempted = "read the list of repositories"

    /// Reads the list.
    ///
    /// A relative path is taken from the file's folder. A repository that stands there twice counts once, the first time.
    ///
    /// - Throws: a `RecordProblem` with line and column, or a usage `Diagnostic`.
    package static func parse(_ bytes: [UInt8], file: String) throws -> [RepositoryJob] {
        let parsed = try RecordFile(parsing: bytes, format: .json, name: file, while: attempted)
        let problems = parsed.problems
        var jobs: [RepositoryJob] = []
        if let root = parsed.roots.first {
            var record = StrictRecord(root, name: "the list", problems: problems)
            let list = record.node("repos")
            record.finish()
            if let first = problems.all.sorted().first { throw first }
            guard case .sequence(let items)? = list?.content else {
                throw Diagnostic(
                    .usage, attempted, on: file, because: "repos is not a list",
                    remedy: "write {\"repos\": [\"https://…/org/name.git\"]}")
            }
            jobs = items.compactMap { job(from: $0, file: file, problems: problems) }
        }
        try problems.throwFirst()
        var seen: Set<String> = []
        return jobs.filter { seen.insert($0.location).inserted }
    }

    private static func job(
        from node: DataNode, file: String, problems: RecordProblems
    ) -> RepositoryJob? {
        if let location = node.string {
            return RepositoryJob(location: resolve(location, file: file))
        }
        var record = StrictRecord(node, name: "the repository", problems: problems)
        record.require("url")
        let location = record.text("url") ?? ""
        var job = RepositoryJob(
            location: resolve(location, file: file), service: record.text("service"),
            tier: record.number("tier", in: 1...3))
        for (key, value, offset) in facts(record.node("facts")) {
            if let reason = job.setFact(key, to: value) { problems.add(at: offset, reason) }
        }
        record.finish()
        return job
    }

    /// What the forge knows: `{"visibility": "private", "topics": ["a"], "property.tier": "gold"}`.
    private static func facts(
        _ node: DataNode?
    ) -> [(key: String, value: String, offset: Int)] {
        (node?.members ?? []).map { member in
            let items = member.value.items.compactMap(\.scalarText).joined(separator: ",")
            return (member.key, member.value.scalarText ?? items, member.value.span.lowerBound)
        }
    }

    /// A relative path becomes one from the file's folder; addresses and absolute paths stay.
    private static func resolve(_ location: String, file: String) -> String {
        let isAddress =
            location.contains("://") || location.split(separator: "/").first?.contains(":") ?? false
        guard !isAddress, !location.hasPrefix("/"), let slash = file.lastIndex(of: "/") else {
            return location
        }
        return file[...slash] + location
    }
}
