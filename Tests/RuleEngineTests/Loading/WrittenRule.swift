import Basics
import Snapshots
import TestSupport

@testable import RuleEngine

/// A pack on disk of one rule that puts `new` where a text says `old`, with cases as a test wants them.
struct WrittenRule {
    static let id = "good-words"
    let folder: TemporaryDirectory

    /// Writes the pack; `tests` is what stands behind the key `tests:`, and `files` are further files of the pack.
    init(tests: String, files: [String: String] = [:]) throws {
        folder = try TemporaryDirectory()
        try folder.write(
            "apiVersion: complybot.dev/v1\nkind: RulePack\nmetadata: {name: written, version: 1.0.0}\n",
            to: "pack.yaml")
        try folder.write(Self.text + "tests:\(tests)", to: "\(Self.id).yaml")
        for (path, text) in files { try folder.write(text, to: path) }
    }

    private static let text = """
        apiVersion: complybot.dev/v1
        kind: Rule
        id: \(id)
        version: 1
        title: Texts say new
        severity: low
        confidence: high
        policy: []
        when: {scope: repo, exists: {any: ["*.txt"]}}
        detect: {id: hit, regex: {pattern: '\\bold\\b', files: ["*.txt"]}}
        message: "{{hit.path}} says old."
        remediation: Say new.
        patch: {safety: safe, touches: ["*.txt"], ops: [{replace: {at: hit, with: new}}]}

        """

    func pack() throws(RulePackErrors) -> RulePack {
        try RulePackLoader.load(folder: folder.path, queries: PatchWorkbench.queriesFolder)
    }

    /// The cases as they were read.
    func cases() throws(RulePackErrors) -> [RuleTest] { try pack().rules.flatMap(\.tests) }

    /// What is wrong with the pack, without the folder in front; none when it can be read.
    func mistakes() -> [String] {
        do throws(RulePackErrors) {
            _ = try pack()
            return []
        } catch {
            return error.errors.map(\.message)
        }
    }

    var runner: RuleTestRunner {
        RuleTestRunner(
            grammars: PatchWorkbench.grammars, queriesFolder: PatchWorkbench.queriesFolder,
            knowledge: Ignorance())
    }
}
