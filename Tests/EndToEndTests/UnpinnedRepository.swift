import TestSupport

/// A repository with one finding: a workflow whose action is not pinned.
enum UnpinnedRepository {
    /// A new folder with its working tree `work` and the bare repository `app.git`; the same text gives the same commit.
    static func make(
        readme: String, more files: [String: String] = [:]
    ) throws -> TemporaryDirectory {
        let folder = try TemporaryDirectory()
        for (path, text) in files { try folder.write(text, to: "work/\(path)") }
        try folder.write(readme, to: "work/README.md")
        try folder.write(
            "on: push\npermissions: {}\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n      - uses: actions/checkout@v4\n",
            to: "work/.github/workflows/ci.yml")
        let work = "\(folder.path)/work"
        let dates = [
            "GIT_AUTHOR_DATE": "1700000000 +0000", "GIT_COMMITTER_DATE": "1700000000 +0000",
        ]
        try Program.tool(["git", "init", "--quiet", "--initial-branch", "main", "."], in: work)
        try Program.tool(["git", "add", "--all"], in: work)
        try Program.tool(
            ["git", "commit", "--quiet", "--message", "First"], in: work, environment: dates)
        try Program.tool(["git", "clone", "--quiet", "--bare", "work", "app.git"], in: folder.path)
        return folder
    }
}
