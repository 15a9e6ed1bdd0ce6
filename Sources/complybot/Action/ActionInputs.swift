import Basics
import RuleEngine

/// The inputs of the Action as the runner hands them over: `INPUT_<NAME>` in the environment.
struct ActionInputs: Sendable {
    /// When a run is about changes only.
    enum Scope: String, CaseIterable { case auto, `true`, `false` }

    /// Every input of `action.yml`, in its order.
    static let names = [
        "path", "rules", "rule", "severity", "fail-on", "format", "changed-only", "baseline",
        "config", "variables", "advisories", "fix", "unsafe", "pull-request", "sarif-file",
        "sarif-upload", "checks", "dependency-graph", "token",
    ]
    /// What every container action may be given besides.
    private static let foreign: Set<String> = ["args", "entrypoint", "entryPoint"]

    private let values: [String: String]
    let format: CheckCommand.Format
    let scope: Scope
    let fixes: Bool
    let allowsUnsafe: Bool
    let proposes: Bool
    let uploadsSARIF: Bool
    let checks: ActionChecks.Wish
    /// Whether the dependency graph is told which packages the default branch settles on.
    let submitsDependencies: ActionChecks.Wish

    /// Reads and checks them.
    ///
    /// - Throws: a usage `Diagnostic` that names the input.
    init(environment: [String: String]) throws {
        var values: [String: String] = [:]
        for (key, value) in environment where key.hasPrefix("INPUT_") {
            let name = key.dropFirst("INPUT_".count).lowercased()
            if Self.foreign.contains(name) { continue }
            guard Self.names.contains(name) else {
                throw Diagnostic(
                    .usage, "read the inputs", on: name, because: "there is no such input",
                    remedy: NearestName.remedy(for: name, among: Self.names))
            }
            guard !value.utf8.contains(0), value.utf8.count <= 64 << 10 else {
                throw Diagnostic(.usage, "read the input \(name)", because: "it is too long")
            }
            values[name] = Self.trimmed(value)
        }
        self.values = values
        format = try Self.choice("format", in: values, default: .github)
        scope = try Self.choice("changed-only", in: values, default: .auto)
        fixes = try Self.flag("fix", in: values)
        allowsUnsafe = try Self.flag("unsafe", in: values)
        proposes = try Self.flag("pull-request", in: values)
        uploadsSARIF = try Self.flag("sarif-upload", in: values)
        checks = try Self.choice("checks", in: values, default: .auto)
        submitsDependencies = try Self.choice("dependency-graph", in: values, default: .auto)
        let _: Severity = try Self.choice("severity", in: values, default: .info)
        let _: LocalRun.Threshold = try Self.choice("fail-on", in: values, default: .low)
        if allowsUnsafe, !fixes {
            throw Diagnostic(
                .usage, "read the input unsafe", because: "it says something of patches",
                remedy: "set fix: true")
        }
        if proposes || uploadsSARIF || [checks, submitsDependencies].contains(.true), token == nil {
            throw Diagnostic(
                .usage, "read the input token",
                because:
                    "pull-request, sarif-upload, checks and dependency-graph need one, and it is empty",
                remedy: "leave the input out for the workflow's own token")
        }
    }

    /// One input; nil when it was left out or is empty.
    subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    /// The credential for GitHub.
    var token: String? { self["token"] }

    /// The lines of an input, trimmed, without empty ones.
    func lines(_ name: String) -> [String] {
        (self[name] ?? "").split(whereSeparator: \.isNewline).map { Self.trimmed(String($0)) }
            .filter { !$0.isEmpty }
    }

    /// The words of an input, between which white space and commas stand.
    func words(_ name: String) -> [String] {
        (self[name] ?? "").split { $0.isWhitespace || $0 == "," }.map(String.init)
    }

    private static func choice<Choice>(
        _ name: String, in values: [String: String], default fallback: Choice
    ) throws -> Choice where Choice: RawRepresentable<String> & CaseIterable {
        guard let text = values[name], !text.isEmpty else { return fallback }
        if let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        throw Diagnostic(
            .usage, "read the input \(name)", on: text,
            because: "it is one of \(names.joined(separator: ", "))",
            remedy: NearestName.remedy(for: text, among: names))
    }

    /// A truth value as YAML 1.2 writes it.
    private static func flag(_ name: String, in values: [String: String]) throws -> Bool {
        switch values[name] ?? "" {
        case "true", "True", "TRUE": true
        case "", "false", "False", "FALSE": false
        case let text:
            throw Diagnostic(
                .usage, "read the input \(name)", on: text, because: "it is true or false")
        }
    }

    private static func trimmed(_ text: String) -> String {
        var text = text[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
