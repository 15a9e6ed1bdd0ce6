import Basics
import RuleEngine
import Snapshots
import TestSupport
import Testing

@testable import Remediation

@Suite("Judging findings by waivers")
struct JudgeTests {
    private static let today = "2026-06-15"

    private func finding(
        _ rule: String = "r", path: RepositoryPath? = "api/main.py", severity: Severity = .medium,
        component: RepositoryPath = "api", name: String = "one"
    ) -> Finding {
        Finding(
            ruleID: rule, ruleVersion: 1, severity: severity, confidence: .high, policies: [],
            message: "m", remediation: "", path: path, start: nil, end: nil, component: component,
            patchStatus: .none, fingerprint: Digest(of: name))
    }

    private func waiver(
        _ id: String = "w", rule: String = "r", scope: Waiver.Scope = .repository,
        by requester: String = "ada", approved: [String] = ["grace"],
        from created: String = "2026-06-01", until expires: String = "2026-06-30",
        origin: Waiver.Origin = .repository
    ) -> Waiver {
        Waiver(
            id: id, ruleID: rule, scope: scope, reason: "because", category: .riskAccepted,
            requestedBy: requester, approvedBy: approved, created: created, expires: expires,
            ticket: nil, source: SourceLocation(file: "c.yml", line: 3, column: 5), origin: origin)
    }

