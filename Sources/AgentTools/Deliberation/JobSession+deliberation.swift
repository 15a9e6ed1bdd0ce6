internal import Basics
internal import Git
internal import LanguageModels
internal import Remediation
internal import RuleEngine
internal import Sandbox
internal import Snapshots

/// An edit that is chosen among several: the checks drop what is bad, peers order the rest, and the proof decides.
extension JobSession {
    /// Weighs the brain's edit beside others', and lets in the first that passes what a patch passes.
    ///
    /// It counts as one attempt; where none passes, everything is as it was.
    func deliberate(
        on own: JSONValue, at table: DeliberationTable, _ work: Work, _ base: Remediator.Base,
        _ report: @Sendable (ToolProgress) -> Void
    ) async throws -> JSONValue {
        let material = material(for: own, work, base)
        report(ToolProgress(step: 1, total: 3, message: "asking for other edits"))
        var panel = CandidatePanel(own: own, others: await table.proposals(about: material))
        panel.drop { try draft(of: $0, work, base) }
        report(ToolProgress(step: 2, total: 3, message: "having the edits judged"))
        panel.take(marks: await table.marks(of: panel.left, about: material))
        report(ToolProgress(step: 3, total: 3, message: "running the tests with the edits"))
        defer { table.note(panel.candidates) }
        for proposal in panel.inOrder {
            try Task.checkCancellation()
            guard let change = panel.drafts[proposal.number] else { continue }
            do {
                let tests = try await tests(with: change, instead: work, on: base)
                panel.settle(proposal.number, .taken)
                return accept(proposal.arguments, change, tests, on: base)
                    .setting("deliberation", to: .array(panel.candidates.map(\.json)))
            } catch let refusal as ModelEditing.Refusal {
                panel.settle(proposal.number, .dropped(refusal.reason))
            }
        }
        throw refuse(
            own, because: "none of \(panel.candidates.count) edits passes: \(panel.account)")
    }

    /// What proposers and judges are told: one object, which holds the repository's words in strings.
    private func material(
        for own: JSONValue, _ work: Work, _ base: Remediator.Base
    ) -> JSONValue {
        let diff = (try? UnifiedDiff.text(of: work.change.after)) ?? []
        let named = (own["edits"]?.items ?? []).compactMap { $0["path"]?.text }
        let paths = Set(named + work.change.changes.keys.map(\.description)).sorted().prefix(8)
        let tests = work.tests.map { tests in
            TestAnswer(
                tests,
                isHeld: ProposalStage(environment, base: base, change: work.change)
                    .holds(tests)
            ).json
        }
        let form: JSONValue = .members([
            "purpose": .string(own["reason"]?.text ?? ""),
            "diff": .string(String(String(decoding: diff, as: UTF8.self).prefix(30_000))),
            "tests": tests ?? .null,
            "findings": .array(
                work.change.remaining.findings.prefix(20).map { finding in
                    .members([
                        "rule": .string(finding.ruleID),
                        "path": .optional(finding.path?.description),
                        "fingerprint": .string(finding.fingerprint.description),
                        "message": .string(String(finding.message.prefix(300))),
                    ])
                }),
            "files": .array(paths.compactMap { file(at: $0, in: work.change) }),
        ])
        return form.mapTexts(redactor.redacted)
    }

    private func file(at path: String, in change: ProposedChange) -> JSONValue? {
        guard let path = try? JobBinding.path(path, for: StandardTool.fixCode.rawValue),
            let bytes = try? change.after.bytes(of: path, limit: ModelEditing.largestFile)
        else { return nil }
        return .members([
            "path": .string(path.description),
            "text": .string(String(String(decoding: bytes, as: UTF8.self).prefix(16_000))),
        ])
    }
}
