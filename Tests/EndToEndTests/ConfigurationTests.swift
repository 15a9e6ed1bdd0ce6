import Foundation
import TestSupport
import Testing

@Suite("Configuration and packs from elsewhere, through the program")
struct ConfigurationTests {
    private func repository(_ configuration: String) throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        try folder.write("hello\n", to: "README.md")
        try folder.write(configuration, to: ".github/complybot.yml")
        try Program.tool(
            ["git", "init", "--quiet", "--initial-branch", "main", "."], in: folder.path)
        try Program.tool(["git", "add", "--all"], in: folder.path)
        try Program.tool(["git", "commit", "--quiet", "--message", "First"], in: folder.path)
        return folder
    }

    @Test("validate, effective and explain agree on a value, its source and what was refused")
    func commands() throws {
        let folder = try repository("version: 1\nlimits: {files: 40}\nowners: [\"@contoso/x\"]\n")
        try folder.write(
            "defaults: {tier: 3}\nenforce: {limits.files: {value: 10, override: tighten-only}}\n",
            to: "operator.yml")
        let options = ["--config", "\(folder.path)/operator.yml"]
        let valid = try Program.run(["config", "validate", folder.path] + options)
        #expect(valid.status == 2 && valid.output.contains(".github/complybot.yml:2:17"))
        let effective = try Program.run(["config", "effective", folder.path] + options)
        #expect(effective.status == 0)
        #expect(effective.output.contains("limits.files") && effective.output.contains("waits for"))
        #expect(effective.errors.contains("so 40 does not count"))
        let explained = try Program.run(
            ["config", "explain", "limits.files", folder.path] + options)
        #expect(explained.output.contains("value: 10 (operator"), "\(explained.output)")
        #expect(explained.output.contains("repository, .github/complybot.yml:2:17: 40"))
        let unknown = try Program.run(["config", "explain", "limit.files", folder.path])
        #expect(unknown.status == 2 && unknown.errors.contains("did you mean limits.files?"))
        let right = try repository("version: 1\nmode: check\n")
        #expect(try Program.run(["config", "validate", right.path]).status == 0)
        for command in [["config", "validate"], ["config", "effective"], ["waivers", "list"]] {
            let json = try Program.run(command + [right.path, "--format", "json"])
            #expect(throws: Never.self) {
                try JSONSerialization.jsonObject(with: Data(json.output.utf8))
            }
        }
    }

    @Test("waivers list and check say which hold, have ended, and are wrong")
    func waivers() throws {
        let entry = """
                reason: r
                category: deferred
                requested-by: ada
                created: 2026-06-01
                expires: 2026-06-30
            """
        let folder = try repository(
            "version: 1\nwaivers:\n  - rule: codeowners-present\n    approved-by: [grace]\n\(entry)\n"
        )
        func check(_ day: String) throws -> Program.Outcome {
            try Program.run(["waivers", "check", folder.path, "--today", day])
        }
        #expect(try check("2026-06-10").status == 0)
        #expect(try check("2026-07-10").status == 1)
        #expect(try check("2026-07-10").output.contains("10 days ago"))
        #expect(try check("2026-05-01").status == 1)
        let list = try Program.run(["waivers", "list", folder.path, "--today", "2026-06-20"])
        #expect(list.status == 0 && list.output.contains("ends in 10 days"), "\(list.output)")
    }

    @Test("the schema takes what the reader takes, and refuses what it refuses")
    func schema() throws {
        let probe = try Program.run(["config", "schema"])
        let folder = try TemporaryDirectory()
        try folder.write(probe.output, to: "schema.json")
        let samples: [(text: String, isRight: Bool)] = [
            ("version: 1\n", true), ("version: 2\n", false), ("mode: fix\n", false),
            (
                "version: 1\nmode: check\nrules: {a: {mode: report, severity: low, params: {x: 1, y: [a]}}}\n",
                true
            ),
            ("version: 1\nmode: sometimes\n", false), ("version: 1\nmdoe: fix\n", false),
            ("version: 1\ntier: 4\n", false), ("version: 1\ntier: null\n", true),
            ("version: 1\npr: {labels: [a], add-reviewers: [b], draft: true}\n", true),
            ("version: 1\npr: {labels: {a: b}}\n", false), ("version: 1\npr: {draft: 1}\n", false),
            ("version: 1\nprojects: [{path: a, tests: {command: [x]}}]\n", true),
            ("version: 1\nprojects: [{name: a}]\n", false),
            ("version: 1\nextends: [org, {git: g, commit: c, path: p}]\n", true),
            ("version: 1\nextends: [{git: g}]\n", false),
            ("version: 1\nrules: {a: {sevrity: low}}\n", false),
            ("version: 1\nlimits: {files: 0}\n", false),
            ("version: 1\ntests: {timeout: 60}\n", true),
            ("version: 1\nwaivers: [{rule: a}]\n", false),
        ]
        for (number, sample) in samples.enumerated() {
            try folder.write(sample.text, to: "\(number).yml")
        }
        try folder.write(
            """
            import json, sys
            try:
                import jsonschema, yaml
            except ImportError as error:
                print("skip", error); sys.exit(0)
            schema = json.load(open("schema.json"))
            jsonschema.Draft7Validator.check_schema(schema)
            for number in range(int(sys.argv[1])):
                value = yaml.safe_load(open(f"{number}.yml"))
                print(number, jsonschema.Draft7Validator(schema).is_valid(value))
            """, to: "probe.py")
        let said = try Program.tool(["python3", "probe.py", "\(samples.count)"], in: folder.path)
        if said.hasPrefix("skip") {
            print("the schema was not tried against jsonschema: \(said)")
            return
        }
        for (number, sample) in samples.enumerated() {
            #expect(
                said.contains("\(number) \(sample.isRight ? "True" : "False")\n"), "\(sample.text)")
        }
    }

    @Test(
        "a pack from a git repository is used, shown with its source, and survives its repository")
    func packs() throws {
        let folder = try repository("version: 1\n")
        let source = try PackRepository.make()
        let commit = try Program.tool(["git", "rev-parse", "HEAD"], in: source.path)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        try folder.write(
            "packs: [{git: \"file://\(source.path)\", commit: \(commit), path: hygiene}]\n",
            to: "operator.yml")
        let environment = [
            "COMPLYBOT_HOME": "\(folder.path)/.git/state",
            "COMPLYBOT_CONFIG": "\(folder.path)/operator.yml",
        ]
        let list = try Program.run(["rules", "list"], environment: environment)
        #expect(list.status == 0, "\(list.errors)")
        #expect(list.output.contains("@\(commit.prefix(12)):hygiene"), "\(list.output)")
        #expect(list.output.contains("sha256:") && list.errors.isEmpty)
        try FileManager.default.removeItem(atPath: source.path)
        let again = try Program.run(["check", folder.path], environment: environment)
        #expect(again.status == 1, "\(again.errors)")
        #expect(again.errors.contains("warning: the last good copy of"), "\(again.errors)")
        try folder.write(
            "packs: [{git: \"file://\(source.path)\", commit: main, path: hygiene}]\n",
            to: "operator.yml")
        let branch = try Program.run(["rules", "list"], environment: environment)
        #expect(
            branch.status == 2 && branch.errors.contains("commit must be 40 hex digits, not main"))
    }

    @Test("a sweep opens no pull request for what is waived, and closes one that becomes so")
    func sweep() throws {
        let folder = try TemporaryDirectory()
        try Program.tool(
            ["git", "init", "--quiet", "--bare", "--initial-branch", "main", "svc.git"],
            in: folder.path)
        try Program.tool(["git", "clone", "--quiet", "svc.git", "work"], in: folder.path)
        func push(_ configuration: String) throws {
            try folder.write("hello\n", to: "work/README.md")
            try folder.write(configuration, to: "work/.github/complybot.yml")
            for arguments in [
                ["checkout", "--quiet", "-B", "main"], ["add", "--all"],
                ["commit", "--quiet", "--message", "Change"],
                ["push", "--quiet", "origin", "main"],
            ] { try Program.tool(["git"] + arguments, in: "\(folder.path)/work") }
        }
        func sweep() throws -> SampleFleet.Report.Repository {
            try folder.write("{\"repos\": [\"\(folder.path)/svc.git\"]}", to: "repos.json")
            let outcome = try Program.run(
                [
                    "sweep", "--repos", "repos.json", "--format", "json", "--today", "2026-06-10",
                    "--rule", "codeowners-present", "--var", "code_owner=@contoso/x",
                ], in: folder.path, environment: ["COMPLYBOT_HOME": "\(folder.path)/home"])
            #expect(outcome.status == 0, "\(outcome.errors)")
            return try #require(outcome.decoded(as: SampleFleet.Report.self).repositories.first)
        }
        let waiver = """
            version: 1
            waivers:
              - {rule: codeowners-present, reason: r, category: deferred, requested-by: ada, approved-by: [grace], created: 2026-06-01, expires: 2026-06-30}

            """
        try push(waiver)
        #expect(try sweep().pullRequest.action == "none")
        try push("version: 1\npr: {labels: [tidy], title-prefix: \"chore: \"}\n")
        #expect(try sweep().pullRequest.action == "created")
        let record = try folder.read("svc.pulls/1.json")
        #expect(record.contains("\"tidy\"") && record.contains("\"title\": \"chore: "))
        try push("version: 1\nmdoe: off\n")
        #expect(try sweep().pullRequest.note.contains("is wrong"), "a mistake closes nothing")
        try push(waiver)
        #expect(try sweep().pullRequest.action == "closed")
        #expect(try folder.read("svc.pulls/1.json").contains("\"close_reason\": \"waived\""))
        try push("version: 1\nmode: off\nreason: archived\n")
        #expect(try sweep().pullRequest.note == "opted out")
    }
}
