internal import Basics
internal import Documents
internal import RuleEngine
internal import Snapshots

/// Reads waivers, each on its own: one that is wrong is no waiver, and the others stand.
package struct WaiverReader {
    /// The keys of a waiver.
    static let keys: [ConfigurationKey] = [
        .init("id", .text, "The name by which people speak of it.", example: "W-17"),
        .init("rule", .text, "The rule's exact id.", example: "license-present", isRequired: true),
        .init("paths", .globs, "The files that it covers.", example: "[\"legacy/**\"]"),
        .init("project", .text, "The folder of the project that it covers.", example: "api"),
        .init(
            "fingerprint", .text, "The one finding that it covers.", example: "\"sha256:4f2c…\""),
        .init(
            "reason", .text, "Why the rule does not hold here.", example: "internal tool",
            isRequired: true),
        .init(
            "category", .choice(Waiver.Category.allCases.map(\.rawValue)), "What kind of reason.",
            example: "risk-accepted", isRequired: true),
        .init("requested-by", .text, "Who asked for it.", example: "ada", isRequired: true),
        .init(
            "approved-by", .texts, "Who approved it; somebody else.", example: "[grace]",
            isRequired: true),
        .init("created", .text, "The day it was made.", example: "2026-05-01", isRequired: true),
        .init(
            "expires", .text, "The last day on which it holds, to the end of the day in UTC.",
            example: "2026-07-31", isRequired: true),
        .init("ticket", .text, "Where it is discussed.", example: "COMP-112"),
    ]

    /// What a list of waivers holds.
    package struct Result: Hashable, Sendable {
        package var waivers: [Waiver] = []
        package var problems: [ConfigurationProblem] = []
        /// The repositories that a waiver of a registry is about, by the waiver's position; none for all of them.
        var repositories: [[String]] = []
    }

    let file: String
    let origin: Waiver.Origin
    let problems: RecordProblems

    /// Reads a list of records.
    func read(_ list: DataNode) -> Result {
        var result = Result()
        var ids: Set<String> = []
        for item in list.items {
            let own = problems.apart(while: "accept the waiver")
            var repositories: [String] = []
            let waiver = waiver(item, own, &repositories)
            if let waiver, own.all.isEmpty {
                if !ids.insert(waiver.id).inserted {
                    own.add(at: item.span.lowerBound, "the id \(waiver.id) is another waiver's")
                } else {
                    result.waivers.append(waiver)
                    result.repositories.append(repositories)
                }
            }
            let rule = item["rule"]?.string
            result.problems += own.all.sorted().map {
                ConfigurationProblem(.invalidWaiver, $0, ruleID: rule)
            }
        }
        return result
    }

    private func waiver(
        _ node: DataNode, _ problems: RecordProblems, _ repositories: inout [String]
    ) -> Waiver? {
        guard case .mapping = node.content else {
            problems.add(at: node.span.lowerBound, "a waiver must be a mapping")
            return nil
        }
        var record = StrictRecord(node, name: "the waiver", problems: problems)
        record.require(
            "rule", "reason", "category", "requested-by", "approved-by", "created", "expires")
        let given = record.text("id")
        let rule = record.text("rule")
        let scope = scope(&record, node, problems)
        let reason = record.text("reason")
        let category = record.choice("category", of: Waiver.Category.self)
        let requester = record.text("requested-by")
        let approvers = record.texts("approved-by")
        let created = day(&record, "created", node, problems)
        let expires = day(&record, "expires", node, problems)
        let ticket = record.text("ticket")
        if origin == .registry { repositories = record.texts("repositories") }
        record.finish()
        guard let rule, let scope, let reason, let category, let requester, let created,
            let expires
        else { return nil }
        if rule.contains(where: { "*?[{".contains($0) }) {
            problems.add(
                at: node["rule"]?.span.lowerBound ?? node.span.lowerBound,
                "a waiver is for one rule by its exact id, not for \(rule)")
        }
        let blank = reason.allSatisfy(\.isWhitespace)
        if blank { problems.add(at: node.span.lowerBound, "reason is empty") }
        let content = Digest.framed([
            rule, "\(scope)", reason, requester, created.description, expires.description,
        ])
        let position = problems.position(at: node.span.lowerBound)
        return Waiver(
            id: given ?? "w-\(content.hex.prefix(8))", ruleID: rule, scope: scope, reason: reason,
            category: category, requestedBy: requester, approvedBy: approvers,
            created: created.description, expires: expires.description, ticket: ticket,
            source: SourceLocation(file: file, line: position.line, column: position.column),
            origin: origin)
    }

    /// What it covers; nil, with the problem noted, when that cannot be read.
    private func scope(
        _ record: inout StrictRecord, _ node: DataNode, _ problems: RecordProblems
    ) -> Waiver.Scope? {
        let globs = record.node("paths") == nil ? nil : record.texts("paths")
        let project = record.text("project")
        let fingerprint = record.text("fingerprint")
        let keys = ["paths", "project", "fingerprint"].filter { node[$0] != nil }
        if keys.count > 1 {
            problems.add(
                at: node.span.lowerBound,
                "\(keys.joined(separator: " and ")) exclude one another",
                remedy: "keep one, or write a waiver for each")
            return nil
        }
        if let globs {
            if globs.isEmpty { problems.add(at: node.span.lowerBound, "paths is empty") }
            for glob in globs {
                do throws(Glob.SyntaxError) {
                    _ = try Glob(glob)
                } catch {
                    problems.add(
                        at: node["paths"]?.span.lowerBound ?? node.span.lowerBound,
                        "\(glob) is no path pattern: \(error.reason)")
                }
            }
            return .paths(globs)
        }
        if let project {
            let trimmed = project.split(separator: "/").filter { $0 != "." }.joined(separator: "/")
            return .project(RepositoryPath(trimmed))
        }
        if let fingerprint {
            guard let digest = Digest(parsing: fingerprint) else {
                problems.add(
                    at: node["fingerprint"]?.span.lowerBound ?? node.span.lowerBound,
                    "fingerprint must be sha256: and 64 hex digits")
                return nil
            }
            return .fingerprint(digest)
        }
        return keys.isEmpty ? .repository : nil
    }

    private func day(
        _ record: inout StrictRecord, _ key: String, _ node: DataNode, _ problems: RecordProblems
    ) -> Day? {
        guard let text = record.text(key) else { return nil }
        if let day = Day(text) { return day }
        problems.add(
            at: node[key]?.span.lowerBound ?? node.span.lowerBound,
            "\(key) must be a day such as 2026-07-31, not \(text)")
        return nil
    }
}
