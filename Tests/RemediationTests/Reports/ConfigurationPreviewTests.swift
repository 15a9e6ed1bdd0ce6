import RuleEngine
import Snapshots
import Testing

@testable import Remediation

@Suite("What another configuration would change")
struct ConfigurationPreviewTests {
    private let finding = ReportFixture.finding("gamma", .low, "app/main.py", 0..<6)

    private func judgement(_ status: JudgedFinding.Status) -> Judgement {
        let judged = JudgedFinding(
            finding: finding, status: status, waiver: nil, otherWaivers: [])
        return Judgement(findings: [judged], problems: [], waivers: [])
    }

    @Test("nothing changes for the same configuration")
    func same() {
        let side = (RepositoryConfiguration(), judgement(.new))
        #expect(ConfigurationPreview(before: side, after: side, rules: ["gamma"]).effects.isEmpty)
    }

    @Test("modes of rules, findings that no longer count, and the end of patches are told")
    func less() {
        var settings = RepositoryConfiguration()
        var rule = RepositoryConfiguration.RuleSetting()
        rule.mode = .report
        settings.rules["gamma"] = rule
        let preview = ConfigurationPreview(
            before: (RepositoryConfiguration(), judgement(.new)),
            after: (settings, judgement(.waived)), rules: ["gamma"])
        #expect(
            preview.effects == [
                "gamma goes from fix to report.",
                "gamma: 1 finding would no longer count (0 instead of 1).",
                "Nothing would be patched: an open pull request is closed.",
            ])
    }

    @Test("a repository's own mode is one sentence, not one for each rule")
    func mode() {
        var settings = RepositoryConfiguration()
        settings.mode = .check
        let same = judgement(.new)
        let preview = ConfigurationPreview(
            before: (settings, same), after: (RepositoryConfiguration(), same),
            rules: ["alpha", "gamma"])
        #expect(
            preview.effects == [
                "The repository goes from check to fix.",
                "What can be patched would be proposed.",
            ])
    }
}
