internal import Basics
internal import Documents
internal import Git
internal import Policies
internal import RuleEngine
internal import Sandbox
internal import Snapshots

/// Gathers what a pull request's description may say from what the stages found.
struct FactsBuilder {
    let environment: RemediationEnvironment
    let base: Remediator.Base
    let change: ProposedChange
    private var patch: PatchResult { change.patch }

    /// The facts of the pull request.
    func facts(
        tests: TestStage.Verdicts, approvals: ApprovalRequirement, citations: [Citation]
    ) -> DescriptionFacts {
        let ruleSet = environment.rules.ruleSet
        let ids = Set(patch.applied.map(\.finding.ruleID))
        return DescriptionFacts(
            repository: base.job.name, service: base.service, group: RemediationEnvironment.group,
            baseBranch: base.branch, baseCommit: base.commit.description,
            rules: ruleSet.rules.filter { ids.contains($0.id) }.map(Self.rule),
            knownRules: ruleSet.rules.map(\.id),
            findings: patch.applied.map { Self.finding($0.finding) },
            changedFiles: changedFiles,
            declined: patch.declined.map {
                .init(
                    rule: $0.finding.ruleID, path: $0.finding.path?.description, reason: $0.reason)
            },
            citations: citations.map(Self.citation),
            advisories: DescriptionFacts.advisories(in: patch.applied.map(\.finding.message)),
            approvals: .init(
                required: approvals.required,
                risk: .init(rawValue: approvals.riskLevel.rawValue) ?? .high,
                rationale: approvals.rationale),
            tests: TestFacts(tests),
            modelEdits: change.edits.map(\.path.description),
            reported: change.reported.map {
                .init(dependency: $0.dependency, id: $0.id, severity: $0.severity)
            },
            planDigest: patch.planDigest.description,
            toolVersion: environment.toolVersion)
    }

    private var changedFiles: [DescriptionFacts.ChangedFile] {
        change.changes.keys.sorted().map { path in
            let patches = patch.applied.filter { $0.edits[path] != nil }
            let diff =
                (try? UnifiedDiff.text(from: base.snapshot, to: change.after, paths: [path])) ?? []
            let counts = LineCounts(in: diff)
            return .init(
                path: path.description, added: counts.added, removed: counts.removed,
                isNew: base.snapshot.entry(at: path) == nil,
                rules: Set(patches.map(\.finding.ruleID)).sorted())
        }
    }

    private static func rule(_ rule: Rule) -> DescriptionFacts.Rule {
        .init(
            id: rule.id, title: rule.title,
            severity: .init(rawValue: rule.severity.rawValue) ?? .medium,
            policies: rule.policies.map(\.id))
    }

    private static func finding(_ finding: Finding) -> DescriptionFacts.Finding {
        .init(
            rule: finding.ruleID, path: finding.path?.description, line: finding.start?.line,
            message: finding.message, fingerprint: finding.fingerprint.description)
    }

    private static func citation(_ citation: Citation) -> DescriptionFacts.Citation {
        .init(
            policy: citation.documentID, document: citation.fileName,
            section: citation.section.last ?? "", lines: citation.lines,
            digest: citation.digest.description, quote: citation.quote)
    }
}

extension DescriptionFacts {
    /// The ids of advisories that stand in messages of ours, sorted, each once.
    package static func advisories(in messages: [String]) -> [String] {
        let words = messages.flatMap { $0.split { !($0.isLetter || $0.isNumber || $0 == "-") } }
        let ids = words.filter {
            $0.hasPrefix("CVE-") || $0.hasPrefix("GHSA-") || $0.hasPrefix("PYSEC-")
        }
        return Set(ids.map(String.init)).sorted()
    }
}

extension TestFacts {
    /// The facts of all touched components together.
    init(_ verdicts: TestStage.Verdicts) {
        let comparisons = verdicts.components.map(\.comparison)
        var preexisting: [String] = []
        var reason: String?
        for comparison in comparisons {
            switch comparison.verdict {
            case .preExistingFailures(let ids): preexisting += ids
            case .notRun(let why): reason = reason ?? why.description
            case .clean, .regressed: break
            }
        }
        let fixed = comparisons.flatMap { $0.ids(.fixed) }
        let verdict: Verdict =
            if verdicts.isRegressed {
                .regressed
            } else if reason != nil {
                .notRun
            } else if !preexisting.isEmpty || comparisons.contains(where: \.hasPreexistingFailures)
            {
                .unchangedFailures
            } else {
                fixed.isEmpty ? .passing : .fixed
            }
        self.init(
            verdict: verdict, command: comparisons.lazy.compactMap(\.after.command).first,
            before: Self.sum(comparisons.map(\.before)), after: Self.sum(comparisons.map(\.after)),
            regressions: verdicts.regressions, preexisting: preexisting, fixed: fixed,
            notRunReason: reason)
    }

    private static func sum(_ runs: [TestRun]) -> Run? {
        var total = Run(passed: 0, failed: 0, skipped: 0)
        for run in runs {
            guard case .ran(let report) = run, report.outcomes != nil else { return nil }
            total.passed += report.count(.passed)
            total.failed += report.count(.failed) + report.count(.error)
            total.skipped += report.count(.skipped)
        }
        return runs.isEmpty ? nil : total
    }
}

extension TestComparison {
    fileprivate var hasPreexistingFailures: Bool {
        if case .preExistingFailures = verdict { true } else { false }
    }
}

extension TestRun {
    /// The command that ran; nil when none did.
    fileprivate var command: String? {
        if case .ran(let report) = self { report.command } else { nil }
    }
}
