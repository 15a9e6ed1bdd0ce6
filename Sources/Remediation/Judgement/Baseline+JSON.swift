package import Basics
internal import Documents

extension Baseline {
    /// The largest file that is read, in MiB: room for well over the findings that a report may have.
    package static let maximumMebibytes = 64
    private static let attempted = "read the baseline"
    private static let remedy =
        "name a file made by check --write-baseline or by check --format json"

    /// The baseline as its file holds it: the same entries, the same bytes.
    package var json: JSONValue {
        .members([
            "schema_version": .int(1), "kind": "baseline",
            "tool": .members(["name": "complybot", "version": .string(toolVersion)]),
            "owner": .optional(owner), "expires": .optional(expires?.description),
            "ruleset": .members(["digest": .string(ruleSetDigest)]),
            "findings": .array(
                entries.map { entry in
                    .members([
                        "fingerprint": .string(entry.fingerprint.description),
                        "rule_id": .string(entry.ruleID), "path": .optional(entry.path),
                    ])
                }),
        ])
    }

    /// Reads a baseline's file, or a former JSON report, whose every finding is then accepted.
    ///
    /// - Throws: a `RecordProblem` with line and column, or a usage `Diagnostic`.
    package init(parsing bytes: [UInt8], file: String) throws {
        let parsed = try RecordFile(
            parsing: bytes, format: .json, name: file, while: Self.attempted,
            mebibytes: Self.maximumMebibytes)
        guard let root = parsed.roots.first, root["findings"] != nil else {
            throw Diagnostic(
                .usage, Self.attempted, on: file, because: "it is no baseline", remedy: Self.remedy)
        }
        self =
            root["kind"] == nil
            ? try Self.report(root, parsed.problems) : try Self.baseline(root, parsed.problems)
    }

    private static func baseline(_ root: DataNode, _ problems: RecordProblems) throws -> Baseline {
        var record = StrictRecord(root, name: "the baseline", problems: problems)
        record.require("schema_version", "kind", "owner", "expires", "findings")
        if record.number("schema_version", in: 1...1) == nil || record.text("kind") != "baseline" {
            problems.add(
                at: root.span.lowerBound, "it is no baseline of schema version 1", remedy: remedy)
        }
        let version = record.node("tool")?["version"]?.scalarText ?? ""
        let digest = record.node("ruleset")?["digest"]?.scalarText ?? ""
        let owner = record.text("owner")
        let expires = record.node("expires")
        let end = expires?.scalarText.flatMap { Day($0) }
        if let expires, end == nil {
            problems.add(at: expires.span.lowerBound, "expires must be a day as YYYY-MM-DD")
        }
        let entries = record.list("findings").compactMap { node -> Entry? in
            var entry = StrictRecord(node, name: "the finding", problems: problems)
            entry.require("fingerprint")
            let made = Self.entry(entry.node("fingerprint"), entry.text("rule_id"), problems)
            let path = entry.text("path")
            entry.finish()
            return made.map { Entry(fingerprint: $0.fingerprint, ruleID: $0.ruleID, path: path) }
        }
        record.finish()
        try problems.throwFirst()
        return Baseline(
            owner: owner, expires: end, toolVersion: version, ruleSetDigest: digest,
            entries: entries)
    }

    /// A report has many keys that a later version may add to, so only those that are needed are looked at.
    ///
    /// What its waivers covered needs no baseline, and must not get one that outlives them.
    private static func report(_ root: DataNode, _ problems: RecordProblems) throws -> Baseline {
        let entries = (root["findings"]?.items ?? []).compactMap { node -> Entry? in
            if node["status"]?.scalarText?.hasPrefix("waive") ?? false { return nil }
            guard let fingerprint = node["fingerprint"] else {
                problems.add(at: node.span.lowerBound, "the finding has no fingerprint")
                return nil
            }
            let made = Self.entry(fingerprint, node["rule_id"]?.scalarText, problems)
            return made.map {
                Entry(
                    fingerprint: $0.fingerprint, ruleID: $0.ruleID, path: node["path"]?.string)
            }
        }
        try problems.throwFirst()
        return Baseline(
            owner: nil, expires: nil, toolVersion: root["tool"]?["version"]?.scalarText ?? "",
            ruleSetDigest: root["ruleset"]?["digest"]?.scalarText ?? "", entries: entries)
    }

    private static func entry(
        _ fingerprint: DataNode?, _ ruleID: String?, _ problems: RecordProblems
    ) -> Entry? {
        guard let fingerprint else { return nil }
        guard let digest = fingerprint.string.flatMap({ Digest(parsing: $0) }) else {
            problems.add(
                at: fingerprint.span.lowerBound,
                "a fingerprint is sha256: and 64 hexadecimal digits")
            return nil
        }
        return Entry(fingerprint: digest, ruleID: ruleID ?? "", path: nil)
    }
}
