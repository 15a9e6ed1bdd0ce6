internal import Basics
internal import Documents
internal import Snapshots

/// The guarantees of the whole plan: G2 to G5.
extension PlanAttempt {
    typealias Exclusion = (Exclusions.Target, Exclusions.Cause)

    /// The groups whose finding is still there, or there again.
    func unclosed(_ open: OpenFindings) -> [Exclusion] {
        var failures: [Exclusion] = []
        for application in applied {
            guard let kind = application.kind, let allowed = expected[kind],
                (open.counts[kind] ?? 0) > allowed
            else { continue }
            guard application.pass < passes else {
                failures.append(Self.exclusion(application, "the patch does not close the finding"))
                continue
            }
            // It was closed; the pass behind it has brought it back.
            failures += conflict(
                among: [application]
                    + applied.filter { $0.pass == passes && Self.share(application, $0) })
        }
        return failures
    }

    /// Whether the repository looks as it did after an earlier pass: then the passes since go round in a circle.
    mutating func cycle() -> [Exclusion]? {
        let digest = Self.digest(of: changes)
        guard let earlier = seen.updateValue(passes, forKey: digest) else { return nil }
        return conflict(among: applied.filter { $0.pass > earlier })
    }

    /// What is left out when the passes are used up and there is still something to do.
    func endless(_ groups: [EditGroup]) -> [Exclusion] {
        groups.map { group in
            let scope = Exclusions.RuleScope(of: group.finding)
            let earlier = applied.filter { Exclusions.RuleScope(of: $0.group.finding) == scope }
            let winner =
                winners[group.key]
                ?? applied.last { application in
                    application.group.finding.ruleID != group.finding.ruleID
                        && !Set(application.group.paths).isDisjoint(with: group.paths)
                }.map { Self.winner($0) }
            let reason = "conflict: there is no end after \(Self.maximumPasses) passes"
            let target: Exclusions.Target = earlier.isEmpty ? .group(group.key) : .rule(scope)
            return (target, .init(reason: reason, winner: winner))
        }
    }

    /// The last checks, when a pass has found nothing more to do.
    mutating func finish() -> [Exclusion] {
        guard !applied.isEmpty else { return [] }
        let report = evaluation.report()
        let known = Set(base.report().findings.map(\.fingerprint))
        let gained = report.findings.filter { finding in
            !known.contains(finding.fingerprint) && !isRewritten(finding, in: report)
        }
        if let blamed = gained.compactMap({ blame(for: $0) }).first { return [blamed] }
        let stale = applied.compactMap { staleness(of: $0, in: report) }
        guard stale.isEmpty else { return stale }
        note(.closure, "\(applied.count) findings are gone, and their rules pass where they stood")
        note(.noNewFindings, "\(report.findings.count) findings, all there before")
        note(.idempotence, "a further pass plans no edit")
        note(.convergence, "\(passes) passes, each with another result")
        return []
    }

    /// Whether a finding only looks new because a patch has changed the text at its place: its file has no more of its
    /// rule than it had, those that were closed left out.
    private func isRewritten(_ finding: Finding, in report: DetectionReport) -> Bool {
        func isAlike(_ other: Finding) -> Bool {
            other.ruleID == finding.ruleID && other.component == finding.component
                && other.path == finding.path
        }
        let closed = applied.count { isAlike($0.group.finding) }
        return report.findings.count(where: isAlike)
            <= base.report().findings.count(where: isAlike) - closed
    }

    /// The patch that a new finding is laid to: the last in its file, else the last of all.
    private func blame(for finding: Finding) -> Exclusion? {
        let inFile = applied.last { application in
            finding.path.map { application.group.paths.contains($0) } ?? false
        }
        guard let culprit = inFile ?? applied.last else { return nil }
        let place = finding.path.map { " in \($0)" } ?? ""
        return Self.exclusion(
            culprit, "the patch would cause a new finding of \(finding.ruleID)\(place)")
    }

    /// A patch whose rule does not pass at its scope, other findings that stay aside.
    private func staleness(of application: Application, in report: DetectionReport) -> Exclusion? {
        let item = application.group.source
        let scope = item.scope.file ?? item.scope.component
        let outcome = report.outcomes.first { $0.ruleID == item.rule.id && $0.scope == scope }
        switch outcome?.result {
        case .pass, .fail: return nil
        case .notApplicable, nil:
            return Self.exclusion(application, "the rule would no longer apply instead of passing")
        case .notEvaluated(let reason), .error(let reason):
            return Self.exclusion(application, "the rule could no longer be asked: \(reason)")
        }
    }

    /// Leaves out all patches of the rules that undo one another, each naming another as what it lost to.
    private func conflict(among applications: [Application]) -> [Exclusion] {
        var rules: [Exclusions.RuleScope] = []
        var example: [Exclusions.RuleScope: Application] = [:]
        for application in applications {
            let scope = Exclusions.RuleScope(of: application.group.finding)
            if example.updateValue(application, forKey: scope) == nil { rules.append(scope) }
        }
        return rules.enumerated().map { index, scope in
            let other = rules[(index + 1) % rules.count]
            let names = other == scope ? "itself" : other.ruleID
            return (
                .rule(scope),
                .init(
                    reason: "conflict: what the patch does is undone by \(names)",
                    winner: example[other].map { Self.winner($0, advice: Self.conflictAdvice) })
            )
        }
    }

    private static let conflictAdvice =
        "Decide which of the two rules is to hold, and switch the other off or change it."

    private static func winner(
        _ application: Application, advice: String = "Take its patch first, then run again."
    ) -> Winner {
        let edit = application.group.edits.first
        var place: String?
        if case .data(let change) = edit?.role { place = change.path.description }
        return Winner(
            ruleID: application.group.finding.ruleID, path: edit?.path ?? .root,
            range: edit?.range ?? 0..<0, place: place, advice: advice)
    }

    private static func share(_ left: Application, _ right: Application) -> Bool {
        left.group.finding.ruleID != right.group.finding.ruleID
            && !Set(left.group.paths).isDisjoint(with: right.group.paths)
    }

    private static func exclusion(_ application: Application, _ reason: String) -> Exclusion {
        (.group(application.group.key), .init(reason: reason, winner: nil))
    }
}
