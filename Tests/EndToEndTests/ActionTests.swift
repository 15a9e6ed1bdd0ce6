import Foundation
import TestSupport
import Testing

@Suite("the Action")
struct ActionTests {
    /// One event, and what becomes of it.
    struct Row: CustomTestStringConvertible, Sendable {
        var event: String
        var payload: String
        var inputs: [String: String] = [:]
        var isFork = false
        /// What is checked out: the merge, or the base.
        var isBase = false
        /// Members of the payload that are others.
        var edits: [String: String] = [:]
        /// How many findings count; nil when the run is refused.
        var findings: Int?
        var conclusion = "failure"
        /// What is told besides, if anything.
        var told: String?

        var testDescription: String { "\(event) \(inputs) \(isFork) \(isBase)" }
    }

    static let rows: [Row] = [
        Row(event: "push", payload: "push_new_branch", findings: 2),
        Row(
            event: "push", payload: "push_new_branch", inputs: ["changed-only": "true"],
            findings: 2, told: "nothing to compare with on push"),
        Row(event: "push", payload: "push", findings: 0, conclusion: "neutral", told: "deleted"),
        Row(
            event: "push", payload: "push", inputs: ["changed-only": "true"],
            edits: ["\"deleted\": true": "\"deleted\": false"], findings: 1),
        Row(event: "pull_request", payload: "pull_request", findings: 1),
        Row(
            event: "pull_request", payload: "pull_request", inputs: ["changed-only": "false"],
            findings: 2),
        Row(
            event: "pull_request", payload: "pull_request",
            inputs: ["pull-request": "true", "token": "t"], findings: 1,
            told: "No pull request is opened on pull_request"),
        Row(
            event: "pull_request", payload: "pull_request",
            inputs: ["pull-request": "true", "token": "t"], isFork: true, findings: 1,
            told: "comes from a fork"),
        Row(event: "merge_group", payload: "merge_group", findings: 1),
        Row(event: "schedule", payload: "schedule", findings: 2),
        Row(
            event: "schedule", payload: "schedule", inputs: ["changed-only": "true"], findings: 2,
            told: "nothing to compare with on schedule"),
        Row(
            event: "schedule", payload: "schedule", inputs: ["fail-on": "none"], findings: 2,
            conclusion: "success"),
        Row(event: "workflow_dispatch", payload: "repository_dispatch", findings: 2),
        Row(event: "repository_dispatch", payload: "repository_dispatch", findings: 2),
        Row(event: "pull_request_target", payload: "pull_request", isBase: true, findings: 1),
        Row(
            event: "pull_request_target", payload: "pull_request", findings: nil,
            told:
                "a stranger's files would be read with this workflow's secrets; run on pull_request"
        ),
        Row(
            event: "workflow_run", payload: "workflow_run", findings: nil,
            told: "a stranger's files"),
    ]

    @Test("each event is looked at as far as it reaches", arguments: rows)
    func events(_ row: Row) throws {
        let workspace = try ActionWorkspace()
        if row.isBase { try workspace.checkOut(workspace.base) }
        let isPrivileged = row.event == "pull_request_target" || row.event == "workflow_run"
        let outcome = try workspace.run(
            row.event,
            payload: try workspace.payload(row.payload, isFork: row.isFork, row.edits),
            inputs: row.inputs, sha: isPrivileged ? workspace.base : nil)
        let said = Comment(rawValue: outcome.program.output)
        #expect(outcome.outputs["conclusion"] == row.conclusion, said)
        #expect(outcome.outputs["new-findings"] == String(row.findings ?? 0), said)
        let status: Int32 =
            row.findings == nil ? 2 : row.conclusion == "failure" ? 1 : 0
        #expect(outcome.program.status == status, said)
        #expect(outcome.program.errors.isEmpty, "what is said twice loses its order")
        let told =
            outcome.commands("error title=complybot").isEmpty
            ? outcome.commands("warning title=complybot")
                + outcome.commands("notice title=complybot")
            : outcome.commands("error title=complybot")
        #expect(told.count == (row.told == nil ? 0 : 1), said)
        #expect(told.first?.contains(row.told ?? "") != false, said)
    }

