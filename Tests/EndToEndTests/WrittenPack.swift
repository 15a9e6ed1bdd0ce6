import TestSupport

/// A pack of one rule about text, and a repository for it, in a folder of a test's own.
struct WrittenPack {
    let folder: TemporaryDirectory
    var pack: String { "\(folder.path)/pack" }
    var repository: String { "\(folder.path)/repository" }

    /// Writes both; the rule finds a pattern, and may have a patch and cases.
    init(
        pattern: String, patch: String = "", tests: String = "tests: []", files: [String: String]
    ) throws {
        folder = try TemporaryDirectory()
        try folder.write(
            "apiVersion: complybot.dev/v1\nkind: RulePack\nmetadata: {name: written, version: 1.0.0}\n",
            to: "pack/pack.yaml")
        try folder.write(
            """
            apiVersion: complybot.dev/v1
            kind: Rule
            id: no-such-text
            version: 1
            title: T
            severity: low
            confidence: high
            policy: []
            when: {scope: repo}
            detect: {id: hit, regex: {pattern: '\(pattern)'}}
            message: found
            remediation: none
            \(patch)
            \(tests)
            """, to: "pack/no-such-text.yaml")
        for (path, text) in files { try folder.write(text, to: "repository/\(path)") }
        try Program.tool(
            ["git", "init", "--quiet", "--initial-branch", "main", "."], in: repository)
        try Program.tool(["git", "add", "--all"], in: repository)
        try Program.tool(["git", "commit", "--quiet", "--message", "First"], in: repository)
    }
}
