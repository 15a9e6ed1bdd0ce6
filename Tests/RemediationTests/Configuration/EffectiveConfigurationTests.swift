import Basics
import Documents
import RuleEngine
import Sandbox
import Snapshots
import Testing

@testable import Remediation

@Suite("The configuration that holds for a repository")
struct EffectiveConfigurationTests {
    private static let file: RepositoryPath = ".github/complybot.yml"

    private func effective(
        _ text: String, _ policy: OperatorPolicy = .init(), more: [RepositoryPath: String] = [:]
    ) -> EffectiveConfiguration {
        var files = more.mapValues { MemorySnapshot.File(bytes: Array($0.utf8)) }
        files[Self.file] = .init(bytes: Array(text.utf8))
        return EffectiveConfiguration(of: MemorySnapshot(files: files), under: policy)
    }

    private func layer(
        _ text: String, _ layer: ConfigurationSource.Layer
    ) throws -> ConfigurationNode {
        let record = try RecordFile(
            parsing: Array(text.utf8), format: .yaml, name: "op.yml", while: "read")
        let root = try #require(record.roots.first)
        let node = ConfigurationFile.layer(
            root, problems: record.problems, file: "op.yml", layer: layer, name: "defaults")
        try record.problems.throwFirst()
        return node
    }

    private func enforced(_ text: String) throws -> [OperatorPolicy.Enforced] {
        let record = try RecordFile(
            parsing: Array(text.utf8), format: .yaml, name: "op.yml", while: "read")
        let reader = EnforcementReader(
            problems: record.problems, layer: .operator, file: "op.yml")
        let result = reader.enforced(try #require(record.roots.first))
        try record.problems.throwFirst()
        return result
    }

    @Test(
        "what is wrong is said in one line with its place",
        arguments: [
            ("", "1:1: the configuration needs version"),
            ("version: 2\n", "1:10: version must be a whole number from 1 to 1"),
            ("version: 1\nversion: 1\n", "2:1: version stands twice"),
            ("version: 1\nmodus: fix\n", "2:1: unknown key modus in the configuration"),
            (
                "version: 1\nmode: fxi\n",
                "2:7: mode must be one of off, report, check, fix; did you mean fix?"
            ),
            ("version: 1\nmode: off\n", "2:7: mode is off without a reason; add reason: why"),
            ("version: 1\ntier: 4\n", "2:7: tier must be a whole number from 1 to 3"),
            ("version: 1\ntier: \"2\"\n", "2:7: tier must be a whole number from 1 to 3"),
            ("version: 1\nservice: [a]\n", "2:10: service must be a text"),
            ("version: 1\nrules: [x]\n", "2:8: rules must be a mapping by rule id"),
            (
                "version: 1\nrules: {r: {sevrity: low}}\n",
                "2:13: unknown key sevrity in r; did you mean severity?"
            ),
            (
                "version: 1\nrules: {r: {mode: x}}\n",
                "2:19: mode must be one of off, report, check, fix"
            ),
            ("version: 1\nrules: {r: {params: {a: {b: 1}}}}\n", "2:25: a must be a list of texts"),
            (
                "version: 1\npaths: {ignore: [\"a[\"]}\n",
                "2:18: a[ is no path pattern: `[` without `]`"
            ),
            ("version: 1\npr: {labels: {a: b}}\n", "2:14: labels must be a list of texts"),
            ("version: 1\npr: {draft: maybe}\n", "2:13: draft must be true or false"),
            ("version: 1\nprojects: {path: a}\n", "2:11: projects must be a list"),
            ("version: 1\nprojects: [{name: a}]\n", "2:12: each of projects needs path"),
            (
                "version: 1\ntests: {network: true, command: x}\n",
                "2:18: the sandbox has no network; fetch what the tests need beforehand, or remove it"
            ),
            (
                "version: 1\ntests: {setup: make}\n",
                "2:16: setup needs a command; add tests.command"
            ),
            (
                "version: 1\nservice: &a x\nreason: *a\n",
                "2:13: anchors, aliases and tags are not read here; write the value out"
            ),
            ("version: 1\nservice: !x y\n", "anchors, aliases and tags are not read here"),
            ("version: 1\n---\nversion: 1\n", "3:1: there is more than one document"),
            ("- version\n", "1:1: the configuration must be a mapping"),
            (
                "version: 1\nextends: [python]\n",
                "2:11: preset python: the operator's configuration names no such preset"
            ),
            (
                "version: 1\nextends: [./gone.yml]\n",
                "2:11: there is no file ./gone.yml in this repository"
            ),
            ("version: 1\nextends: [./../x.yml]\n", "2:11: ./../x.yml: path leaves its folder"),
            (
                "version: 1\nextends: [{git: g, commit: main, path: p}]\n",
                "2:11: a preset is pinned by a commit of 40 hex digits, not by main"
            ),
            (
                "version: 1\nextends: [./.github/complybot.yml]\n",
                "2:11: presets extend one another in a circle: .github/complybot.yml → .github/complybot.yml"
            ),
            ("version: 1\nservice: \"\0\"\n", "2:"),
        ])
    func wrong(text: String, message: String) {
        let configuration = effective(text)
        let lines = configuration.errors.map { problem in
            "\(problem.source.line):\(problem.source.column): \(problem.reason)"
                + (problem.remedy.map { "; \($0)" } ?? "")
        }
        #expect(lines.count == 1, "\(lines)")
        #expect(lines.first?.contains(message) == true, "\(lines)")
        #expect(configuration.settings.mode == .report || configuration.settings.mode == .off)
    }

    @Test("a file that is too large, two files, and a bomb of aliases are refused by name")
    func hostile() {
        let large = effective("version: 1\n#" + String(repeating: "x", count: 300_000))
        #expect(large.errors.map(\.reason).first?.contains("are read at most") == true)
        let two = effective("version: 1\n", more: [".complybot.yml": "version: 1\n"])
        #expect(two.errors.first?.reason.contains("more than one file") == true)
        var bomb = "version: 1\na0: &a0 [x]\n"
        for level in 1...12 {
            let refs = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            bomb += "a\(level): &a\(level) [\(refs)]\n"
        }
        #expect(!effective(bomb).isValid)
        let deep = "version: 1\nowners: " + String(repeating: "[", count: 5_000)
        #expect(!effective(deep).isValid)
    }

    @Test("layers go before one another in order, and every value knows where it is from")
    func precedence() throws {
        var policy = OperatorPolicy()
        policy.defaults = try layer("mode: report\ntier: 3\npr: {labels: [op]}\n", .operator)
        policy.organization = try layer("mode: check\nllm: off\n", .organization)
        let configuration = effective(
            "version: 1\nextends: [./base.yml]\nmode: fix\npr: {add-labels: [mine]}\n", policy,
            more: ["base.yml": "version: 1\nservice: null\ntier: 1\nstale-waivers: error\n"])
        #expect(
            configuration.errors.map(\.reason) == ["service stands in a repository's own file only"]
        )
        let right = effective(
            "version: 1\nextends: [./base.yml]\nmode: fix\npr: {add-labels: [mine]}\n", policy,
            more: ["base.yml": "version: 1\ntier: 1\nstale-waivers: error\n"])
        #expect(right.isValid, "\(right.errors)")
        #expect(right.settings.mode == .fix && right.settings.tier == 1)
        #expect(right.settings.labels == ["op", "mine"])
        #expect(!right.settings.allowsModel && right.settings.staleWaiversAreErrors)
        #expect(right.tree["tier"]?.source.description == "preset, base.yml:2:7")
        #expect(right.tree["llm"]?.source.layer == .organization)
        #expect(right.tree[path: ["limits", "files"]]?.source == .builtIn)
        #expect(right.layers.count == 5)
        #expect(effective("version: 1\ntier: null\n", policy).settings.tier == nil)
    }