    @Test("a shallow checkout of two commits is enough for a pull request, and of one is told of")
    func shallow() throws {
        let workspace = try ActionWorkspace()
        let payload = try workspace.payload("pull_request")
        for (depth, findings) in [("2", "1"), ("1", "2")] {
            let place = "\(workspace.folder.path)/depth-\(depth)"
            try Program.tool(["git", "init", "--quiet", place], in: workspace.repository)
            try Program.tool(
                [
                    "git", "fetch", "--quiet", "--depth", depth, "file://\(workspace.repository)",
                    workspace.merge,
                ], in: place)
            try Program.tool(["git", "checkout", "--quiet", "FETCH_HEAD"], in: place)
            let outcome = try workspace.run(
                "pull_request", payload: payload, environment: ["GITHUB_WORKSPACE": place])
            #expect(outcome.outputs["new-findings"] == findings)
            let warnings = outcome.commands("warning title=complybot")
            #expect(warnings.contains { $0.contains("set fetch-depth: 2") } == (depth == "1"))
            guard depth == "1" else { continue }
            let refused = try workspace.run(
                "pull_request", payload: payload, inputs: ["changed-only": "true"],
                environment: ["GITHUB_WORKSPACE": place])
            #expect(refused.program.status == 2)
            #expect(refused.commands("error").count == 1)
        }
    }

    @Test("a change cannot configure or waive itself")
    func configuration() throws {
        let off = "version: 1\nrules: {dockerfile-pinned-base: {mode: \"off\"}}\n"
        let workspace = try ActionWorkspace(adding: [
            ".github/complybot.yml": off, "complybot.yml": "packs: [/nonexistent]\n",
        ])
        let change = try workspace.run(
            "pull_request", payload: try workspace.payload("pull_request"))
        #expect(change.outputs["new-findings"] == "1")
        let later = try workspace.run("schedule", payload: try workspace.payload("schedule"))
        #expect(later.outputs["new-findings"] == "0" && later.program.status == 0)
    }

    @Test("patches go to the workspace, and the outputs and the summary say so")
    func fix() throws {
        let workspace = try ActionWorkspace(adding: [
            "Dockerfile": "FROM debian:12\nUSER 1000\nCOPY . /app\nCMD [\"true\"]\n"
        ])
        let inputs = [
            "rule": "dockerignore-covers-secrets", "fix": "true",
            "sarif-file": "reports.sarif", "format": "text",
        ]
        let outcome = try workspace.run(
            "schedule", payload: try workspace.payload("schedule"), inputs: inputs)
        #expect(outcome.program.status == 0, Comment(rawValue: outcome.program.output))
        #expect(outcome.outputs["fixed"] == "1" && outcome.outputs["conclusion"] == "success")
        #expect(outcome.outputs["sarif-file"] == "reports.sarif")
        #expect(outcome.summary.hasPrefix("## complybot fix\n"))
        let ignored = try String(
            contentsOfFile: "\(workspace.repository)/.dockerignore", encoding: .utf8)
        #expect(ignored == ".git\n.env\n")
        let again = try workspace.run(
            "schedule", payload: try workspace.payload("schedule"), inputs: inputs)
        #expect(again.outputs["fixed"] == "0")
    }

    @Test("what a repository says is never obeyed as a command, and a credential is masked")
    func commands() throws {
        let workspace = try ActionWorkspace(adding: [
            "::set-output name=x::y/Dockerfile": "FROM debian:latest\n"
        ])
        let token = "ghs_0123456789abcdefghijABCDEFGHIJ012345"
        let outcome = try workspace.run(
            "schedule", payload: try workspace.payload("schedule"),
            inputs: ["format": "text", "token": token])
        let lines = outcome.program.output.split(separator: "\n")
        var stopped: Substring?
        for line in lines {
            if let word = stopped {
                if line == "::\(word)::" { stopped = nil }
            } else if line.hasPrefix("::stop-commands::") {
                stopped = line.dropFirst("::stop-commands::".count)
                #expect((stopped?.count ?? 0) >= 32)
            } else {
                #expect(line.hasPrefix("::add-mask::"), "\(line) is open to be obeyed")
            }
        }
        #expect(stopped == nil)
        #expect(lines.filter { $0.contains(token) } == ["::add-mask::\(token)"])
        #expect(outcome.outputs["findings"] == "3")
    }

