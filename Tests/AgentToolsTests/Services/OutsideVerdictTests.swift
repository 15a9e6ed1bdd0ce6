import Basics
import Remediation
import RuleEngine
import TestSupport
import Testing

@testable import AgentTools

@Suite("What services outside add")
struct OutsideVerdictTests {
    private struct FixedScanner: DependencyScanner {
        var scan: OutsideScan
        func scan(_ requirements: String) async -> OutsideScan {
            requirements == "pyjwt==1.0\n" ? scan : OutsideScan(failure: "sent \(requirements)")
        }
    }

    private struct FixedAuthority: ApprovalAuthority {
        var verdict: OutsideApproval
        func verdict(on request: ApprovalRequest) async -> OutsideApproval { verdict }
    }

    private static let files = AgentFixture.files.merging([
        "requirements.txt":
            "--extra-index-url https://user:secret@pypi.example\npyjwt==1.0  # tokens\nx @ https://u:p@example.com/x\n"
    ]) { $1 }

    private func environment(
        of fixture: AgentFixture, scan: OutsideScan, verdict: OutsideApproval
    ) throws -> RemediationEnvironment {
        var environment = try fixture.environment()
        environment.scanner = FixedScanner(scan: scan)
        environment.authority = FixedAuthority(verdict: verdict)
        return environment
    }

    private static let found = OutsideScan(findings: [
        .init(dependency: "pyjwt", id: "CVE-2022-29217", severity: .critical)
    ])
    private static let asked = OutsideApproval(required: ["Security-Board"], risk: .high)

    @Test("in the pipeline findings and approvals are added, and the commit is the same")
    func pipeline() async throws {
        let plain = try AgentFixture(Self.files)
        let own = try await Remediator(try plain.environment()).run(plain.job) { _ in }
        let fixture = try AgentFixture(Self.files)
        let environment = try environment(of: fixture, scan: Self.found, verdict: Self.asked)
        let summary = try await Remediator(environment).run(fixture.job) { _ in }
        #expect(summary.outside == Self.found.findings && summary.errors == own.errors)
        #expect(summary.findings.first == .init(severity: "critical", count: 1))
        #expect(summary.findings.dropFirst().elementsEqual(own.findings))
        #expect(Set(summary.approvals) == Set(own.approvals + ["Security-Board"]))
        #expect(summary.riskLevel == "high" && summary.head == own.head)
        #expect(try fixture.outside().contains("Security-Board"))
        let body = try fixture.git.folder.read("app.pulls/1.md")
        #expect(body.contains("- `pyjwt`: `CVE-2022-29217`, severity critical"))
        // The same answers again change nothing.
        #expect(try await Remediator(environment).run(fixture.job) { _ in }.writes == 0)
    }

    @Test(
        "without an answer our own verdict stands, the risk counts as high, and both lines are told"
    )
    func failures() async throws {
        let plain = try AgentFixture(Self.files)
        let own = try await Remediator(try plain.environment()).run(plain.job) { _ in }
        let fixture = try AgentFixture(Self.files)
        let environment = try environment(
            of: fixture, scan: OutsideScan(failure: "no scan"),
            verdict: OutsideApproval(failure: "no verdict"))
        let summary = try await Remediator(environment).run(fixture.job) { _ in }
        #expect(summary.errors == own.errors + ["no scan", "no verdict"])
        #expect(summary.findings == own.findings && summary.approvals == own.approvals)
        #expect(summary.riskLevel == "high" && summary.action == own.action)
    }

    @Test("services that want less than we do change nothing")
    func less() async throws {
        let plain = try AgentFixture(Self.files)
        let own = try await Remediator(try plain.environment()).run(plain.job) { _ in }
        let fixture = try AgentFixture(Self.files)
        let environment = try environment(
            of: fixture, scan: OutsideScan(), verdict: OutsideApproval(required: [], risk: .low))
        let summary = try await Remediator(environment).run(fixture.job) { _ in }
        #expect(summary.approvals == own.approvals && summary.riskLevel == own.riskLevel)
        #expect(summary.findings == own.findings && summary.outside == nil)
    }

    @Test("the tools tell what was added, and a job by tools ends like the pipeline")
    func tools() async throws {
        let fixture = try AgentFixture(Self.files)
        let environment = try environment(of: fixture, scan: Self.found, verdict: Self.asked)
        let session = JobSession(
            fixture.job, in: environment, redactor: try fixture.redactor())
        let registry = session.registry(scope: .everything)
        var answers: [String: JSONValue] = [:]
        for name in AgentFixture.order.prefix(1) + ["security_scan"]
            + AgentFixture.order.dropFirst()
        {
            let outcome = await registry.call(name, arguments: "{}")
            #expect(!outcome.isError, "\(name): \(outcome.text)")
            answers[name] = outcome.json
        }
        let scan = answers["security_scan"]
        #expect(scan?["found_by_scanner"]?.items?.first?["id"] == "CVE-2022-29217")
        #expect(scan?["unanswered"] == .null)
        let approvals = answers["get_required_approvals"]
        #expect(approvals?["required"]?.items?.contains("Security-Board") == true)
        #expect(approvals?["risk"] == "high")
        let pipeline = try AgentFixture(Self.files)
        let other = try self.environment(of: pipeline, scan: Self.found, verdict: Self.asked)
        let summary = try await Remediator(other).run(pipeline.job) { _ in }
        #expect(await session.summary?.approvals == summary.approvals)
        #expect(await session.summary?.findings == summary.findings)
        #expect(await session.summary?.head == summary.head)
    }
}