    @Test("presets go five deep and no deeper, and a circle names its members")
    func depth() {
        var files: [RepositoryPath: String] = [:]
        for level in 1...6 {
            files[RepositoryPath("p\(level).yml")] = "version: 1\nextends: [./p\(level + 1).yml]\n"
        }
        files["p5.yml"] = "version: 1\ntier: 2\n"
        #expect(effective("version: 1\nextends: [./p1.yml]\n", more: files).settings.tier == 2)
        files["p5.yml"] = "version: 1\nextends: [./p6.yml]\n"
        files["p6.yml"] = "version: 1\n"
        let deep = effective("version: 1\nextends: [./p1.yml]\n", more: files)
        #expect(deep.errors.map(\.reason) == ["presets extend one another more than 5 deep"])
        files["p2.yml"] = "version: 1\nextends: [./p1.yml]\n"
        let loop = effective("version: 1\nextends: [./p1.yml]\n", more: files)
        #expect(loop.errors.first?.reason.hasSuffix("p1.yml → p2.yml → p1.yml") == true)
    }

    @Test(
        "what is enforced holds, and a refused value is named with its line",
        arguments: [
            ("mode: {value: check, override: none}", "mode: fix", "check", true),
            ("mode: {value: check, override: tighten-only}", "mode: fix", "fix", false),
            ("mode: {value: check, override: tighten-only}", "mode: report", "check", true),
            ("mode: {value: check, override: allowed}", "mode: report", "report", false),
            ("mode: {value: check}", "mode: check", "check", false),
            (
                "limits.files: {value: 10, override: tighten-only}", "limits: {files: 20}", "10",
                true
            ),
            ("limits.files: {value: 10, override: tighten-only}", "limits: {files: 5}", "5", false),
            ("limits.files: {override: tighten-only}", "limits: {files: 51}", "50", true),
            (
                "rules.r.mode: {value: check, override: tighten-only}", "rules: {r: {mode: off}}",
                "check", true
            ),
            (
                "rules.r.severity: {value: high, override: tighten-only}",
                "rules: {r: {severity: critical}}", "critical", false
            ),
            (
                "paths.ignore: {value: [a], override: tighten-only}", "paths: {add-ignore: [b]}",
                "[a]", true
            ),
            (
                "paths.ignore: {value: [a, b], override: tighten-only}", "paths: {ignore: [b]}",
                "[b]", false
            ),
        ])
    func enforcement(enforce: String, own: String, value: String, isRefused: Bool) throws {
        var policy = OperatorPolicy()
        policy.enforced = try enforced(enforce + "\n")
        let path = policy.enforced[0].path
        let configuration = effective("version: 1\n\(own)\n", policy)
        #expect(configuration.isValid, "\(configuration.errors)")
        #expect(configuration.tree[path: path]?.value.inline == value)
        #expect(configuration.refusals.count == (isRefused ? 1 : 0))
        if isRefused {
            #expect(configuration.refusals.first?.source.line == 2)
            #expect(configuration.refusals.first?.source.file == Self.file.description)
        }
    }