    @Test("a pull request is opened by the same path as remediate")
    func pullRequest() throws {
        let workspace = try ActionWorkspace(adding: [
            "Dockerfile": "FROM debian:12\nUSER 1000\nCOPY . /app\nCMD [\"true\"]\n"
        ])
        let server = "\(workspace.folder.path)/server/contoso"
        try FileManager.default.createDirectory(
            atPath: server, withIntermediateDirectories: true)
        try Program.tool(
            ["git", "push", "--quiet", "--force", ".", "\(workspace.merge):refs/heads/main"],
            in: workspace.repository)
        try Program.tool(
            ["git", "clone", "--quiet", "--bare", workspace.repository, "\(server)/orders.git"],
            in: server)
        try Program.tool(
            ["git", "symbolic-ref", "HEAD", "refs/heads/main"], in: "\(server)/orders.git")
        let outcome = try workspace.run(
            "schedule", payload: try workspace.payload("schedule"),
            inputs: [
                "rule": "dockerignore-covers-secrets", "pull-request": "true", "token": "t",
                "fail-on": "none",
            ])
        #expect(outcome.program.status == 0, Comment(rawValue: outcome.program.output))
        #expect(outcome.outputs["pull-request-url"]?.hasSuffix("orders.pulls/1.md") == true)
        #expect(FileManager.default.fileExists(atPath: "\(server)/orders.pulls/1.json"))
    }

