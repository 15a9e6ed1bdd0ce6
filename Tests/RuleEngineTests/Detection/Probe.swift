import Basics
import Documents
import Foundation
import Snapshots
import TestSupport

@testable import RuleEngine

/// One rule written in a test, loaded as a pack from disk and asked about files in memory.
struct Probe {
    static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
    static let queries = root + "/rules/queries"
    static let grammars = GrammarLibrary(folders: [root + "/.build/grammars"])

    var when = "{scope: repo}"
    var detect: String
    var facts: String?
    var message = "drift"
    var vars = "{}"
    var patch: String?
    var pins: String?
    var values: [String: VariableValue] = [:]
    var knowledge: any DependencyKnowledge = NoKnowledge()
    var grammars = Self.grammars

    init(_ detect: String) { self.detect = detect }

    /// The text of the rule's file.
    var rule: String {
        """
        apiVersion: complybot.dev/v1
        kind: Rule
        id: probe
        version: 1
        title: Probe
        severity: medium
        confidence: high
        policy: []
        vars: \(vars)
        when: \(when)
        detect: \(detect)
        \(facts.map { "facts: \($0)" } ?? "")
        message: "\(message)"
        remediation: none
        tests: []
        \(patch.map { "patch: \($0)" } ?? "")
        """
    }

    func compiled() throws -> CompiledRuleSet {
        let folder = try TemporaryDirectory()
        try folder.write(
            "apiVersion: complybot.dev/v1\nkind: RulePack\nmetadata: {name: test, version: 1.0.0}\n",
            to: "pack.yaml")
        try folder.write(rule, to: "probe.yaml")
        if let pins { try folder.write(pins, to: "pins.json") }
        let pack = try RulePackLoader.load(folder: folder.path, queries: Self.queries)
        return try CompiledRuleSet(
            ruleSet: RuleSet(packs: [pack], variables: values), grammars: grammars,
            queriesFolder: Self.queries)
    }

    func evaluation(_ files: [String: String]) throws -> Evaluation {
        try evaluation(bytes: files.mapValues { Array($0.utf8) })
    }

    func evaluation(bytes files: [String: [UInt8]]) throws -> Evaluation {
        let snapshot = MemorySnapshot(
            files: Dictionary(
                uniqueKeysWithValues: files.map {
                    (RepositoryPath($0.key), MemorySnapshot.File(bytes: $0.value))
                }))
        return Evaluation(ruleSet: try compiled(), snapshot: snapshot, context: context)
    }

    var context: EvaluationContext {
        EvaluationContext(
            repository: "contoso-orders-api", service: "orders", grammars: grammars,
            knowledge: knowledge)
    }

    /// Findings as `path:line`, or `-` for one without a place.
    func findings(_ files: [String: String]) throws -> [String] {
        try evaluation(files).places
    }

    /// Outcomes by scope.
    func outcomes(_ files: [String: String]) throws -> [String: String] {
        try evaluation(files).outcomes
    }
}

extension Evaluation {
    var places: [String] {
        report().findings.map { finding in
            guard let path = finding.path else { return "-" }
            return finding.start.map { "\(path):\($0.line)" } ?? path.description
        }
    }

    var outcomes: [String: String] {
        Dictionary(
            uniqueKeysWithValues: report().outcomes.map { ($0.scope.description, $0.result.name) })
    }
}

/// Knows nothing.
struct NoKnowledge: DependencyKnowledge {
    var digest: Basics.Digest { .init(of: "") }
    func isWithin(_ constraint: String, _ dependency: DeclaredDependency) -> Bool? { nil }
    func vulnerability(of dependency: DeclaredDependency) -> Vulnerability? { nil }
}

/// Knows what the test says.
struct TableKnowledge: DependencyKnowledge {
    var vulnerabilities: [String: Vulnerability] = [:]
    var within: [String: Bool] = [:]
    var digest: Basics.Digest { .init(of: "table") }
    func isWithin(_ constraint: String, _ dependency: DeclaredDependency) -> Bool? {
        within["\(dependency.name) \(constraint)"]
    }
    func vulnerability(of dependency: DeclaredDependency) -> Vulnerability? {
        vulnerabilities[dependency.name]
    }
}
