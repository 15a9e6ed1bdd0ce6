import Documents
import Snapshots
import Testing

@testable import RuleEngine

@Suite("Workflows")
struct WorkflowTests {
    private static let path = ".github/workflows/ci.yml"
    private static let sha = String(repeating: "a1", count: 20)

    private func places(_ check: String, _ text: String, at path: String = Self.path) throws
        -> [String]
    {
        try Probe("{workflow: {check: \(check)}}").findings([path: text])
    }

    @Test("every use of something that can move is found, in steps, calls and composite actions")
    func unpinnedUses() throws {
        var probe = Probe("{id: use, workflow: {check: unpinned_uses}}")
        probe.message = "{{use.action}} {{use.ref}} {{name}}"
        let workflow = """
            on: push
            jobs:
              a:
                uses: octo/repo/.github/workflows/x.yml@main
              b:
                steps:
                  - uses: actions/checkout@v4  # comment
                  - uses: "actions/setup-python@v5"
                  - uses: actions/cache@\(Self.sha)
                  - uses: ./local
                  - uses: ${{ matrix.action }}@v1
                  - uses: docker://alpine:3.8
                  - uses: docker://alpine@sha256:abc
                  - {uses: github/codeql-action/init@v3}
                  - run: "uses: actions/none@v1"
            """
        let action = "runs:\n  using: composite\n  steps:\n    - uses: a/b@v1\n"
        let report = try probe.evaluation([
            Self.path: workflow, "tools/action.yaml": action,
            "action.yml": "runs: {using: node20}\n",
            ".github/workflows/sub/x.yml": workflow, "docs/ci.yml": workflow,
        ]).report()
        #expect(
            report.findings.map(\.message) == [
                "octo/repo/.github/workflows/x.yml main octo/repo",
                "actions/checkout v4 actions/checkout",
                "actions/setup-python v5 actions/setup-python",
                "docker://alpine 3.8 docker://alpine",
                "github/codeql-action/init v3 github/codeql-action", "a/b v1 a/b",
            ])
        #expect(report.findings.map { $0.start?.line } == [4, 7, 8, 12, 14, 4])
    }

    @Test("the place of the reference within a use is known, so that it can be replaced")
    func refSpan() throws {
        let probe = Probe("{id: use, workflow: {check: unpinned_uses}}")
        let text = "jobs: {a: {steps: [{uses: 'a/b@v1'}]}}\r\n"
        let evaluation = try probe.evaluation([Self.path: text])
        let match = try #require(evaluation.cases().first?.solution.matches["use"])
        let span = try #require(match.captureSpans["ref"])
        #expect(evaluation.text(of: RepositoryPath(Self.path))?.text(span) == "v1")
    }

    @Test("trusted owners need no pin, whatever the case of their name")
    func trustedOwners() throws {
        var probe = Probe("{workflow: {check: unpinned_uses, allow_owners: '{{trusted}}'}}")
        probe.vars = "{trusted: {type: list, default: [Actions, contoso]}}"
        let text =
            "jobs: {a: {steps: [{uses: actions/x@v1}, {uses: Contoso/y@v1}, {uses: other/z@v1}]}}\n"
        #expect(
            try probe.evaluation([Self.path: text]).cases().map { $0.solution.captures["name"] }
                == ["other/z"])
    }

    @Test("pin holds for a reference of the snapshot only")
    func pin() throws {
        var probe = Probe("{all: [{id: use, workflow: {check: unpinned_uses}}, {pin: {of: use}}]}")
        probe.pins =
            "{\"a/b@v1\": {\"commit\": \"\(Self.sha)\", \"version\": \"v1.0.0\", \"checked\": \"2026-01-01\"}}"
        let text =
            "jobs:\n  a:\n    steps:\n    - uses: a/b@v1\n    - uses: a/b/sub@v1\n    - uses: a/b@v2\n"
        #expect(try probe.findings([Self.path: text]) == ["\(Self.path):4", "\(Self.path):5"])
    }

    @Test(
        "permissions are missing unless the workflow or each job of its own states them",
        arguments: [
            ("on: push\njobs: {a: {steps: []}}\n", true),
            ("on: push\npermissions: {}\njobs: {a: {steps: []}}\n", false),
            ("on: push\njobs: {a: {permissions: read-all, steps: []}}\n", false),
            ("on: push\njobs: {a: {permissions: {}, steps: []}, b: {steps: []}}\n", true),
            ("on: push\njobs: {a: {uses: o/r/.github/workflows/x.yml@v1}}\n", false),
            ("on: push\n", false), ("", false),
        ])
    func missingPermissions(text: String, isMissing: Bool) throws {
        #expect(try places("missing_permissions", text) == (isMissing ? ["\(Self.path):1"] : []))
    }

    @Test("write-all is broad at the top and in a job")
    func broadPermissions() throws {
        let text =
            "permissions: write-all\njobs:\n  a:\n    permissions: write-all\n  b:\n    permissions: {contents: write}\n"
        #expect(try places("broad_permissions", text) == ["\(Self.path):1", "\(Self.path):4"])
    }

    @Test(
        "what may write with the token is evidence",
        arguments: [
            ("{run: git push origin main}", true), ("{run: 'git  \\\n push'}", false),
            ("{run: pytest}", false),
            ("{run: gh pr comment}", true), ("{run: 'echo high; weigh x'}", false),
            ("{run: docker login ghcr.io -u x}", true),
            ("{uses: softprops/action-gh-release@v1}", true),
            ("{uses: Peter-Evans/create-pull-request@v6}", true),
            ("{uses: actions/checkout@v4}", false),
            ("{uses: a/b@v1, with: {token: '${{ secrets.GITHUB_TOKEN }}'}}", true),
            ("{run: x, env: {T: '${{ github.token }}'}}", true),
            ("{run: x, env: {T: '${{ secrets.OTHER }}'}}", false),
        ])
    func tokenWriteEvidence(step: String, isEvidence: Bool) throws {
        let text = "on: push\njobs:\n  a:\n    steps:\n      - \(step)\n"
        #expect(try places("token_write_evidence", text).isEmpty != isEvidence)
    }

    @Test("a reusable workflow call is evidence, for its needs are not seen")
    func reusableCall() throws {
        #expect(
            try !places("token_write_evidence", "jobs: {a: {uses: o/r/.github/workflows/x.yml@v1}}")
                .isEmpty)
    }

    @Test(
        "an event is missing when no workflow has it, however it is written",
        arguments: [
            ("on: pull_request\n", false), ("on: [push, pull_request]\n", false),
            ("on:\n  pull_request:\n    branches: [main]\n", false),
            ("'on': {pull_request: {}}\n", false),
            ("on: push\n", true), ("name: pull_request\non: push\n", true),
        ])
    func missingEvent(text: String, isMissing: Bool) throws {
        let probe = Probe("{workflow: {check: missing_event, events: [pull_request]}}")
        #expect(try probe.outcomes([Self.path: text])[""] == (isMissing ? "fail" : "pass"))
        #expect(
            try probe.outcomes([Self.path: text, ".github/workflows/z.yaml": "on: pull_request\n"])[
                ""] == "pass")
    }

    @Test("a workflow that cannot be parsed casts doubt, unless another one answers")
    func unparsable() throws {
        let probe = Probe("{workflow: {check: missing_event, events: [pull_request]}}")
        #expect(try probe.outcomes([Self.path: "on: [\n"])[""] == "not_evaluated")
        #expect(
            try probe.outcomes([
                Self.path: "on: [\n", ".github/workflows/z.yml": "on: pull_request",
            ])[""] == "pass")
    }
}

