import Basics
import Foundation
import Policies
import Snapshots
import TestSupport
import Testing

@testable import Remediation

@Suite("The approval matrix")
struct ApprovalMatrixTests {
    private static let pack = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "rules/service-baseline")

    private func matrix() throws -> ApprovalMatrix {
        let bytes = Array(try Data(contentsOf: Self.pack.appending(path: "approvals.yaml")))
        return try ApprovalMatrix(parsing: bytes, fileName: "approvals.yaml")
    }

    private func ask(
        tier: Int?, _ paths: [String], unsafe: Bool = false, major: Bool = false, fix: Bool = false
    ) throws -> ApprovalRequirement {
        try matrix().requirement(
            for: ApprovalRequest(
                service: "orders", tier: tier, touchedPaths: paths.map { RepositoryPath($0) },
                hasUnsafePatch: unsafe, hasMajorDependencyChange: major, isSecurityFix: fix))
    }

    @Test("a plain change of a tier 2 or 3 service needs its owner only")
    func plain() throws {
        for tier in [2, 3, nil] {
            let answer = try ask(tier: tier, ["app/main.py", "requirements.txt"])
            #expect(answer.required == ["Service-Owner"])
            #expect(answer.informed.isEmpty)
            #expect(answer.riskLevel == .low)
            #expect(answer.rationale.count == 2)
        }
    }

    @Test("tier 1 adds SRE-Prod, and a tier that does not exist counts as tier 1")
    func tierOne() throws {
        for tier in [1, 0, 4, -1, .max] {
            let answer = try ask(tier: tier, ["app/main.py"])
            #expect(answer.required == ["SRE-Prod", "Service-Owner"])
            #expect(answer.riskLevel == .medium)
        }
    }

    @Test(
        "a sensitive path adds its approver and its risk",
        arguments: [
            ("app/auth/login.py", "Security", RiskLevel.high), ("app/Auth/x.py", "Security", .high),
            ("auth.py", "Security", .high), ("app/oauth2.py", "Security", .high),
            ("src/crypto/aes.js", "Security", .high),
            ("certs/server.pem", "Security", .high), ("app/payments/api.py", "Security", .high),
            (".env", "Security", .high), ("deploy/.env.prod", "Security", .high),
            ("config/credentials.json", "Security", .high),
            (".github/workflows/ci.yml", "Platform", .medium),
            (".GitHub/Workflows/ci.yml", "Platform", .medium),
            (".github/CODEOWNERS", "Platform", .medium),
            (".github/complybot.yml", "Platform", .medium),
            ("Dockerfile", "SRE-Prod", .medium), ("infra/main.tf", "SRE-Prod", .medium),
        ])
    func sensitive(path: String, approver: String, risk: RiskLevel) throws {
        let answer = try ask(tier: 3, ["README.md", path])
        #expect(answer.required == ["Service-Owner", approver].sorted())
        #expect(answer.riskLevel == risk)
        #expect(answer.rationale.last?.contains("(1 file, ") == true)
    }

    @Test(
        "a path that only looks alike is not sensitive",
        arguments: [
            "app/author.py", "docs/authoring.md", "app/keyboard.py", "tests/environment.py",
            "app/main.py",
            "workflows/ci.yml", "github/workflows/a.yml", "app/reauthorize_me.txt",
            "docs/payments-overview.md",
        ])
    func harmless(path: String) throws {
        #expect(try ask(tier: 3, [path]).required == ["Service-Owner"])
    }

    @Test("everything that applies adds up, sorted and once")
    func combination() throws {
        let answer = try ask(
            tier: 1,
            [
                "app/payments/jwt.py", "app/payments/jwt.py", ".github/workflows/ci.yml",
                "Dockerfile",
            ],
            unsafe: true, major: true, fix: true)
        #expect(answer.required == ["Platform", "SRE-Prod", "Security", "Service-Owner"])
        #expect(answer.informed.isEmpty)
        #expect(answer.riskLevel == .high)
        #expect(answer.rationale.count == 9)
        #expect(answer.rationale.filter { $0.contains("(1 file, ") }.count == 4)
    }

    @Test(
        "a security fix informs Security, a major version asks for its approval, an unsafe patch raises the risk"
    )
    func escalations() throws {
        let fix = try ask(tier: 2, ["requirements.txt"], fix: true)
        #expect(fix.required == ["Service-Owner"])
        #expect(fix.informed == ["Security"])
        #expect(fix.riskLevel == .low)
        let major = try ask(tier: 2, ["requirements.txt"], major: true, fix: true)
        #expect(major.required == ["Security", "Service-Owner"])
        #expect(major.informed.isEmpty)
        #expect(try ask(tier: 2, ["app/main.py"], unsafe: true).riskLevel == .medium)
    }

    @Test("the rationale holds nothing that the repository chose")
    func rationale() throws {
        let answer = try ask(tier: 2, ["auth/](https://evil.example) @everyone <!-- -->.py"])
        #expect(answer.required == ["Security", "Service-Owner"])
        #expect(!answer.rationale.joined().contains("evil"))
    }

    @Test(
        "more paths or a stricter fact never weaken the answer, for random changes",
        arguments: 0..<4)
    func monotone(seed: UInt64) throws {
        var generator = SplitMix64(seed: seed)
        func random(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
        let matrix = try matrix()
        let names = [
            "auth", "app", ".github", "workflows", "main.py", ".env", "payments", "x.pem",
            "Dockerfile",
        ]
        func path() -> RepositoryPath {
            RepositoryPath(
                (0...random(3)).map { _ in names[random(names.count)] }.joined(separator: "/"))
        }
        for _ in 0..<200 {
            var request = ApprovalRequest(
                service: "s", tier: 1 + random(3), touchedPaths: (0..<random(4)).map { _ in path() }
            )
            let before = matrix.requirement(for: request)
            request.touchedPaths.append(path())
            if random(2) == 0 { request.hasUnsafePatch = true }
            if random(2) == 0 { request.hasMajorDependencyChange = true }
            if random(2) == 0 { request.isSecurityFix = true }
            let after = matrix.requirement(for: request)
            #expect(Set(before.required).isSubset(of: after.required))
            #expect(before.riskLevel <= after.riskLevel)
            #expect(after.required == Set(after.required).sorted())
            request.touchedPaths.reverse()
            #expect(matrix.requirement(for: request) == after)
        }
    }

    @Test("the policy document says what the data say")
    func document() throws {
        let library = try PolicyLibrary.load(folders: [Self.pack.path + "/policies"])
        let document = try #require(library.document(named: "CM-7-approval-matrix.md"))
        #expect(PolicyLint.problems(in: [document]).isEmpty)
        let matrix = try matrix()
        func rows(_ section: String) throws -> [[String]] {
            let section = try #require(document.section(named: section))
            return try #require(document.text(ofLines: section.lines)).split(separator: "\n")
                .filter { $0.hasPrefix("| ") && !$0.hasPrefix("| ---") }.dropFirst()
                .map { $0.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) } }
        }
        let paths = try rows("Sensitive paths")
        #expect(paths.map { $0[0] } == matrix.sensitivePaths.map(\.category))
        #expect(paths.map { [$0[2]] } == matrix.sensitivePaths.map(\.demand.approvers))
        #expect(paths.map { $0[3] } == matrix.sensitivePaths.map(\.demand.risk.rawValue))
        for row in try rows("Service tiers") {
            let tier = try #require(Int(row[0]))
            let demand = try #require(matrix.demandOfTier[tier])
            #expect(row[2] == demand.approvers.first ?? "none")
            #expect(row[3] == demand.risk.rawValue)
        }
        for clause in [
            "The service owner MUST approve every change.",
            "A change of a tier 1 service MUST also be approved by SRE-Prod.",
        ] {
            #expect(
                library.citation(
                    document: "CM-7-approval-matrix.md", section: "Service tiers", clause: clause)
                    != nil)
        }
    }
}
