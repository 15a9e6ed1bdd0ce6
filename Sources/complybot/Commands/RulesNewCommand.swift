import Basics
import FoundationEssentials
import RuleEngine

/// `complybot rules new`: the files of a rule that can be run at once.
enum RulesNewCommand {
    static let specification = CommandSpecification(
        words: ["rules", "new"], summary: "write a new rule with its policy and its cases",
        discussion: """
            Writes a rule that works, with the sentence of a policy that asks for it and a case for each outcome, to be changed
            into what you want. A pack that is not there is made. Nothing is ever overwritten.
            """,
        arguments: [
            .init(
                name: "ID", isRequired: true,
                summary: "the rule's id: lower-case words and digits joined by -")
        ],
        options: [
            .init(name: "pack", value: "DIR", summary: "the folder of the pack, named after it"),
            .init(
                name: "scope", value: "repo|component|file",
                summary: "what one evaluation of the rule looks at (default component)"),
        ]
    ) { arguments, terminal in
        let id = arguments.arguments[0]
        guard var folder = arguments.value("pack"), !folder.isEmpty else {
            throw Diagnostic(
                .usage, "write a rule", on: id, because: "it belongs to no pack",
                remedy: "name the pack's folder with --pack DIR")
        }
        while folder.count > 1, folder.hasSuffix("/") { folder.removeLast() }
        let scope = try arguments.choice("scope", default: Applicability.Scope.component)
        let pack = folder.split(separator: "/").last.map(String.init) ?? folder
        let policies = try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/policies")
        guard
            let skeleton = RuleSkeleton(
                id: id, pack: pack, scope: scope, policies: policies ?? [])
        else {
            throw Diagnostic(
                .usage, "write a rule", on: "\(folder)/\(id)",
                because:
                    "ids of rules and names of packs are lower-case words and digits joined by -")
        }
        let written = try write(skeleton, to: folder)
        for path in written { try terminal.write(path.escapedForTerminal + "\n") }
        terminal.note(
            "Next: complybot rules test --rules \(folder) --rule \(id)\n".escapedLines)
        return .done
    }

    /// Writes what is not there; the rule itself must not be.
    private static func write(_ skeleton: RuleSkeleton, to folder: String) throws -> [String] {
        let manager = FileManager.default
        let rule = "\(folder)/\(skeleton.id).yaml"
        let policy = "\(folder)/policies/\(skeleton.policyName)"
        for path in [rule, policy] where manager.fileExists(atPath: path) {
            throw Diagnostic(
                .usage, "write a rule", on: path, because: "it is there already",
                remedy: "choose another id")
        }
        do {
            try manager.createDirectory(
                atPath: "\(folder)/policies", withIntermediateDirectories: true)
        } catch {
            throw Diagnostic(
                .incomplete, "make the folder of a pack", on: folder, because: "\(error)")
        }
        var written: [String] = []
        if !manager.fileExists(atPath: "\(folder)/pack.yaml") {
            try AtomicFile.write(Array(skeleton.packText.utf8), to: "\(folder)/pack.yaml")
            written.append("\(folder)/pack.yaml")
        }
        try AtomicFile.write(Array(skeleton.policyText.utf8), to: policy)
        try AtomicFile.write(Array(skeleton.ruleText.utf8), to: rule)
        return written + [policy, rule]
    }
}

extension String {
    /// The text with everything but its line ends made visible.
    var escapedLines: String {
        split(separator: "\n", omittingEmptySubsequences: false)
            .map { String($0).escapedForTerminal }.joined(separator: "\n")
    }
}
