import Foundation
import TestSupport

/// A checked out repository and the files of a runner beside it: two Dockerfiles drift, one of them only since a change.
struct ActionWorkspace {
    let folder: TemporaryDirectory
    /// The commit before the change, on `main`.
    let base: String
    /// The change, on `change`.
    let head: String
    /// The merge of both, which is checked out, as on pull requests.
    let merge: String

    var repository: String { "\(folder.path)/workspace" }

    init(adding files: [String: String] = [:]) throws {
        let folder = try TemporaryDirectory("complybot-action")
        func git(_ arguments: String...) throws -> String {
            try Program.tool(["git"] + arguments, in: "\(folder.path)/workspace")
                .trimmingCharacters(in: .whitespacesAndNewlines)
        }
        func commit(_ files: [String: String], _ message: String) throws -> String {
            for (path, text) in files { try folder.write(text, to: "workspace/\(path)") }
            _ = try git("add", "--all")
            _ = try git("commit", "--quiet", "--message", message)
            return try git("rev-parse", "HEAD")
        }
        let drifting = "FROM debian:latest\nUSER 1000\nCMD [\"true\"]\n"
        try folder.write(drifting, to: "workspace/old/Dockerfile")
        _ = try git("init", "--quiet", "--initial-branch", "main", ".")
        base = try commit([:], "First")
        _ = try git("checkout", "--quiet", "-b", "change")
        head = try commit(files.merging(["new/Dockerfile": drifting]) { $1 }, "Change")
        _ = try git("checkout", "--quiet", "--detach", base)
        _ = try git("merge", "--quiet", "--no-ff", "--message", "Merge", "change")
        merge = try git("rev-parse", "HEAD")
        for file in ["output", "summary"] { try folder.write("", to: file) }
        self.folder = folder
    }

    /// Checks out another commit.
    func checkOut(_ commit: String) throws {
        try Program.tool(["git", "checkout", "--quiet", "--detach", commit], in: repository)
    }

    /// An event's payload with this repository's commits in it.
    func payload(_ name: String, isFork: Bool = false, _ edits: [String: String] = [:]) throws
        -> String
    {
        var text = "{\"schedule\": \"0 5 * * 1\"}"
        if name != "schedule" {
            text = try String(
                contentsOfFile: "\(Program.root)/Fixtures/events/\(name).json", encoding: .utf8)
        }
        let commits = [
            "f95f852bd8fca8fcc58a9a2d6c842781e32a215e": base,
            "ec26c3e57ca3a959ca5aad62de7213c562f8c821": head,
            "380387fbc80638b734a49e1be1c4dfec1c01b33c": base,
            "2ffea6db159f6b6c47a24e778fb9ef40cf6b1c7d": merge,
            "6113728f27ae82c7b1a177c8d03f9e96e0adf246": base,
        ]
        for (old, new) in commits.merging(edits, uniquingKeysWith: { $1 }) {
            text = text.replacingOccurrences(of: old, with: new)
        }
        guard isFork, let head = text.range(of: "\"head\":") else { return text }
        let name = text.range(of: "Codertocat/Hello-World", range: head.upperBound..<text.endIndex)
        if let name { text.replaceSubrange(name, with: "stranger/Hello-World") }
        return text
    }

    /// What a run left behind.
    struct Outcome {
        var program: Program.Outcome
        var outputs: [String: String]
        var summary: String

        /// The commands to the runner of one kind.
        func commands(_ kind: String) -> [String] {
            program.output.split(separator: "\n").filter { $0.hasPrefix("::\(kind)") }
                .map(String.init)
        }
    }

    /// Runs the Action as a runner would, with one fast rule unless the inputs say otherwise.
    func run(
        _ event: String, payload: String, inputs: [String: String] = [:], sha: String? = nil,
        environment: [String: String] = [:]
    ) throws -> Outcome {
        try folder.write(payload, to: "event.json")
        for file in ["output", "summary"] { try folder.write("", to: file) }
        var variables = [
            "GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": repository,
            "GITHUB_SHA": sha ?? merge, "GITHUB_REPOSITORY": "contoso/orders",
            "GITHUB_SERVER_URL": "file://\(folder.path)/server", "GITHUB_EVENT_NAME": event,
            "GITHUB_EVENT_PATH": "\(folder.path)/event.json",
            "GITHUB_OUTPUT": "\(folder.path)/output",
            "GITHUB_STEP_SUMMARY": "\(folder.path)/summary",
            "COMPLYBOT_HOME": "\(folder.path)/home", "INPUT_RULE": "dockerfile-pinned-base",
        ]
        for (name, value) in inputs { variables["INPUT_\(name.uppercased())"] = value }
        let outcome = try Program.run(
            ["action"], in: repository, environment: variables.merging(environment) { $1 })
        return Outcome(
            program: outcome, outputs: try outputs(),
            summary: try String(contentsOfFile: "\(folder.path)/summary", encoding: .utf8))
    }

    /// The outputs as a runner reads them.
    private func outputs() throws -> [String: String] {
        let text = try String(contentsOfFile: "\(folder.path)/output", encoding: .utf8)
        var lines = text.split(separator: "\n", omittingEmptySubsequences: false)[...]
        var outputs: [String: String] = [:]
        while let line = lines.popFirst(), let mark = line.range(of: "<<") {
            var value: [Substring] = []
            while let next = lines.popFirst(), next != line[mark.upperBound...] {
                value.append(next)
            }
            outputs[String(line[..<mark.lowerBound])] = value.joined(separator: "\n")
        }
        return outputs
    }
}
