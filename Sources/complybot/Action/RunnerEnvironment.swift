import Basics
import Glibc

/// What a runner of GitHub Actions says of itself and of the run.
struct RunnerEnvironment: Sendable {
    /// The checked out files' folder, links resolved.
    let workspace: String
    /// The commit that the workflow runs for.
    let commit: String
    /// The branch, tag or pull request that it runs for, as `refs/pull/2/merge`; empty for none.
    let reference: String
    /// The repository as `owner/name`.
    let repository: String
    /// GitHub's own address, without a slash at its end.
    let server: String
    /// Where outputs are written.
    let outputFile: String?
    /// Where the job summary is written.
    let summaryFile: String?

    /// Reads it.
    ///
    /// - Throws: a usage `Diagnostic` that names what is missing.
    init(_ environment: [String: String]) throws {
        let folder = try Self.required("GITHUB_WORKSPACE", in: environment)
        guard let workspace = Self.resolved(folder) else {
            throw Diagnostic(
                .usage, "find the workspace", on: folder, because: "there is no such folder")
        }
        self.workspace = workspace
        commit = try Self.required("GITHUB_SHA", in: environment)
        reference = environment["GITHUB_REF"] ?? ""
        repository = try Self.required("GITHUB_REPOSITORY", in: environment)
        var server = environment["GITHUB_SERVER_URL"] ?? ""
        while server.hasSuffix("/") { server.removeLast() }
        self.server = server.isEmpty ? "https://github.com" : server
        outputFile = environment["GITHUB_OUTPUT"].flatMap { $0.isEmpty ? nil : $0 }
        summaryFile = environment["GITHUB_STEP_SUMMARY"].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The repository's address for git.
    var address: String { "\(server)/\(repository).git" }

    /// Whether there is a server to give a credential to; a folder that stands in for one takes none.
    var takesCredentials: Bool { server.hasPrefix("https://") || server.hasPrefix("http://") }

    /// Whether a runner reads what is written to standard output.
    static func isRunner(_ environment: [String: String]) -> Bool {
        environment["GITHUB_ACTIONS"] == "true"
    }

    /// The value of a variable that a runner always sets.
    static func required(_ name: String, in environment: [String: String]) throws -> String {
        if let value = environment[name], !value.isEmpty { return value }
        throw Diagnostic(
            .usage, "run as an Action", on: name, because: "it is not set",
            remedy: "this command is for runners of GitHub Actions; use complybot check elsewhere")
    }

    /// The absolute path of something in the workspace that an input names.
    ///
    /// What is to be written need not be there, but its folder must.
    func path(_ relative: String, input: String) throws -> String {
        let refusal = Diagnostic(
            .usage, "read the input \(input)", on: relative,
            because: "it leads out of the workspace",
            remedy: "name it from the workspace on, as in reports/complybot.sarif")
        guard !relative.hasPrefix("/") else { throw refusal }
        let parts = relative.split(separator: "/", omittingEmptySubsequences: true)
        let isFile = parts.last.map { $0 != "." && $0 != ".." } ?? false
        let folder = isFile ? parts.dropLast() : parts[...]
        guard
            let found = Self.resolved(
                ([workspace] + folder.map(String.init)).joined(separator: "/"))
        else {
            throw Diagnostic(
                .usage, "read the input \(input)", on: relative, because: "there is no such folder")
        }
        var path = isFile ? "\(found)/\(parts.last ?? "")" : found
        if let target = Self.resolved(path) { path = target }
        guard path == workspace || path.hasPrefix(workspace + "/") else { throw refusal }
        return path
    }

    /// The path of something that is there without links; nil when it is not.
    private static func resolved(_ path: String) -> String? {
        guard let pointer = realpath(path, nil) else { return nil }
        defer { free(pointer) }
        return String(cString: pointer)
    }
}
