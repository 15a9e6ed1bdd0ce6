import Basics
import FoundationEssentials
import Snapshots
import TestSupport
import Testing

@testable import RuleEngine

@Suite struct PackLintTests {
    /// A rule on disk in which nothing is wrong, as `rules new` writes it.
    private static let skeleton = RuleSkeleton(
        id: "good-rule", pack: "good-pack", scope: .file, policies: [])

    /// The problems of a pack whose rule has one text replaced by another; each begins with its line.
    private func problems(
        _ old: String = "", _ new: String = "", _ more: [String: String] = [:]
    ) throws -> [String] {
        let skeleton = try #require(Self.skeleton)
        let folder = try TemporaryDirectory()
        try folder.write(skeleton.packText, to: "good-pack/pack.yaml")
        try folder.write(skeleton.policyText, to: "good-pack/policies/\(skeleton.policyName)")
        try #require(old.isEmpty || skeleton.ruleText.contains(old), "no \(old)")
        let rule = old.isEmpty ? skeleton.ruleText : skeleton.ruleText.replacing(old, with: new)
        try folder.write(rule, to: "good-pack/good-rule.yaml")
        for (path, text) in more { try folder.write(text, to: "good-pack/\(path)") }
        let pack = try RulePackLoader.load(
            folder: "\(folder.path)/good-pack", queries: PatchWorkbench.queriesFolder)
        return PackLint.problems(in: pack).map { "\($0.location.line): \($0.message)" }
    }

    @Test(
        "a new rule of every scope has no problems and passes its cases, and each part of it is covered"
    )
    func skeletons() throws {
        for scope in Applicability.Scope.allCases {
            let skeleton = try #require(
                RuleSkeleton(
                    id: "new-rule", pack: "new-pack", scope: scope, policies: ["NEW-1.0-x.md"]))
            let folder = try TemporaryDirectory()
            try folder.write(skeleton.packText, to: "new-pack/pack.yaml")
            try folder.write(skeleton.policyText, to: "new-pack/policies/\(skeleton.policyName)")
            try folder.write(skeleton.ruleText, to: "new-pack/new-rule.yaml")
            let pack = try RulePackLoader.load(
                folder: "\(folder.path)/new-pack", queries: PatchWorkbench.queriesFolder)
            #expect(PackLint.problems(in: pack) == [])
            let runner = RuleTestRunner(
                grammars: PatchWorkbench.grammars, queriesFolder: PatchWorkbench.queriesFolder,
                knowledge: Ignorance())
            #expect(runner.run([pack]).flatMap(\.failures) == [])
            #expect(runner.mutate([pack]).filter(\.isUncovered) == [])
            #expect(skeleton.policyName == "NEW-1.1-new-rule.md")
        }
        #expect(RuleSkeleton(id: "No_id", pack: "p", scope: .repo, policies: []) == nil)
        #expect(RuleSkeleton(id: "../x", pack: "p", scope: .repo, policies: []) == nil)
    }

    @Test("what is wrong is found, with its line and what to do")
    func problems() throws {
        #expect(try problems() == [])
        #expect(
            try problems("clause: Every", "clause: Any").contains {
                $0.hasPrefix("16: ") && $0.contains("cite it word for word")
            })
        #expect(
            try problems("severity: low", "severity: low\nvars: {x: {type: string, default: a}}")
                .contains { $0.contains("variable `x`") })
        #expect(
            try problems("severity: low\nconfidence: high", "severity: high\nconfidence: low")
                .contains { $0.contains("noise") })
        #expect(
            try problems("references: [", "tags: [").contains { $0.contains("no `references`") })
        #expect(
            try problems("message: \"{{script.path}}", "message: \"It").contains {
                $0.contains("names no place")
            })
        #expect(
            try problems("stage: experimental", "stage: deprecated").contains {
                $0.contains("`replaced_by`")
            })
        #expect(
            try problems("stage: experimental", "stage: deprecated\nreplaced_by: nowhere")
                .contains { $0.contains("no other rule `nowhere`") })
        #expect(
            try problems("- not: {regex", "- not: {id: lost, regex").contains {
                $0.contains("id `lost`")
            })
        #expect(
            try problems("set -\\w*e", "set -(?<FLAG>\\w*)e").contains {
                $0.contains("capture `FLAG`")
            })
        #expect(
            try problems(#"(?m)^\s*set -\w*e"#, "^(a+)+$").contains { $0.contains("gives up on") })
        #expect(
            try problems(#"'\A#!.*sh\b', files: ["**/*.sh"]"#, #"'\A#.', files: ["**"]"#)
                .contains { $0.contains("looked for in every file") })
        let twice = "- any: [{file: {glob: a}}, {file: {glob: a}}]\n    - not: {regex"
        #expect(
            try problems("- not: {regex", twice).contains { $0.contains("adds nothing") })
        #expect(
            try problems("", "", ["templates/x.tmpl": "x"]).contains {
                $0.contains("no rule uses this template")
            })
        #expect(
            try problems("", "", ["tests/good-rule/x/before/a": "x"]).contains {
                $0.contains("no test names")
            })
    }

    @Test("a case whose patch is applied has to say what comes out, unless files go away")
    func missingAfter() throws {
        func problems(_ after: String) throws -> [String] {
            let rule = try WrittenRule(
                tests: """
                    \n  - name: says old
                        files: {a.txt: "old\\n"}
                        expect: {outcome: fail, patch: applied}
                    \(after)
                    """)
            return PackLint.problems(in: try rule.pack()).map(\.message).filter {
                $0.contains("what the patch makes")
            }
        }
        #expect(
            try problems("") == [
                "the case `says old` does not say what the patch makes; `complybot rules test -U` writes its `after`, "
                    + "for you to read"
            ])
        #expect(try problems("    after: {a.txt: \"new\\n\"}") == [])
    }

    @Test("what a pattern surely needs, and what it may choke on")
    func patterns() {
        let lengths: [(String, Int)] = [
            ("abc", 3), ("a(?:bcd|bce)f", 3), ("x*foo+", 3), ("[Aa]bc\\d", 2),
            ("(?i)token\\s*=", 5), ("\\w+", 0), ("(abc)?de", 2), ("(?!abc)de", 2),
        ]
        for (pattern, length) in lengths {
            #expect(PatternTree(pattern).requiredLength == length, "\(pattern)")
        }
        for hostile in ["((((", "[", "\\", "a{", "(?<", "(?P<a", "x{2", "[[:alpha:", "\\x{"] {
            _ = PatternTree(hostile).attacks(limit: 48)
        }
    }
}
