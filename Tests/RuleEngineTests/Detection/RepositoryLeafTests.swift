import Basics
import Documents
import Snapshots
import TestSupport
import Testing

@testable import RuleEngine

@Suite("Leaves about the repository as a whole")
struct RepositoryLeafTests {
    private let elf = [0x7F, 0x45, 0x4C, 0x46] + [UInt8](repeating: 1, count: 20)

    @Test(
        "kinds of files are told by their first bytes",
        arguments: [
            ("elf", [0x7F, 0x45, 0x4C, 0x46, 2]), ("wasm", [0, 0x61, 0x73, 0x6D, 1, 0, 0, 0]),
            ("zip", [0x50, 0x4B, 3, 4]), ("java", [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 61]),
            ("macho", [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 2]),
            ("macho", [0xCF, 0xFA, 0xED, 0xFE, 7, 0, 0, 1]),
            ("ar", Array("!<arch>\nx".utf8)), ("rpm", [0xED, 0xAB, 0xEE, 0xDB]),
        ] as [(String, [UInt8])])
    func magic(kind: String, bytes: [UInt8]) { #expect(FileMagic.kind(of: bytes) == kind) }

    @Test("texts are no binaries, whatever they start with")
    func texts() {
        for text in [
            "MZ is how it starts, and it goes on for more than sixty-four bytes, as texts do.", "",
            "PK", "#!/bin/sh\n", "dexter\n",
        ] {
            #expect(FileMagic.kind(of: Array(text.utf8)) == nil)
        }
    }

    @Test("a file leaf asks for mode, size, digest and kind")
    func fileKeys() throws {
        let files: [RepositoryPath: MemorySnapshot.File] = [
            "bin/tool": .init(bytes: elf, mode: .executable),
            "bin/copy": .init(bytes: elf),
            "link": .init(bytes: Array("bin/tool".utf8), mode: .symlink),
            "lib": .init(bytes: [], mode: .submodule),
            "big.txt": .init(bytes: [UInt8](repeating: 0x61, count: 100)),
        ]
        func found(_ leaf: String) throws -> [String] {
            let probe = Probe("{file: {glob: \"**\", \(leaf)}}")
            return Evaluation(
                ruleSet: try probe.compiled(), snapshot: MemorySnapshot(files: files),
                context: probe.context
            ).places
        }
        #expect(try found("mode: executable") == ["bin/tool"])
        #expect(try found("mode: [symlink, submodule]") == ["lib", "link"])
        #expect(try found("min_bytes: 25") == ["big.txt"])
        #expect(try found("max_bytes: 24") == ["bin/copy", "bin/tool"])
        #expect(try found("magic: elf, exclude: bin/copy") == ["bin/tool"])
        let digest = Digest(of: elf).hex.uppercased()
        #expect(try found("sha256: \(digest)") == ["bin/copy", "bin/tool"])
        #expect(try found("magic: wasm, state: absent") == ["-"])
        #expect(try found("mode: executable, state: absent") == [])
    }

    @Test("what a file leaf cannot be is an error that names the choices")
    func fileMistakes() throws {
        for leaf in ["mode: folder", "magic: gif", "sha256: abc", "min_bytes: 3, max_bytes: 2"] {
            #expect(throws: RulePackErrors.self) {
                try Probe("{file: {glob: a, \(leaf)}}").compiled()
            }
        }
    }

