internal import Basics
internal import Documents
internal import Foundation
internal import RuleEngine
internal import Snapshots

/// The rule format, and the whole engine over hostile repositories.
extension FuzzTarget {
    static let rules: [FuzzTarget] = [
        FuzzTarget("rule", "a rule's file, as a pack of its own") { input in
            guard let folder = try? ProbePack() else { return "no folder for the pack" }
            return folder.breach(rule: input)
        },
        FuzzTarget("glob", "globs, each matched against a path") { input in
            var reader = InputReader(input)
            let pattern = String(decoding: reader.part(), as: UTF8.self)
            guard let glob = try? Glob(pattern) else { return nil }
            _ = glob.matches(reader.part())
            return nil
        },
        FuzzTarget("data-path", "paths into structured data: what is read can be written") {
            input in
            let text = String(decoding: input, as: UTF8.self)
            guard let path = try? DataPath(parsing: text) else { return nil }
            // Escapes lengthen a path, so what is near the reader's limit may be beyond it once it is written.
            guard path.description.utf8.count <= DataPath.maximumLength else { return nil }
            guard let again = try? DataPath(parsing: path.description) else {
                return "`\(path)`, which was written, cannot be read"
            }
            return again.description == path.description ? nil : "`\(path)` reads as `\(again)`"
        },
        FuzzTarget("template", "templates") { input in
            _ = try? Template(parsing: String(decoding: input, as: UTF8.self))
            return nil
        },
        FuzzTarget("engine", "all rules over hostile files: what is patched stays patched") {
            input in
            EngineProbe.shared.breach(files: input)
        },
    ]
}

/// A pack in memory-backed files with one rule, which is the input.
private struct ProbePack: ~Copyable {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "complybot-fuzz-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder + "/policies", withIntermediateDirectories: true)
        let header = """
            apiVersion: complybot.dev/v1
            kind: RulePack
            metadata: {name: probe, version: 1.0.0}
            """
        try Data(header.utf8).write(to: URL(filePath: folder + "/pack.yaml"))
        let policy = "---\nid: P-1\ntitle: Probe\n---\n# Probe\n\n## Section\n\nThe clause.\n"
        try Data(policy.utf8).write(to: URL(filePath: folder + "/policies/P-1.md"))
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func breach(rule: [UInt8]) -> String? {
        let file = URL(filePath: folder + "/probe-rule.yaml")
        guard (try? Data(rule).write(to: file)) != nil else { return "the rule cannot be written" }
        do throws(RulePackErrors) {
            let pack = try RulePackLoader.load(folder: folder, queries: EngineProbe.queries)
            return pack.rules.count == 1 ? nil : "a pack of one file has \(pack.rules.count) rules"
        } catch {
            return error.errors.isEmpty ? "refused without a reason" : nil
        }
    }
}

/// The packs that ship, compiled once.
private final class EngineProbe: Sendable {
    static let shared = EngineProbe()
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    static let queries = root + "/rules/queries"

    /// The files of a probe: the input's parts, separated by zero bytes, in this order.
    private static let names = [
        "main.py", "requirements.txt", ".github/workflows/ci.yml", "Dockerfile",
        "deploy/app.yaml", "package.json", ".github/CODEOWNERS", ".github/dependabot.yml",
        ".env", "notes.txt",
    ]

    private let compiled: CompiledRuleSet?
    private let grammars: GrammarLibrary

    private init() {
        let environment = ProcessInfo.processInfo.environment
        let folder = environment["COMPLYBOT_GRAMMARS"] ?? Self.root + "/.build/grammars"
        let grammars = GrammarLibrary(folders: [folder])
        self.grammars = grammars
        let rules = Self.root + "/rules"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: rules)) ?? []
        let folders = names.sorted().map { "\(rules)/\($0)" }.filter {
            FileManager.default.fileExists(atPath: $0 + "/pack.yaml")
        }
        let packs = try? RulePackLoader.load(folders: folders, queries: Self.queries)
        compiled = packs.flatMap { packs in
            try? CompiledRuleSet(
                ruleSet: RuleSet(packs: packs), grammars: grammars, queriesFolder: Self.queries)
        }
    }

    func breach(files input: [UInt8]) -> String? {
        guard let compiled else { return "the packs cannot be loaded" }
        var reader = InputReader(input)
        var files: [RepositoryPath: MemorySnapshot.File] = [:]
        for name in Self.names {
            let bytes = reader.part()
            if !bytes.isEmpty { files[RepositoryPath(name)] = .init(bytes: bytes) }
        }
        let context = EvaluationContext(
            repository: "probe", service: "probe", grammars: grammars, knowledge: NoKnowledge())
        let planner = PatchPlanner(
            compiled: compiled, context: context, options: PatchOptions(allowsUnsafe: true))
        do {
            let first = try planner.plan(on: MemorySnapshot(files: files))
            let left = Set(first.remaining.findings.map(\.fingerprint))
            if let kept = first.applied.first(where: { left.contains($0.finding.fingerprint) }) {
                return "\(kept.finding.ruleID) is said to be patched and is still found"
            }
            let second = try planner.plan(on: first.after)
            return second.changes.isEmpty ? nil : "what was patched is patched again"
        } catch {
            return "\(error)"
        }
    }
}

/// Nothing is known of any dependency.
private struct NoKnowledge: DependencyKnowledge {
    var digest: Digest { Digest.framed(["none"]) }
    var hasAdvisories: Bool { false }
    func isWithin(_ constraint: String, _ dependency: DeclaredDependency) -> Bool? { nil }
    func vulnerability(of dependency: DeclaredDependency) -> Vulnerability? { nil }
}
