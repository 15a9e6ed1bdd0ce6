internal import Basics
package import Forge
internal import RuleEngine
package import Snapshots

/// The check `complybot/config` of a commit that brings a configuration: what is wrong with it, and what it would do.
package struct ConfigurationCheck: Sendable {
    /// The name of the check.
    package static let name = "complybot/config"

    /// The configuration's own file, such as `.github/complybot.yml`.
    package var file: String
    /// What is wrong; problems of other files are in the summary only.
    package var problems: [ConfigurationProblem]
    /// What would change if the commit went in, a sentence each; empty when nothing would.
    package var effects: [String]

    /// A check from its parts.
    package init(file: String, problems: [ConfigurationProblem], effects: [String]) {
        self.file = file
        self.problems = problems.sorted()
        self.effects = effects
    }

    /// The check of a commit: what does not count fails it, and the rest is remarked upon.
    package func checkRun(at head: ObjectID) -> CheckRun {
        let levels = problems.map { Self.level(of: $0.kind) }
        return CheckRun(
            name: Self.name, head: head,
            conclusion: levels.contains(.failure) ? .failure : .success,
            title: problems.isEmpty
                ? "The configuration is valid"
                : problems.count.of("problem") + " in the configuration",
            summary: MarkdownReport.fitting { summary($0) },
            annotations: zip(problems, levels).filter { $0.0.source.file == file }.map(annotation))
    }

    private static func level(of kind: ConfigurationProblem.Kind) -> CheckRun.Annotation.Level {
        switch kind {
        case .invalidFile, .invalidWaiver: .failure
        case .refusedOverride, .unknownRule, .staleWaiver: .warning
        }
    }

    private func annotation(
        _ problem: ConfigurationProblem, _ level: CheckRun.Annotation.Level
    ) -> CheckRun.Annotation {
        let column = max(1, problem.source.column)
        return CheckRun.Annotation(
            path: file, startLine: problem.source.line, columns: column...column, level: level,
            title: problem.kind.rawValue, message: problem.diagnostic.description)
    }

    private func summary(_ extent: MarkdownWriter.Extent) -> [String] {
        let rows = problems.prefix(extent.items).map { problem in
            [
                MarkdownReport.cell(code: problem.source.description),
                MarkdownReport.cell(
                    [problem.reason, problem.remedy].compactMap { $0 }.joined(separator: "; "),
                    extent),
            ]
        }
        let changes = effects.prefix(extent.items).map {
            "- " + MarkdownText.inline($0, limit: min(300, extent.text))
        }
        return [
            "The configuration is read from the default branch: this commit changes nothing until it is merged.",
            problems.isEmpty ? "" : "### Problems: \(problems.count)",
            MarkdownReport.table(["Where", "Problem"], rows),
            MarkdownReport.more(problems.count, than: extent.items, "problem"),
            "### What it would do",
            changes.isEmpty ? "Nothing changes." : changes.joined(separator: "\n"),
            MarkdownReport.more(effects.count, than: extent.items, "effect"),
        ]
    }
}
