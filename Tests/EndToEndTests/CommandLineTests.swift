import Foundation
import TestSupport
import Testing

@Suite("The command line")
struct CommandLineTests {
    @Test("help names every command, and --version the version")
    func help() throws {
        let overview = try Program.run(["help"])
        #expect(overview.status == 0 && overview.errors.isEmpty)
        for command in [
            "check", "fix", "remediate", "sweep", "rules list", "rules test", "policies search",
            "doctor",
        ] {
            #expect(overview.output.contains("  \(command)"))
            let words = command.split(separator: " ").map(String.init)
            let help = try Program.run(["help"] + words)
            #expect(help.status == 0 && help.output.contains("Usage: complybot \(command)"))
            #expect(try Program.run(words + ["--help"]).output == help.output)
        }
        #expect(try Program.run(["--version"]).output.hasPrefix("complybot "))
        #expect(try Program.run([]).status == 2)
    }

    @Test(
        "a wrong command line is one line that names what was probably meant, and exit status 2",
        arguments: [
            (["chekc"], "did you mean check?"),
            (["worker"], "the address of the service is not given"),
            (["check", "--formt", "json"], "did you mean --format?"),
            (["check", "--format", "jsn"], "did you mean json?"),
            (["check", "--format"], "it needs a value"),
            (["check", "a", "b"], "unexpected argument"),
            (["check", "--fail-on=awful"], "it is one of none, info"),
            (["fix", "--dry-run=yes"], "it takes no value"),
            (["rules"], "it is followed by one of list, show, test, new, lint, schema"),
            (["rules", "lst"], "did you mean rules list?"),
            (["rules", "show"], "ID is missing"),
            (
                ["rules", "show", "fastapi-helth-endpoints"],
                "did you mean fastapi-health-endpoints?"
            ),
            (["check", "--rule", "codeowner-present"], "did you mean codeowners-present?"),
            (["check", "--var", "code_ower=x"], "did you mean code_owner?"),
            (["sweep"], "neither --repos FILE nor --org NAME is given"),
            (["sweep", "--repos", "/nonexistent.json"], "No such file or directory"),
            (["sweep", "--repos", "x", "--concurrency", "0"], "from 1 to 256"),
            (["fix", "--rev", "HEAD"], "add --dry-run"),
        ] as [([String], String)])
    func wrong(arguments: [String], message: String) throws {
        let outcome = try Program.run(arguments)
        #expect(outcome.status == 2)
        #expect(outcome.output.isEmpty)
        #expect(outcome.errors.hasPrefix("complybot: error: "))
        #expect(outcome.errors.contains(message), "\(outcome.errors)")
        #expect(outcome.errors.split(separator: "\n").count == 1)
    }

    @Test(
        "a path that is no repository is one line and exit status 3",
        arguments: ["missing", "plain", "file.txt", "empty.git"])
    func noRepository(name: String) throws {
        let folder = try TemporaryDirectory()
        try folder.write("text", to: "file.txt")
        try folder.write("text", to: "plain/file.txt")
        try Program.tool(["git", "init", "--quiet", "--bare", "empty.git"], in: folder.path)
        let outcome = try Program.run(["check", "\(folder.path)/\(name)"])
        #expect(outcome.status == 3)
        #expect(outcome.errors.split(separator: "\n").count == 1)
        #expect(outcome.errors.contains(name), "\(outcome.errors)")
    }

    @Test("a malformed pack names file, line, column and the nearest key, for each mistake")
    func malformedPack() throws {
        let folder = try TemporaryDirectory()
        try folder.write(
            """
            apiVersion: complybot.dev/v1
            kind: RulePack
            metadata: {name: mine, version: 1.0.0}
            """, to: "mine/pack.yaml")
        try folder.write(
            """
            apiVersion: complybot.dev/v1
            kind: Rule
            id: readme-there
            version: 1
            titel: There is a README
            severity: hihg
            confidence: high
            stage: stable
            when: {scope: repo}
            detect: {file: {glob: README.md, state: absent}}
            message: no README
            remediation: write one
            """, to: "mine/readme-there.yaml")
        let outcome = try Program.run(["check", Program.root, "--rules", "\(folder.path)/mine"])
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("readme-there.yaml:5:1"), "\(outcome.errors)")
        #expect(outcome.errors.contains("did you mean title?"), "\(outcome.errors)")
        #expect(outcome.errors.contains("readme-there.yaml:6:11"), "\(outcome.errors)")
        for line in outcome.errors.split(separator: "\n") {
            #expect(line.hasPrefix("complybot: error: "))
        }
    }

    @Test("a result that cannot be written is an error, and leaves no half file")
    func unwritable() throws {
        let folder = try TemporaryDirectory()
        try Program.tool(["git", "init", "--quiet", "."], in: folder.path)
        let full = try Program.run(["check", folder.path, "--output", "/dev/full"])
        #expect(full.status == 3, "\(full.errors)")
        var status = stat()
        #expect(stat("/dev/full", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
        let missing = try Program.run([
            "check", folder.path, "--output", "\(folder.path)/no/such/file",
        ])
        #expect(missing.status == 3)
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/no"))
    }

    @Test("doctor says what works")
    func doctor() throws {
        let home = try TemporaryDirectory()
        let outcome = try Program.run(["doctor"], environment: ["COMPLYBOT_HOME": home.path])
        #expect(outcome.output.contains("libgit2"))
        #expect(outcome.output.contains("grammar python: loaded"))
        #expect(outcome.output.contains("rules"))
    }
}
