import Basics
import Foundation
import TestSupport
import Testing

/// The published schema of SARIF 2.1.0, where the machine has it.
private let publishedSchema = ProcessInfo.processInfo.environment["COMPLYBOT_SARIF_SCHEMA"]

@Suite("What check and fix print")
struct OutputTests {
    private static let workflow = """
        on: push
        permissions:
          contents: read
        jobs:
          a:
            runs-on: x
            steps:
              - uses: actions/checkout@v4
              - uses: actions/setup-python@v5

        """
    private static let only = [
        "--rule", "actions-pinned-by-sha", "--rule", "actions-least-privilege",
    ]

    private func repository(_ files: [String: String]) throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        for (path, text) in files { try folder.write(text, to: path) }
        try Program.tool(["git", "init", "--quiet", "-b", "main", "."], in: folder.path)
        try commit(in: folder)
        return folder
    }

    private func commit(in folder: TemporaryDirectory) throws {
        try Program.tool(["git", "add", "--all"], in: folder.path)
        try Program.tool(["git", "commit", "--quiet", "--message", "Change"], in: folder.path)
    }

    private func check(
        _ more: String..., in folder: TemporaryDirectory, rules: [String] = only
    ) throws -> Program.Outcome {
        try Program.run(["check", "."] + rules + more, in: folder.path)
    }

    private struct Summary: Decodable {
        struct Counts: Decodable {
            var findings: Int
            var waived: Int
            var suppressed: Int
        }

        struct Finding: Decodable {
            var path: String?
            var status: String
        }

        var summary: Counts
        var findings: [Finding]
    }

    @Test("text shows the line, a caret, the policy and the fix")
    func text() throws {
        let folder = try repository([".github/workflows/ci.yml": Self.workflow])
        let outcome = try check(in: folder)
        #expect(outcome.status == 1)
        #expect(
            outcome.output.contains(
                """
                     8 |       - uses: actions/checkout@v4
                       |               ^^^^^^^^^^^^^^^^^^^
                """))
        #expect(outcome.output.contains("SEC-3.1, Pinning: “"))
        #expect(outcome.output.contains("  fix: complybot fix patches it\n"))
        #expect(!outcome.output.contains("\u{1b}") && outcome.errors.isEmpty)
    }

    // MARK: SARIF

    private struct Log: Decodable {
        struct Run: Decodable {
            struct Result: Decodable {
                struct Fix: Decodable {
                    struct Change: Decodable {
                        struct Location: Decodable { var uri: String }
                        struct Replacement: Decodable {
                            struct Region: Decodable {
                                var byteOffset: Int
                                var byteLength: Int
                            }
                            struct Content: Decodable { var binary: String }

                            var deletedRegion: Region
                            var insertedContent: Content?
                        }

                        var artifactLocation: Location
                        var replacements: [Replacement]
                    }

                    var artifactChanges: [Change]
                }

                var ruleId: String
                var baselineState: String?
                var fixes: [Fix]?
            }

            var results: [Result]
        }

        var runs: [Run]
    }

    @Test("the fixes of SARIF, applied byte by byte, make the file that fix makes")
    func fixes() throws {
        let text = Self.workflow.replacing("permissions:\n  contents: read\n", with: "")
            .replacing("\n", with: "\r\n")
        let folder = try repository([".github/workflows/ci.yml": text])
        let log = try check("--format", "sarif", in: folder).decoded(as: Log.self)
        var edits: [(offset: Int, length: Int, content: [UInt8])] = []
        for change in log.runs[0].results.flatMap({ $0.fixes ?? [] }).flatMap(\.artifactChanges) {
            #expect(change.artifactLocation.uri == ".github/workflows/ci.yml")
            for edit in change.replacements {
                let content = edit.insertedContent.flatMap { Data(base64Encoded: $0.binary) }
                edits.append(
                    (
                        edit.deletedRegion.byteOffset, edit.deletedRegion.byteLength,
                        Array(content ?? Data())
                    ))
            }
        }
        #expect(edits.count >= 3)
        var bytes = Array(text.utf8)
        for edit in edits.sorted(by: { $0.offset > $1.offset }) {
            bytes.replaceSubrange(edit.offset..<(edit.offset + edit.length), with: edit.content)
        }
        #expect(try Program.run(["fix", "."] + Self.only, in: folder.path).status == 0)
        #expect(
            try folder.read(".github/workflows/ci.yml") == String(decoding: bytes, as: UTF8.self))
    }

    @Test("the same tree and the same rules give the same bytes", arguments: ["json", "sarif"])
    func deterministic(format: String) throws {
        let files = [".github/workflows/ci.yml": Self.workflow, "bad/x.py": "import os\n"]
        let (one, other) = (try repository(files), try repository(files))
        let first = try check("--format", format, in: one, rules: [])
        #expect(first.status == 1 && !first.output.isEmpty)
        #expect(try check("--format", format, in: other, rules: []).output == first.output)
    }

    @Test(
        "SARIF is valid against the published schema",
        .enabled(
            if: publishedSchema != nil,
            "COMPLYBOT_SARIF_SCHEMA names no file; python3-jsonschema is needed, too"))
    func validity() throws {
        let folder = try repository([
            ".github/workflows/ci.yml": Self.workflow, ".github/workflows/bad.yml": "x: [\n",
            "app/main.py": "from fastapi import FastAPI\napp = FastAPI()\n",
            "requirements.txt": "fastapi\n",
        ])
        let former = try check("--format", "json", in: folder)
        try folder.write(former.output, to: ".git/former.json")
        for arguments in [
            ["check", "."], ["check", ".", "--rev", "HEAD", "--baseline", ".git/former.json"],
            ["fix", ".", "--dry-run"],
        ] {
            let log = try Program.run(arguments + ["--format", "sarif"], in: folder.path)
            try folder.write(log.output, to: ".git/log.sarif")
            try Program.tool(
                [
                    "python3", "-c",
                    """
                    import json, sys, jsonschema
                    schema, log = (json.load(open(name)) for name in sys.argv[1:])
                    jsonschema.validators.validator_for(schema)(schema).validate(log)
                    assert log["runs"][0]["results"]
                    """, publishedSchema ?? "", ".git/log.sarif",
                ], in: folder.path)
        }
    }

    // MARK: Other formats

    @Test("annotations and Markdown survive names made to break them")
    func hostile() throws {
        let names = [
            "a\n::error::x", "b%0A,c:d", "::stop-commands::t", "\u{202e}gpj", "<script>@someone#1",
            "q\"'`|", "u\u{2028}v",
        ]
        let files = Dictionary(
            uniqueKeysWithValues: names.map { (".github/workflows/\($0).yml", Self.workflow) })
        let folder = try repository(files)
        let lines = try check("--format", "github", in: folder, rules: Self.only).output
            .unicodeScalars.split { $0 == "\n" || $0 == "\r" }.map(String.init)
        #expect(lines.count == 11 && lines.dropLast().allSatisfy { $0.hasPrefix("::error file=") })
        #expect(lines.last?.contains("more are not shown as annotations") ?? false)
        #expect(lines.contains { $0.contains("file=.github/workflows/b%250A%2Cc%3Ad.yml,") })
        let markdown = try check("--format", "markdown", in: folder).output
        #expect(markdown.contains("| high | `actions-pinned-by-sha` |"))
        #expect(!markdown.contains("<script") && !markdown.contains("\u{202e}"))
        let text = try check(in: folder).output
        #expect(text.contains("a\\u{a}::error::x") && !text.contains("\u{2028}"))
    }

    @Test("fix --format diff prints what it did, which is what --dry-run said")
    func diff() throws {
        let folder = try repository([".github/workflows/ci.yml": Self.workflow])
        let dry = try Program.run(["fix", ".", "--dry-run"] + Self.only, in: folder.path)
        let file = "\(folder.path)/.git/out.diff"
        let wet = try Program.run(
            ["fix", ".", "--format", "diff", "--output", file] + Self.only, in: folder.path)
        #expect(wet.status == 0 && wet.output.isEmpty && wet.errors.contains("2 findings patched"))
        #expect(dry.output.hasPrefix("diff --git ") && dry.errors.contains("would be patched"))
        #expect(try folder.read(".git/out.diff") == dry.output)
        let after = try Program.run(
            ["fix", ".", "--format", "markdown", "--dry-run"] + Self.only, in: folder.path)
        #expect(after.output.hasPrefix("## complybot fix\n\n0 findings would be patched, 0 left."))
    }

    @Test("fix says in every format what it would do, what it did and what is left")
    func fixFormats() throws {
        let folder = try repository([
            ".github/workflows/ci.yml": Self.workflow.replacing(
                "actions/setup-python@v5", with: "someone/unknown@v1")
        ])
        func fix(_ more: String...) throws -> Program.Outcome {
            try Program.run(["fix", "."] + Self.only + more, in: folder.path)
        }
        let dry = try fix("--dry-run", "--format", "markdown").output
        #expect(dry.contains("### Files that would change") && dry.contains("### Left alone"))
        #expect(dry.contains("1 finding would be patched, 1 left."))
        let found = try fix("--dry-run", "--format", "sarif").decoded(as: Log.self)
        #expect(found.runs[0].results.count { $0.fixes != nil } == 1)
        #expect(found.runs[0].results.count == 2)
        let lines = try fix("--dry-run", "--format", "github").output.split(separator: "\n")
        #expect(lines.count { $0.hasPrefix("::error file=.github/workflows/ci.yml,") } == 2)
        let wet = try fix("--format", "github")
        #expect(wet.output.split(separator: "\n").count { $0.hasPrefix("::error") } == 1)
        #expect(wet.output.contains("someone/unknown") && wet.status == 0)
        let left = try fix("--format", "sarif", "--fail-on", "high")
        #expect(try left.decoded(as: Log.self).runs[0].results.count == 1 && left.status == 1)
    }

    // MARK: Baseline and changes

    @Test("a baseline is written once, lets nothing new in, and shrinks with what is put right")
    func baseline() throws {
        let folder = try repository([".github/workflows/ci.yml": Self.workflow])
        let file = "baseline.json"
        let refused = try check("--write-baseline", file, in: folder)
        #expect(refused.status == 2 && refused.errors.contains("needs an owner and a last day"))
        let made = try check(
            "--write-baseline", file, "--baseline-owner", "ada", "--baseline-expires", "2999-12-31",
            in: folder)
        #expect(made.status == 0 && made.errors.contains("2 findings; 2 added, 0 removed"))

        let known = try check("--baseline", file, "--format", "json", in: folder)
        let summary = try known.decoded(as: Summary.self)
        #expect(known.status == 0 && summary.summary.findings == 0)
        #expect(summary.summary.suppressed == 2 && summary.summary.waived == 0)
        #expect(summary.findings.map(\.status) == ["existing", "existing"])
        #expect(try check(in: folder).status == 1, "without the baseline they count")

        try folder.write(Self.workflow, to: ".github/workflows/other.yml")
        #expect(try check("--baseline", file, in: folder).status == 1)
        let again = try check("--write-baseline", file, in: folder)
        #expect(again.status == 1 && again.errors.contains("2 new left out"))
        let fixed = try Program.run(["fix", ".", "--baseline", file] + Self.only, in: folder.path)
        #expect(fixed.output.contains("patched .github/workflows/other.yml"))
        #expect(try folder.read(".github/workflows/ci.yml") == Self.workflow, "it is accepted")

        try folder.write(
            Self.workflow.replacing("- uses: actions/setup-python@v5\n", with: "- run: x\n"),
            to: ".github/workflows/ci.yml")
        let stale = try check("--baseline", file, in: folder)
        #expect(stale.status == 0 && stale.output.contains("may be removed from baseline.json"))
        let other = try check(
            "--baseline", file, in: folder, rules: ["--rule", "codeowners-present"])
        #expect(!other.output.contains("may be removed"), "what is not asked for is not gone")
        let shrunk = try check("--write-baseline", file, in: folder)
        #expect(shrunk.status == 0 && shrunk.errors.contains("1 findings; 0 added, 1 removed"))
        #expect(try check("--write-baseline", file, in: folder).errors.contains("0 removed"))
    }

    @Test("a baseline that ended, or is none, is one clear error")
    func badBaseline() throws {
        let folder = try repository([".github/workflows/ci.yml": Self.workflow])
        let ended =
            #"{"schema_version":1,"kind":"baseline","owner":"ada","expires":"2020-01-01","findings":[]}"#
        try folder.write(ended, to: "ended.json")
        for (file, words) in [
            ("ended.json", "its last day was 2020-01-01; ask ada"), ("none.json", "No such file"),
            (".github/workflows/ci.yml", "read the baseline"),
        ] {
            let outcome = try check("--baseline", file, in: folder)
            #expect(outcome.status == 2 && outcome.output.isEmpty)
            #expect(outcome.errors.contains(words), "\(outcome.errors)")
            #expect(outcome.errors.split(separator: "\n").count == 1)
        }
        let both = try check("--baseline", "a", "--write-baseline", "b", in: folder)
        #expect(both.status == 2 && both.errors.contains("leave out --baseline"))
    }

    @Test("a former JSON report serves as a baseline")
    func formerReport() throws {
        let folder = try repository([".github/workflows/ci.yml": Self.workflow])
        try folder.write(try check("--format", "json", in: folder).output, to: "former.json")
        let outcome = try check("--baseline", "former.json", "--format", "sarif", in: folder)
        let results = try outcome.decoded(as: Log.self).runs[0].results
        #expect(outcome.status == 0)
        #expect(results.map(\.baselineState) == ["unchanged", "unchanged"])
    }

    @Test("--changed-since counts what differs from where the revision and the tree parted")
    func changedSince() throws {
        let folder = try repository([".github/workflows/old.yml": Self.workflow])
        try Program.tool(["git", "checkout", "--quiet", "-b", "topic"], in: folder.path)
        try folder.write(Self.workflow, to: ".github/workflows/new.yml")
        try commit(in: folder)
        try Program.tool(["git", "checkout", "--quiet", "main"], in: folder.path)
        try folder.write(Self.workflow, to: ".github/workflows/main.yml")
        try commit(in: folder)
        try Program.tool(["git", "checkout", "--quiet", "topic"], in: folder.path)
        let json = ["--format", "json"]
        let topic = try check("--changed-since", "main", json[0], json[1], in: folder)
        let paths = try topic.decoded(as: Summary.self).findings.map(\.path)
        #expect(Set(paths) == [".github/workflows/new.yml"] && topic.status == 1)
        #expect(topic.output.contains("\"findings_elsewhere\": 2"))
        let text = try check("--changed-since", "main", in: folder).output
        #expect(text.hasSuffix(" 2 findings where nothing changed since main are left out.\n"))

        try folder.write(Self.workflow + "# more\n", to: ".github/workflows/old.yml")
        let dirty = try check("--changed-since", "main", json[0], json[1], in: folder)
        #expect(
            Set(
                try dirty.decoded(as: Summary.self).findings.compactMap(\.path).map { $0.suffix(7) }
            )
                == ["new.yml", "old.yml"])
        try Program.tool(["git", "checkout", "--quiet", "."], in: folder.path)
        let fixed = try Program.run(
            ["fix", ".", "--changed-since", "main"] + Self.only, in: folder.path)
        #expect(fixed.output.contains("patched .github/workflows/new.yml"))
        #expect(try folder.read(".github/workflows/old.yml") == Self.workflow)
        let unknown = try check("--changed-since", "nowhere", in: folder)
        #expect(unknown.status != 0 && unknown.errors.contains("nowhere"))
    }

    @Test("nothing changed since HEAD is no finding, whatever the rest is like")
    func unchanged() throws {
        let folder = try repository([".github/workflows/old.yml": Self.workflow])
        let outcome = try check("--changed-since", "HEAD", in: folder, rules: [])
        #expect(outcome.status == 0 && outcome.output.contains("No findings in"))
    }
}
