internal import Foundation

/// Real git repositories in a folder of their own, made with the git command under pinned names and dates.
package final class GitFixture: Sendable {
    /// The folder that holds everything; gone when the fixture is.
    package let folder: TemporaryDirectory

    /// Makes an empty folder for repositories.
    package init() throws {
        folder = try TemporaryDirectory("complybot-git")
        try FileManager.default.createDirectory(
            at: folder.url.appending(path: "home"), withIntermediateDirectories: true)
    }

    /// The path of something in the folder.
    package func path(_ name: String) -> String { folder.url.appending(path: name).path }

    /// The environment in which git neither reads anybody's configuration nor looks at the clock.
    package var environment: [String: String] {
        [
            "HOME": path("home"), "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C", "TZ": "UTC",
            "GIT_AUTHOR_NAME": "Ada Author", "GIT_AUTHOR_EMAIL": "ada@example.com",
            "GIT_AUTHOR_DATE": "1700000000 +0100",
            "GIT_COMMITTER_NAME": "Carl Committer", "GIT_COMMITTER_EMAIL": "carl@example.com",
            "GIT_COMMITTER_DATE": "1700000000 +0100",
        ]
    }

    /// Runs git and returns what it printed; a failure is an error with git's own words.
    @discardableResult
    package func git(
        _ arguments: String..., in name: String = "", input: [UInt8] = [],
        environment extra: [String: String] = [:]
    ) throws -> String {
        let output = try gitOutput(arguments, in: name, input: input, environment: extra)
        guard output.status == 0 else {
            throw Command.Failure(description: "git \(arguments): \(output.errors)")
        }
        return output.text
    }

    /// Runs git and returns everything, whether it failed or not.
    package func gitOutput(
        _ arguments: [String], in name: String = "", input: [UInt8] = [],
        environment extra: [String: String] = [:]
    ) throws -> Command.Output {
        try Command.run(
            ["git"] + arguments, in: name.isEmpty ? folder.path : path(name),
            environment: environment.merging(extra) { $1 }, input: input)
    }

    /// Makes a working tree with one commit of these files on `main`, and returns its path.
    @discardableResult
    package func workingTree(
        _ name: String = "work", files: [String: String] = ["README.md": "hello\n"]
    ) throws -> String {
        try git("init", "-q", "-b", "main", path(name))
        try commit(files, in: name)
        return path(name)
    }

    /// Makes a bare repository with one commit of these files on `main`, and returns its path.
    @discardableResult
    package func bareRepository(
        _ name: String = "origin.git", files: [String: String] = ["README.md": "hello\n"]
    ) throws -> String {
        let work = "\(name).work"
        try workingTree(work, files: files)
        return try bareRepository(name, from: path(work))
    }

    /// Makes a bare repository from a folder of files, which need not be a repository, and returns its path.
    @discardableResult
    package func bareRepository(_ name: String, fromFolder source: String) throws -> String {
        let work = "\(name).work"
        try FileManager.default.copyItem(atPath: source, toPath: path(work))
        try? FileManager.default.removeItem(atPath: path("\(work)/.git"))
        try git("init", "-q", "-b", "main", path(work))
        try git("add", "-A", in: work)
        try git("commit", "-q", "-m", "Start", in: work)
        return try bareRepository(name, from: path(work))
    }

    private func bareRepository(_ name: String, from work: String) throws -> String {
        try git("clone", "-q", "--bare", work, path(name))
        try git("remote", "remove", "origin", in: name)
        return path(name)
    }

    /// Clones a repository of the fixture to a working tree, and returns its path.
    @discardableResult
    package func clone(_ source: String, to name: String) throws -> String {
        try git("clone", "-q", path(source), path(name))
        return path(name)
    }

    /// Writes files into a working tree and commits everything; returns the commit's id.
    @discardableResult
    package func commit(
        _ files: [String: String], message: String = "Change", in name: String
    ) throws -> String {
        for (file, text) in files { try folder.write(text, to: "\(name)/\(file)") }
        try git("add", "-A", in: name)
        try git("commit", "-q", "--allow-empty", "-m", message, in: name)
        return try git("rev-parse", "HEAD", in: name)
    }
}
