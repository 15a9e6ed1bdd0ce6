internal import Basics
internal import Git
internal import Policies
internal import Remediation
internal import RuleEngine
internal import Snapshots

/// The tools that look and change nothing.
extension JobSession {
    /// `rag_search`: passages of the policies.
    func search(_ arguments: JSONValue) async throws -> JSONValue {
        try await PolicySearch(environment.evidence).answer(arguments)
    }

    /// `clone_repository`: fetches, and says what the job is about.
    func clone() async throws -> JSONValue {
        let fetched = try await remediator.fetch(job)
        guard let fetched else {
            throw ToolError(
                .failed, in: StandardTool.cloneRepository.rawValue,
                because: "the repository has no commits")
        }
        (base, detection, outside, work, summary) = (fetched, nil, nil, nil, nil)
        note(.cloned)
        let problems = fetched.terms.problems.map { JSONValue.string($0.diagnostic.description) }
        return .members([
            "repository": .string(job.name), "base_branch": .string(fetched.branch),
            "base_commit": .string(fetched.commit.description),
            "branch": .string(fetched.ownBranch), "service": .string(fetched.service),
            "tier": fetched.tier.map { .int($0) } ?? .null,
            "files": .int(fetched.snapshot.entries.count),
            "opted_out": .bool(fetched.terms.isOptedOut),
            "configuration": .optional(fetched.terms.configuration.file),
            "problems": .array(problems),
        ])
    }

    /// `detect_compliance_drift`: what the rules find at the base.
    func detectDrift(_ arguments: JSONValue) throws -> JSONValue {
        let base = try fetched(for: .detectComplianceDrift)
        let report = detected(in: base)
        let judged = base.terms.judge(report, in: base.snapshot).findings
        let rule = arguments["rule"]?.text
        let least = arguments["severity"]?.text.flatMap { Severity(rawValue: $0) } ?? .info
        let shown = judged.filter {
            (rule == nil || $0.finding.ruleID == rule) && $0.finding.severity >= least
        }
        return .members([
            "total": .int(shown.count),
            "fixable": .int(shown.count { $0.finding.isFixable && $0.status != .waived }),
            "waived": .int(shown.count { $0.status == .waived }),
            "by_severity": .object(
                shown.filter { $0.status != .waived }.map(\.finding).bySeverity.map {
                    .init($0.severity.rawValue, .int($0.count))
                }),
            "findings": .array(
                shown.prefix(arguments["limit"]?.integer ?? 100).map(FindingWords.json)),
            "problems": .array(report.problems.prefix(50).map { .string($0.words) }),
        ])
    }

    /// `security_scan`: known vulnerabilities of dependencies, and credentials in the source.
    func scan() async throws -> JSONValue {
        let base = try fetched(for: .securityScan)
        let judged = base.terms.judge(detected(in: base), in: base.snapshot).findings
        let secretRules = Set(
            base.terms.rules.ruleSet.rules.filter { $0.tags.contains("secrets") }.map(\.id))
        let found = judged.compactMap { item -> JSONValue? in
            let advisories = DescriptionFacts.advisories(in: [item.finding.message])
            let isSecret = item.finding.isRedacted || secretRules.contains(item.finding.ruleID)
            guard isSecret || !advisories.isEmpty else { return nil }
            return FindingWords.json(item)
                .setting("kind", to: .string(isSecret ? "secret" : "advisory"))
                .setting("advisories", to: .array(advisories.map { .string($0) }))
        }
        let outside = await outsideScan(of: base, beside: judged)
        let added = outside?.findings ?? []
        return .members([
            "total": .int(found.count + added.count),
            "advisories_known": .bool(environment.knowledge.hasAdvisories),
            "findings": .array(found),
            "found_by_scanner": .array(added.map(\.json)),
            "unanswered": .optional(outside?.failure),
        ])
    }

    /// What a scanner outside says, asked once for a clone; nil where none is asked.
    func outsideScan(
        of base: Remediator.Base, beside judged: [JudgedFinding]
    ) async -> OutsideScan? {
        if let outside, outside.failure == nil { return outside }
        let scan = await remediator.scanOutside(base, beside: judged.map(\.finding))
        outside = scan
        return scan
    }

    /// What the rules find at the base, looked for once.
    func detected(in base: Remediator.Base) -> DetectionReport {
        if let detection { return detection }
        let report = remediator.detect(base.snapshot, under: base)
        detection = report
        return report
    }

    /// `read_file`: lines of one file, of the base or with what is planned.
    func readFile(_ arguments: JSONValue) throws -> JSONValue {
        let base = try fetched(for: .readFile)
        let path = try JobBinding.path(arguments["path"]?.text ?? "", for: "read_file")
        let isBase = arguments["version"]?.text == "base"
        let change = isBase ? nil : work?.change
        let snapshot: any Snapshot = change?.after ?? base.snapshot
        return try FileExcerpt(snapshot: snapshot, path: path).json(
            from: arguments["start_line"]?.integer ?? 1, to: arguments["end_line"]?.integer
        )
        .setting("is_changed", to: .bool(change?.changes[path] != nil))
    }
}