    @Test("a key that cannot be enforced is named with the nearest")
    func enforceable() {
        for text in ["mdoe: {value: check}\n", "waivers: {value: []}\n", "mode: {vale: x}\n"] {
            #expect(throws: RecordProblem.self) { try enforced(text) }
        }
    }

    @Test("the digest follows the values, not the way in which they are written")
    func digest() {
        let one = effective("version: 1\nmode: check\npaths: {ignore: [a]}\n").digest
        #expect(
            effective("# x\nversion: 1\npaths:\n  ignore:\n  - a\nmode: 'check'\n").digest
                != Digest(of: ""))
        #expect(effective("version: 1\nmode: \"check\"\npaths: {ignore: [\"a\"]}\n").digest == one)
        #expect(effective("version: 1\nmode: fix\npaths: {ignore: [a]}\n").digest != one)
    }

    @Test("projects, tests and limits come to what the program uses")
    func values() {
        let settings = effective(
            """
            version: 1
            tests: {command: [make, "it's"], setup: "make gen", timeout: 60, on-regression: draft}
            projects:
              - path: ./api/
                tests: {command: pytest}
              - {path: api/inner, name: inner}
            limits: {files: 3, added-lines: 9}
            """
        ).settings
        #expect(settings.testCommand == .shell("{ make gen\n} && 'make' 'it'\\''s'"))
        #expect(settings.tests.seconds == 60 && settings.onRegression == .draft)
        #expect(settings.projects.map(\.path) == ["api", "api/inner"])
        #expect(settings.tests(of: "api/x").command == .shell("pytest"))
        #expect(settings.tests(of: "api/x").seconds == 60)
        #expect(settings.tests(of: "api/inner").command == settings.testCommand)
        #expect(settings.tests(of: "other").command == settings.testCommand)
        #expect(settings.budget.files == 3 && settings.budget.addedLines == 9)
        #expect(settings.budget.removedLines == 2_000)
    }
}