    @Test("a report that cannot be sent to code scanning fails the step in one line")
    func upload() throws {
        let workspace = try ActionWorkspace()
        let outcome = try workspace.run(
            "schedule", payload: try workspace.payload("schedule"),
            inputs: ["sarif-upload": "true", "token": "ghp_none", "fail-on": "none"],
            environment: [
                "GITHUB_API_URL": "http://127.0.0.1:9/api/v3",
                "GITHUB_SERVER_URL": "http://127.0.0.1:9", "GITHUB_REF": "refs/heads/main",
            ])
        #expect(outcome.program.status == 3, Comment(rawValue: outcome.program.output))
        #expect(outcome.commands("error title=complybot").count == 1)
        #expect(outcome.outputs["conclusion"] == "failure" && outcome.outputs["findings"] == "2")
        #expect(
            !outcome.program.output.replacing("::add-mask::ghp_none", with: "").contains("ghp_"))
    }

    /// Whether any account can read the rules that this program uses: below `/root` nobody but root can.
    private static var isOpenToAll: Bool {
        var folder = URL(filePath: Program.root)
        while folder.path.count > 1 {
            var status = stat()
            guard stat(folder.path, &status) == 0, status.st_mode & S_IXOTH != 0 else {
                return false
            }
            folder = folder.deletingLastPathComponent()
        }
        return true
    }

    @Test(
        "as root it becomes the owner of the workspace",
        .enabled(if: geteuid() == 0, "only root can become somebody else"),
        .enabled(if: isOpenToAll, "the checkout is where other accounts cannot read it"))
    func owner() throws {
        let workspace = try ActionWorkspace(adding: [
            "Dockerfile": "FROM debian:12\nUSER 1000\nCOPY . /app\nCMD [\"true\"]\n"
        ])
        try Program.tool(
            ["chown", "--recursive", "1001:121", workspace.folder.path],
            in: workspace.folder.path)
        let outcome = try workspace.run(
            "schedule", payload: try workspace.payload("schedule"),
            inputs: ["rule": "dockerignore-covers-secrets", "fix": "true", "sarif-file": "x.sarif"])
        #expect(outcome.outputs["fixed"] == "1", Comment(rawValue: outcome.program.output))
        for name in [".dockerignore", "x.sarif"] {
            let owner = try FileManager.default.attributesOfItem(
                atPath: "\(workspace.repository)/\(name)")[.ownerAccountID]
            #expect(owner as? Int == 1001)
        }
    }

    /// Wrong inputs, with what the one line says of each.
    static let mistakes: [([String: String], String)] = [
        (["fail-on": "hgih"], "cannot read the input fail-on (hgih)"),
        (["severity": "bad"], "cannot read the input severity (bad)"),
        (["format": "xml"], "cannot read the input format (xml)"),
        (["changed-only": "yes"], "cannot read the input changed-only (yes)"),
        (["fix": "1"], "cannot read the input fix (1): it is true or false"),
        (["unsafe": "true"], "cannot read the input unsafe: it says something of patches"),
        (["pull-request": "true", "token": " "], "cannot read the input token"),
        (["rulez": "x"], "cannot read the inputs (rulez): there is no such input; did you mean"),
        (["rule": "no-such-rule"], "cannot select a rule (no-such-rule)"),
        (["path": ".."], "cannot read the input path (..): it leads out of the workspace"),
        (["path": "nowhere/there"], "cannot read the input path (nowhere/there)"),
        (["baseline": "/etc/passwd"], "cannot read the input baseline (/etc/passwd)"),
        (["baseline": "missing.json"], "cannot read the baseline"),
        (["config": "link"], "cannot read the input config (link): it leads out of the workspace"),
        (["sarif-file": "link"], "cannot read the input sarif-file (link)"),
        (["variables": "novalue"], "cannot read --var (novalue)"),
    ]

    @Test("a wrong input is told in one line, and fails with 2", arguments: mistakes)
    func wrongInputs(_ inputs: [String: String], _ words: String) throws {
        let workspace = try ActionWorkspace()
        try FileManager.default.createSymbolicLink(
            atPath: "\(workspace.repository)/link", withDestinationPath: "/etc/hosts")
        let outcome = try workspace.run(
            "schedule", payload: try workspace.payload("schedule"), inputs: inputs)
        let said = Comment(rawValue: outcome.program.output)
        let errors = outcome.commands("error title=complybot")
        #expect(errors.count == 1 && outcome.program.status == 2, said)
        #expect(errors.first?.contains(words) == true, said)
        #expect(outcome.outputs["conclusion"] == "failure")
    }

    @Test("a runner that is none, and a broken event, are told of")
    func surroundings() throws {
        let workspace = try ActionWorkspace()
        let outside = try Program.run(["action"], in: workspace.repository)
        #expect(outside.status == 2)
        #expect(
            outside.errors
                == "complybot: error: cannot run as an Action (GITHUB_WORKSPACE): it is not set; "
                + "this command is for runners of GitHub Actions; use complybot check elsewhere\n")
        for (payload, status) in [("[]", Int32(2)), ("{\"before\": 3}", 2), ("", 2), ("{}", 1)] {
            let outcome = try workspace.run("push", payload: payload)
            #expect(outcome.program.status == status, Comment(rawValue: outcome.program.output))
        }
        let empty = "\(workspace.folder.path)/empty"
        try FileManager.default.createDirectory(
            atPath: empty, withIntermediateDirectories: true)
        let outcome = try workspace.run(
            "push", payload: "{}", environment: ["GITHUB_WORKSPACE": empty])
        #expect(outcome.program.status == 2)
        #expect(outcome.program.output.contains("run actions/checkout in a step before this one"))
    }

    @Test(
        "action.yml and the program know the same inputs, and the Action's Dockerfile is up to date"
    )
    func metadata() throws {
        let workspace = try ActionWorkspace()
        let text = try String(contentsOfFile: "\(Program.root)/action.yml", encoding: .utf8)
        let section = try #require(text.split(separator: "outputs:\n").first)
        let names = section.split(separator: "\n").filter {
            $0.hasPrefix("  ") && !$0.hasPrefix("   ")
        }.map { $0.dropFirst(2).dropLast() }
        #expect(names.count == 19)
        var inputs = Dictionary(uniqueKeysWithValues: names.map { (String($0), "") })
        inputs["rule"] = "dockerfile-pinned-base"
        let outcome = try workspace.run(
            "schedule", payload: try workspace.payload("schedule"), inputs: inputs)
        #expect(outcome.program.status == 1, Comment(rawValue: outcome.program.output))
        let written = try String(
            contentsOfFile: "\(Program.root)/action.Dockerfile", encoding: .utf8)
        #expect(
            try Program.tool(["Scripts/image", "dockerfile", "-"], in: Program.root) == written)
    }
}