@Suite("Dependencies")
struct DependencyTests {
    private static let vulnerable = Vulnerability(
        advisories: ["CVE-1", "CVE-2"], severity: .critical, fixedVersion: "2.0.1",
        isMajorChange: false)

    @Test("a vulnerable dependency is one finding with the advisories' severity")
    func advisory() throws {
        var probe = Probe(
            "{id: dep, dependency: {ecosystem: '*', package: '*', advisory: {min_severity: '{{least}}'}}}"
        )
        probe.vars = "{least: {type: enum, values: [low, high], default: high}}"
        probe.message =
            "{{dep.name}} {{dep.version}} {{dep.fixed}} {{dep.advisories}} {{dep.severity}}"
        var low = Self.vulnerable
        low.severity = .low
        probe.knowledge = TableKnowledge(vulnerabilities: ["jinja2": Self.vulnerable, "low": low])
        let report = try probe.evaluation([
            "requirements.txt": "# x\nJinja2==2.0.0\nlow==1\nother==1\n"
        ]).report()
        #expect(report.findings.map(\.message) == ["jinja2 2.0.0 2.0.1 CVE-1, CVE-2 critical"])
        #expect(report.findings.map(\.severity) == [.critical])
        #expect(report.findings.map { $0.start?.line } == [2])
        probe.values = ["least": .text("low")]
        #expect(
            try probe.evaluation(["requirements.txt": "low==1\n"]).report().findings.map(\.severity)
                == [.medium])
    }

    @Test("a version constraint must be certain to match")
    func version() throws {
        var probe = Probe("{dependency: {ecosystem: pypi, package: a, version: '<2'}}")
        probe.knowledge = TableKnowledge(within: ["a <2": true])
        #expect(try probe.findings(["requirements.txt": "a==1\n"]) == ["requirements.txt:1"])
        probe.knowledge = NoKnowledge()
        #expect(try probe.findings(["requirements.txt": "a\n"]) == [])
    }

    @Test("fixable wants a fixed version and a manifest that is neither generated nor hashed")
    func fixable() throws {
        var probe = Probe(
            "{all: [{id: dep, dependency: {ecosystem: pypi, package: a, advisory: {min_severity: low}}}, {fixable: {of: dep}}]}"
        )
        probe.knowledge = TableKnowledge(vulnerabilities: ["a": Self.vulnerable])
        #expect(try probe.findings(["requirements.txt": "a==1\n"]).count == 1)
        #expect(
            try probe.findings([
                "requirements.txt": "# This file is autogenerated by pip-compile\na==1\n"
            ]) == [])
        #expect(
            try probe.findings([
                "requirements.txt": "a==1 --hash=sha256:\(String(repeating: "0", count: 64))\n"
            ]) == [])
        var unfixed = Self.vulnerable
        unfixed.fixedVersion = nil
        probe.knowledge = TableKnowledge(vulnerabilities: ["a": unfixed])
        #expect(try probe.findings(["requirements.txt": "a==1\n"]) == [])
    }

    @Test("depends_on looks at all manifests of the component and what they include")
    func dependsOn() throws {
        var probe = Probe("{file: {glob: go}}")
        probe.when = "{scope: component, depends_on: [{ecosystem: pypi, package: fastapi}]}"
        func outcome(_ files: [String: String]) throws -> String? {
            try probe.outcomes(files.merging(["go": ""]) { $1 })[""]
        }
        #expect(
            try outcome(["requirements.txt": "fastapi[all]>=0.1 ; python_version > '3'\n"])
                == "fail")
        #expect(
            try outcome([
                "requirements.txt": "-r requirements/base.txt\n",
                "requirements/base.txt": "FastAPI\n",
            ]) == "fail")
        #expect(
            try outcome([
                "requirements.txt": "-r ../../etc/passwd\n-r requirements.txt\nfastapi-utils\n"
            ]) == "not_applicable")
        #expect(
            try outcome(["package.json": "{\"dependencies\": {\"fastapi\": \"1\"}}"])
                == "not_applicable")
        #expect(try outcome(["requirements.txt": "", "package.json": "{"]) == "not_evaluated")
    }
}
