internal import Basics
internal import Git
internal import Remediation
internal import RuleEngine
internal import Sandbox
internal import Snapshots

/// `fix_code`: a model's edit on top of the patches, let in only if it passes what a patch passes.
extension JobSession {
    /// Tries an edit; one that is not let in leaves everything as it was.
    ///
    /// At a table it is weighed beside others, and the one that is let in may be another's.
    func fixCode(
        _ arguments: JSONValue, deliberatingAt table: DeliberationTable?,
        _ report: @Sendable (ToolProgress) -> Void
    ) async throws -> JSONValue {
        let base = try fetched(for: .fixCode)
        let work = try planned(for: .fixCode)
        guard attempts.count < limits.edits else {
            throw ToolError(
                .budgetSpent, in: StandardTool.fixCode.rawValue,
                because: "all \(limits.edits) attempts are made",
                remedy: "go on without it")
        }
        // What asks for something outside of the job is refused before anybody weighs it.
        _ = try replacements(in: arguments)
        if let table {
            return try await deliberate(on: arguments, at: table, work, base, report)
        }
        do {
            let change = try draft(of: EditProposal(number: 1, arguments: arguments), work, base)
            report(ToolProgress(step: 1, message: "running the tests with the edit"))
            let tests = try await tests(with: change, instead: work, on: base)
            return accept(arguments, change, tests, on: base)
        } catch let refusal as ModelEditing.Refusal {
            throw refuse(arguments, because: refusal.reason)
        }
    }

    /// Notes an attempt that came to nothing; the error that tells of it.
    func refuse(_ arguments: JSONValue, because reason: String) -> ToolError {
        attempts.append(attempt(arguments, refusal: reason))
        let left = limits.edits - attempts.count
        return ToolError(
            .dropped, in: StandardTool.fixCode.rawValue, because: reason,
            remedy: "\(left.of("attempt")) left")
    }

    private func attempt(_ arguments: JSONValue, refusal: String?) -> Attempt {
        let paths = (arguments["edits"]?.items ?? []).compactMap { $0["path"]?.text }
        return Attempt(
            paths: Set(paths).sorted(), reason: arguments["reason"]?.text ?? "", refusal: refusal)
    }

    private func replacements(
        in arguments: JSONValue
    ) throws(ToolError) -> [ModelEditing.Replacement] {
        var replacements: [ModelEditing.Replacement] = []
        for edit in arguments["edits"]?.items ?? [] {
            replacements.append(
                ModelEditing.Replacement(
                    path: try JobBinding.path(
                        edit["path"]?.text ?? "", for: StandardTool.fixCode.rawValue),
                    find: Array((edit["find"]?.text ?? "").utf8),
                    replace: Array((edit["replace"]?.text ?? "").utf8)))
        }
        return replacements
    }

    /// The change with the edit, once files and findings speak for it.
    func draft(
        of proposal: EditProposal, _ work: Work, _ base: Remediator.Base
    ) throws -> ProposedChange {
        let arguments = proposal.arguments
        let editing = ModelEditing(
            base: base, change: work.change,
            gates: EditGates(compiled: base.terms.rules, grammars: environment.grammars),
            redactor: redactor)
        let new = try editing.edits(
            try replacements(in: arguments), reason: arguments["reason"]?.text ?? "")
        let kept = work.change.edits.filter { old in !new.contains { $0.path == old.path } }
        let edits = kept + new
        let draft = ProposedChange(
            work.change.patch, edits: edits, remaining: work.change.remaining)
        let remaining = remediator.detect(draft.after, under: base)
        try check(remaining, against: work.change.remaining, closing: arguments)
        return ProposedChange(
            work.change.patch, edits: edits, remaining: remaining, reported: work.change.reported)
    }

    private func check(
        _ found: DetectionReport, against before: DetectionReport, closing arguments: JSONValue
    ) throws(ModelEditing.Refusal) {
        let known = Set(before.findings.map(\.fingerprint))
        if let new = found.findings.first(where: { !known.contains($0.fingerprint) }) {
            throw ModelEditing.Refusal(
                "it brings a finding of \(new.ruleID)\(new.path.map { " in \($0)" } ?? "")")
        }
        let problems = Set(before.problems)
        if let new = found.problems.first(where: { !problems.contains($0) }) {
            throw ModelEditing.Refusal("something can be looked at no more: \(new.words)")
        }
        let left = Set(found.findings.map(\.fingerprint.description))
        let open = Set(before.findings.map(\.fingerprint.description))
        for claim in (arguments["closes"]?.items ?? []).compactMap(\.text) {
            let short = String(claim.prefix(80))
            guard open.contains(claim) else {
                throw ModelEditing.Refusal("no finding that is left has the fingerprint \(short)")
            }
            guard !left.contains(claim) else {
                throw ModelEditing.Refusal("the finding \(short) is still there")
            }
        }
    }

    /// The verdict with the edit, which must be no worse than without it.
    func tests(
        with change: ProposedChange, instead work: Work, on base: Remediator.Base
    ) async throws -> TestStage.Verdicts {
        let tests = try await ProposalStage(environment, base: base, change: change).test()
        let before = work.tests
        let known = Set(before?.regressions ?? [])
        if let worse = tests.regressions.first(where: { !known.contains($0) }) {
            throw ModelEditing.Refusal("the test \(worse) fails with it")
        }
        let gone = Set(before.map(Self.missing) ?? [])
        if let lost = Self.missing(tests).first(where: { !gone.contains($0) }) {
            throw ModelEditing.Refusal("the test \(lost) is not run any more")
        }
        return tests
    }

    private static func missing(_ tests: TestStage.Verdicts) -> [String] {
        tests.components.flatMap { $0.comparison.ids(.notRun) }
    }

    /// Lets an edit in.
    func accept(
        _ arguments: JSONValue, _ change: ProposedChange, _ tests: TestStage.Verdicts,
        on base: Remediator.Base
    ) -> JSONValue {
        let attempt = attempt(arguments, refusal: nil)
        attempts.append(attempt)
        chosenEdit = arguments
        let paths = attempt.paths
        let before = work?.change.after
        work?.change = change
        work?.approvals = nil
        work?.commit = nil
        work?.prepared = nil
        note(.edited)
        let isHeld = ProposalStage(environment, base: base, change: change).holds(tests)
        note(tests, heldBack: isHeld)
        let diff =
            before.flatMap {
                try? UnifiedDiff.text(
                    from: $0, to: change.after, paths: paths.map { RepositoryPath($0) })
            } ?? []
        return TestAnswer(tests, isHeld: isHeld).json
            .setting("files", to: .array(paths.map { .string($0) }))
            .setting("diff", to: .string(String(decoding: diff, as: UTF8.self)))
            .setting("attempts_left", to: .int(limits.edits - attempts.count))
    }
}
