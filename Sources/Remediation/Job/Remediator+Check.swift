internal import Basics
internal import Forge
internal import Git
internal import RuleEngine
internal import Snapshots

extension Remediator {
    /// Checks a head that is not ours, such as `refs/pull/7/head`, and tells the forge; proposes nothing.
    ///
    /// Rules, configuration and waivers are those of the default branch, whatever the head brings. Each check that a
    /// branch may require is told, so that nothing waits for one that never comes.
    ///
    /// - Throws: what made the work impossible; the head says then that there is no result.
    package func check(
        _ job: RepositoryJob, head reference: String, entering enter: @Sendable (Stage) -> Void
    ) async throws -> RemediationSummary {
        enter(.fetch)
        guard let base = try await fetch(job) else { return .empty(job) }
        var summary = RemediationSummary(repository: job.name, location: base.remote.description)
        summary.base = base.commit.description
        guard let forge = environment.forges.checks(of: base.remote) else {
            summary.note = "not checked: the forge takes no checks"
            return summary
        }
        guard let head = try base.mirror.fetch(reference: reference, environment.remoteOptions)
        else {
            summary.action = .left
            summary.note = "\(reference) is gone"
            return summary
        }
        summary.head = head.description
        if base.terms.isOptedOut {
            summary.isOptedOut = true
            summary.note = "not checked: the repository does not want to be looked at"
            return summary
        }
        enter(.check)
        do {
            let runs = try HeadCheck(environment: environment, base: base, head: head)
                .runs(into: &summary)
            enter(.reconcile)
            for run in runs { summary.writes += try await forge.report(run, in: base.remote) }
            summary.checks = runs.map {
                .init(name: $0.name, conclusion: $0.conclusion.rawValue)
            }
        } catch let error as ForgeError {
            throw error
        } catch {
            let reason = Diagnostic(describing: error, while: "check \(reference)")
            _ = try? await forge.report(
                CheckRun.incomplete(at: head, because: [reason]), in: base.remote)
            throw error
        }
        return summary
    }
}

/// What is to be told of one head of somebody else's.
private struct HeadCheck {
    let environment: RemediationEnvironment
    let base: Remediator.Base
    let head: ObjectID

    func runs(into summary: inout RemediationSummary) throws -> [CheckRun] {
        let remediator = Remediator(environment)
        let known = base.terms.judge(
            remediator.detect(base.snapshot, under: base), in: base.snapshot)
        let check = FindingsCheck(environment: environment, base: base, judgement: known)
        let parting = try base.repository.mergeBase(of: head, and: base.commit)
        let snapshot = try GitTreeSnapshot(commit: head, in: base.repository)
        let (findings, judged) = try check.run(
            on: snapshot, remediator.detect(snapshot, under: base), at: head, since: parting)
        summary.findings = judged.findings.filter { $0.status != .waived }.map(\.finding)
            .bySeverity.map { .init(severity: $0.severity.rawValue, count: $0.count) }
        let configuration = try self.configuration(snapshot, judged, since: parting)
        return [findings, ApprovalCheck.notOurs(head), configuration].compactMap(\.self)
    }

    /// The check of a configuration that the head brings; nil when it brings none.
    private func configuration(
        _ snapshot: GitTreeSnapshot, _ before: Judgement, since parting: ObjectID?
    ) throws -> CheckRun? {
        let old = try GitTreeSnapshot(commit: parting ?? base.commit, in: base.repository)
        let changes = ChangedPaths.between(old, snapshot)
        guard let edited = RepositoryConfiguration.paths.first(where: changes.contains) else {
            return nil
        }
        var changed = base
        changed.terms = try RepositoryTerms(
            of: snapshot, named: base.job.name, rules: environment.rules,
            under: environment.policy, on: environment.day, pinned: environment.pinnedVariables)
        let after = changed.terms.judge(
            Remediator(environment).detect(snapshot, under: changed), in: snapshot)
        return ConfigurationCheck(
            file: changed.terms.configuration.file ?? edited.description,
            problems: changed.terms.problems + after.problems,
            effects: ConfigurationPreview(
                before: (base.terms.settings, before), after: (changed.terms.settings, after),
                rules: environment.rules.ruleSet.packs.flatMap { $0.rules.map(\.id) }
            ).effects
        ).checkRun(at: head)
    }
}