    private func judge(
        _ findings: [Finding], _ waivers: [Waiver], policy: WaiverPolicy = .init(),
        on day: String = today, outcomes: [RuleOutcome]? = nil, severities: [String: Severity] = [:]
    ) throws -> Judgement {
        let ran = outcomes ?? [RuleOutcome(ruleID: "r", scope: .root, result: .fail)]
        return Judge(waivers, policy: policy, on: try #require(Day(day)))
            .judge(findings, outcomes: ran, severities: severities)
    }

    @Test(
        "a waiver holds to the end of its last day",
        arguments: [
            ("2026-06-01", JudgedFinding.Status.waived), ("2026-06-30", .waived),
            ("2026-07-01", .waiverExpired), ("2027-01-01", .waiverExpired),
        ])
    func days(day: String, status: JudgedFinding.Status) throws {
        let judged = try judge([finding()], [waiver()], on: day).findings[0]
        #expect(judged.status == status && judged.waiver?.id == "w")
        #expect(judged.counts == (status == .waiverExpired))
    }

    @Test(
        "each scope covers what it names and nothing else",
        arguments: [
            (Waiver.Scope.repository, true, true), (.project("api"), true, false),
            (.project("ap"), false, false), (.paths(["api/*.py"]), true, false),
            (.paths(["**/other.py"]), false, false), (.fingerprint(Digest(of: "one")), true, false),
            (.fingerprint(Digest(of: "two")), false, true), (.project(.root), true, true),
        ])
    func scopes(scope: Waiver.Scope, coversFile: Bool, coversRepository: Bool) throws {
        let findings = [finding(), finding(path: nil, component: .root, name: "two")]
        let judged = try judge(findings, [waiver(scope: scope)]).findings
        #expect((judged[0].status == .waived) == coversFile)
        #expect((judged[1].status == .waived) == coversRepository)
    }

    @Test(
        "an entry that is wrong is no waiver: the finding stands, and the place is named",
        arguments: [
            ("rq", ["grace"], "2026-06-20", "2026-06-30", "which is still to come"),
            ("rq", ["grace"], "2026-06-10", "2026-06-01", "before it was created"),
            ("rq", ["rq"], "2026-06-01", "2026-06-30", "nobody but rq"),
            ("rq", ["@RQ"], "2026-06-01", "2026-06-30", "nobody but rq"),
            ("rq", [], "2026-06-01", "2026-06-30", "nobody but rq"),
            ("rq", ["mallory"], "2026-06-01", "2026-06-30", "none of mallory may approve"),
            ("rq", ["grace"], "2026-01-01", "2026-12-31", "it lasts 364 days, and medium allows"),
        ])
    func invalid(
        requester: String, approvers: [String], created: String, expires: String, reason: String
    ) throws {
        var policy = WaiverPolicy()
        policy.approvers = ["@grace"]
        let wrong = waiver(by: requester, approved: approvers, from: created, until: expires)
        let judgement = try judge([finding()], [wrong], policy: policy)
        #expect(judgement.findings[0].status == .new && judgement.findings[0].waiver == nil)
        #expect(judgement.problems.count == 1)
        #expect(judgement.problems[0].kind == .invalidWaiver)
        #expect(judgement.problems[0].reason.contains(reason), "\(judgement.problems[0].reason)")
        #expect(judgement.problems[0].source.description == "c.yml:3:5")
    }

    @Test("what nobody may waive stays, and a ceiling is that of the finding's own severity")
    func limits() throws {
        var policy = WaiverPolicy()
        policy.nonWaivable = ["r"]
        #expect(try judge([finding()], [waiver()], policy: policy).findings[0].status == .new)
        let two = [finding(severity: .critical), finding(severity: .low, name: "two")]
        let judged = try judge(two, [waiver()])
        #expect(judged.findings.map(\.status) == [.new, .waived])
        #expect(judged.problems.first?.reason == "it lasts 29 days, and critical allows 14")
        let unused = try judge([], [waiver()], severities: ["r": .critical])
        #expect(unused.problems.map(\.kind) == [.invalidWaiver])
    }

    @Test("the most specific is named, all others are listed, and one that ended is seen behind it")
    func overlap() throws {
        let waivers = [
            waiver("all"),
            waiver("ended", scope: .fingerprint(Digest(of: "one")), until: "2026-06-02"),
            waiver("file", scope: .paths(["api/**"])),
            waiver("later", scope: .paths(["api/**"]), until: "2026-07-05"),
        ]
        let judged = try judge([finding()], waivers).findings[0]
        #expect(judged.status == .waived && judged.waiver?.id == "later")
        #expect(judged.otherWaivers.map(\.id) == ["ended", "file", "all"])
        let reversed = try judge([finding()], waivers.reversed()).findings[0]
        #expect(reversed == judged)
        let ended = try judge([finding()], waivers, on: "2026-08-01").findings[0]
        #expect(ended.status == .waiverExpired && ended.waiver?.id == "ended")
    }

    @Test(
        "an unused waiver is named only when its rule ran and could answer",
        arguments: [
            ([RuleOutcome.Result.pass], true), ([.notApplicable], true),
            ([.notEvaluated("no grammar")], false), ([.pass, .error("x")], false), ([], false),
        ])
    func stale(results: [RuleOutcome.Result], isStale: Bool) throws {
        let outcomes = results.map { RuleOutcome(ruleID: "r", scope: .root, result: $0) }
        let judgement = try judge([], [waiver()], outcomes: outcomes)
        #expect(judgement.problems.map(\.kind) == (isStale ? [.staleWaiver] : []))
        #expect(judgement.waivers[0].isUnused == isStale)
        let ended = try judge([], [waiver()], on: "2026-07-01", outcomes: outcomes)
        #expect(ended.problems.isEmpty, "one that ended is not stale")
    }

    @Test("the same waivers in any order judge alike, and judging changes no finding")
    func order() throws {
        var random = SplitMix64(seed: 7)
        let scopes: [Waiver.Scope] = [
            .repository, .project("api"), .paths(["api/*"]), .fingerprint(Digest(of: "one")),
        ]
        for _ in 0..<200 {
            let waivers = (0..<Int.random(in: 0...5, using: &random)).map { number in
                waiver(
                    "w\(number)", scope: scopes.randomElement(using: &random) ?? .repository,
                    approved: Bool.random(using: &random) ? ["grace"] : ["ada"],
                    until: Bool.random(using: &random) ? "2026-06-30" : "2026-06-10")
            }
            let findings = [finding(), finding("other", name: "two")]
            let one = try judge(findings, waivers)
            let two = try judge(findings, waivers.shuffled(using: &random))
            #expect(one.findings == two.findings && one.findings.map(\.finding) == findings)
            let holds = waivers.contains {
                $0.approvedBy == ["grace"] && $0.expires == "2026-06-30"
            }
            #expect((one.findings[0].status == .waived) == holds)
            #expect(one.findings[1].status == .new)
        }
    }
}