    @Test("facts of the forge decide, and what nobody has told is not evaluated")
    func repositoryFacts() throws {
        func outcome(_ repo: String, _ facts: [String]) throws -> String {
            var probe = Probe("{file: {glob: x, state: absent}}")
            probe.when = "{scope: repo, repo: \(repo)}"
            var context = probe.context
            context.facts = try RepositoryFacts(parsing: facts)
            let report = Evaluation(
                ruleSet: try probe.compiled(), snapshot: MemorySnapshot(files: [:]),
                context: context
            ).report()
            let result = try #require(report.outcomes.first?.result)
            if case .notEvaluated(let reason) = result { return "\(result.name)(\(reason))" }
            return result.name
        }
        #expect(try outcome("{visibility: public}", ["visibility=public"]) == "fail")
        #expect(try outcome("{visibility: public}", ["visibility=private"]) == "not_applicable")
        #expect(
            try outcome("{visibility: public, fork: false}", [])
                == "not_evaluated(repository facts unknown: visibility, fork)")
        #expect(try outcome("{visibility: public, fork: false}", ["fork=true"]) == "not_applicable")
        #expect(try outcome("{archived: false, assume: {archived: false}}", []) == "fail")
        #expect(try outcome("{topics: [pay, web]}", ["topics=web,go"]) == "fail")
        #expect(
            try outcome("{properties: {tier: gold}}", ["property.tier=tin"]) == "not_applicable")
    }

    @Test("a fact that is none says which there are")
    func factMistakes() {
        for text in ["visibility", "visibility=secret", "fork=maybe", "stars=3", "property.=x"] {
            #expect(throws: Diagnostic.self) { try RepositoryFacts(parsing: [text]) }
        }
    }

    @Test("markers say what a component is")
    func markers() throws {
        var probe = Probe("{file: {glob: owner.txt, state: absent}}")
        probe.when = "{scope: component, component: {markers: [\"**/Chart.yaml\"]}}"
        let outcomes = try probe.outcomes([
            "a/Chart.yaml": "", "a/owner.txt": "", "b/Chart.yaml": "", "package.json": "{}",
        ])
        #expect(outcomes == ["a": "pass", "b": "fail"])
    }

    @Test("generated and vendored files are not looked at, but manifests are")
    func attributes() throws {
        var probe = Probe("{regex: {pattern: drift}}")
        probe.when = "{scope: repo}"
        let files = [
            ".gitattributes": "*.gen.go linguist-generated\nrequirements.txt linguist-generated\n",
            "a.gen.go": "drift", "b.go": "drift", "requirements.txt": "drift==1\n",
            "lib/.gitattributes": "* linguist-vendored=true\nown.c -linguist-vendored\n",
            "lib/x.c": "drift", "lib/own.c": "drift",
        ]
        #expect(try probe.findings(files) == ["b.go:1", "lib/own.c:1", "requirements.txt:1"])
    }
}

@Suite("Expressions of workflows")
struct WorkflowExpressionTests {
    private func context(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        return WorkflowExpression.all(in: bytes, range: 0..<bytes.count).first?.attackerContext
    }

    @Test(
        "a text of anybody's choice is found",
        arguments: [
            "${{ github.head_ref }}", "${{github.event.issue.title}}",
            "${{ github.event.commits[0].message }}", "${{ github.event.commits.*.author.name }}",
            "${{ format('x {0}', github.event.comment.body) }}",
            "${{ github.ref == 'a' && github.head_ref || 'b' }}", "${{ toJSON( github ) }}",
            "${{ GITHUB.EVENT.PULL_REQUEST.TITLE }}",
            "${{ github.event.workflow_run.head_branch }}",
        ])
    func found(text: String) { #expect(context(text) != nil) }

    @Test(
        "what nobody can choose, or can only be true or false, is left alone",
        arguments: [
            "${{ github.sha }}", "${{ github.event.pull_request.number }}",
            "${{ contains(github.head_ref, 'x') }}", "${{ startsWith(github.head_ref, 'x') }}",
            "${{ github.head_ref == 'x' }}", "${{ !github.head_ref }}", "${{ 'github.head_ref' }}",
            "${{ secrets.A }}", "${{ hashFiles('a') }}", "${{ github.event.head_commit.id }}",
            "${{ github.event.pull_request.head.sha }}", "${{ inputs.title }}", "${{ }}",
        ])
    func leftAlone(text: String) { #expect(context(text) == nil) }

    @Test("noise is read without a crash", arguments: [1, 2, 3])
    func noise(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let alphabet = Array("${}'()|&!=. agithub.head_ref[*]\né".utf8)
        for _ in 0..<800 {
            let bytes =
                Array("${{".utf8)
                + (0..<Int.random(in: 0...40, using: &random)).map { _ in
                    alphabet.randomElement(using: &random) ?? 0
                } + Array("}}".utf8)
            for expression in WorkflowExpression.all(in: bytes, range: 0..<bytes.count) {
                #expect(expression.span.upperBound <= bytes.count)
                _ = expression.attackerContext
            }
        }
    }

    @Test("images without a digest, and checkouts that leave their token")
    func checks() throws {
        let files = [
            ".github/workflows/a.yml": """
            on: push
            jobs:
              a:
                container: node:20
                services:
                  db: {image: "postgres@sha256:\(String(repeating: "a", count: 64))"}
                  cache:
                    image: redis:7
                steps:
                  - uses: docker://alpine:3
                  - uses: docker://alpine@sha256:\(String(repeating: "b", count: 64))
                  - uses: actions/checkout@v4
            """,
            "act/action.yml": "runs:\n  using: docker\n  image: docker://debian:12\n",
        ]
        let images = Probe("{workflow: {check: unpinned_image}}")
        #expect(
            try images.findings(files) == [
                ".github/workflows/a.yml:4", ".github/workflows/a.yml:8",
                ".github/workflows/a.yml:10", "act/action.yml:3",
            ])
        let tokens = Probe("{workflow: {check: persist_credentials}}")
        #expect(try tokens.findings(files) == [".github/workflows/a.yml:12"])
    }
}
