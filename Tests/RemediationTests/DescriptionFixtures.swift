import TestSupport

@testable import Remediation

/// Facts to describe in tests, with one thing or another changed.
enum DescriptionFixtures {
    static func facts(
        message: String = "no route answers `GET /healthz`", path: String = "app/main.py",
        quote: String = "Every service answers GET /healthz and GET /readyz.",
        risk: DescriptionFacts.Risk = .medium, required: [String] = ["@contoso/platform-team"],
        tests: TestFacts = TestFacts(
            verdict: .passing, command: "python -m pytest -q", before: .init(passed: 12, failed: 0),
            after: .init(passed: 14, failed: 0)),
        advisories: [String] = ["GHSA-2jv5-9r88-3w3p"],
        reason: String = "the logger is built at run time"
    ) -> DescriptionFacts {
        DescriptionFacts(
            repository: "contoso/orders-api", service: "contoso-orders-api",
            group: "service-baseline",
            baseBranch: "main", baseCommit: "0123456789abcdef0123456789abcdef01234567",
            rules: [
                .init(
                    id: "fastapi-health-endpoints",
                    title: "Services answer health and readiness probes.",
                    severity: .high, policies: ["OPS-2.1"]),
                .init(
                    id: "vulnerable-dependency", title: "Dependencies have no known vulnerability.",
                    severity: .critical, policies: ["SEC-2.4"]),
            ],
            knownRules: [
                "fastapi-health-endpoints", "vulnerable-dependency", "codeowners-present",
            ],
            findings: [
                .init(
                    rule: "fastapi-health-endpoints", path: path, line: 7, message: message,
                    fingerprint: "sha256:aa"),
                .init(
                    rule: "vulnerable-dependency", path: "requirements.txt", line: 2,
                    message: "python-multipart 0.0.6 is affected by GHSA-2jv5-9r88-3w3p",
                    fingerprint: "sha256:bb"),
            ],
            changedFiles: [
                .init(
                    path: path, added: 12, removed: 1, rules: ["fastapi-health-endpoints"]),
                .init(
                    path: "requirements.txt", added: 1, removed: 1, rules: ["vulnerable-dependency"]
                ),
                .init(
                    path: "tests/test_health.py", added: 20, removed: 0, isNew: true,
                    rules: ["fastapi-health-endpoints"]),
            ],
            declined: [
                .init(rule: "fastapi-health-endpoints", path: "app/legacy.py", reason: reason)
            ],
            citations: [
                .init(
                    policy: "OPS-2.1", document: "policies/OPS-2.1.md", section: "2. Probes",
                    lines: 10...14,
                    digest: "sha256:0123456789abcdef0123456789abcdef", quote: quote),
                .init(
                    policy: "SEC-2.4", document: "policies/SEC-2.4.md", section: "Response times",
                    lines: 5...5, digest: "sha256:fedcba9876543210fedcba9876543210",
                    quote: "Critical vulnerabilities are fixed within 24 hours."),
            ],
            advisories: advisories,
            approvals: .init(
                required: required, risk: risk,
                rationale: ["Tier 1 services need the platform team."]),
            tests: tests, planDigest: "sha256:9999", toolVersion: "0.1.0")
    }

    static let notRun = TestFacts(verdict: .notRun, notRunReason: "pytest is not installed")

    static let state = DescriptionState(
        group: "service-baseline", base: "0123", plan: "sha256:9999", head: "4567",
        findings: ["sha256:bb", "sha256:aa"])

    /// Prose as a good model writes it about `facts()`.
    static let goodProse = DescriptionProse(
        summary:
            "This change adds health and readiness routes to `contoso-orders-api` and raises one "
            + "vulnerable dependency. It puts 2 findings right in 3 files.",
        changes: [
            .init(
                path: "app/main.py",
                text: "Adds `/healthz` as `fastapi-health-endpoints` asks; see line 7."),
            .init(
                path: "requirements.txt",
                text: "Moves off the version named in GHSA-2jv5-9r88-3w3p."),
            .init(path: "tests/test_health.py", text: "New tests for the routes in `app/main.py`."),
        ],
        policyCompliance: [
            .init(
                citation: 1,
                text: "OPS-2.1 wants that \"every service answers GET /healthz\", and now it does."),
            .init(citation: 2, text: "SEC-2.4 sets the time to act on critical vulnerabilities."),
        ],
        riskAssessment:
            "The risk is medium. `@contoso/platform-team` has to agree before the merge.",
        rollout: DescriptionWriter.rollout,
        testing: "All tests pass: 12 passed before the change and 14 passed after it.",
        reviewerNotes: "Look at `app/main.py` first. `app/legacy.py` is left to people.",
        chatMessage:
            "`contoso-orders-api` gets its probes and loses a vulnerable dependency. The risk is "
            + "medium and `@contoso/platform-team` has to agree.",
        stakeholderMessage:
            "Operators will see sooner when the service is ill. A known weakness goes away.",
        confidence: [.rollout: 0])
}

extension SplitMix64 {
    /// A text of markup, words and hostile characters, up to `count` pieces long.
    mutating func hostileText(_ count: Int = 12) -> String {
        (0..<Int.random(in: 0...count, using: &self)).map { _ in
            Self.pieces[Int.random(in: 0..<Self.pieces.count, using: &self)]
        }.joined(separator: Bool.random(using: &self) ? " " : "")
    }

    private static let pieces = [
        "a", "word", "12", "1.", "1)", "-", "+", "=", "---", "===", "#", "##", "# x", "#1", "GH-7",
        "o/r#3",
        "@", "@octocat", "@org/team", "a@b.io", "`", "``", "```", "~~~", "~", "*", "**", "_", "__",
        "[", "]",
        "(", ")", "](", "![", "[x](http://e.vil)", "![x](//e.vil/i.png)", "[^1]", "[^1]:", "[x]:",
        "<", ">",
        "<img src=x>", "<!--", "-->", "--", "<!-- complybot:end -->", "<!-- complybot:begin -->",
        "</details>",
        "<details>", "https://e.vil", "HTTP://E", "www.e.vil", "mailto:a@b", "javascript:x", "$",
        "$$x$$", "$`x`$",
        "\\", "\\`", "\\[", "&", "&lt;", "&#64;", "&#x40;octocat", "|", "||", "\n", "\n\n", "\r\n",
        "\t", "    ",
        "closes", "fixes #9", "/complybot waive", "deadbeef1",
        "0123456789abcdef0123456789abcdef01234567",
        "\u{202e}", "\u{200b}", "\u{e0041}", "\u{feff}", "\u{0}", "\u{1b}[31m", "e\u{301}",
        "\u{301}", "🙂",
        "é", "日本", "\u{3164}", "\u{2028}", ":", "::", ":tada:", "!", "?", ".", ",", ";", "\"", "'",
        "{", "}", "^", "%",
    ]
}
