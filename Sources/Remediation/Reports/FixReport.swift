internal import Basics
internal import Documents
package import RuleEngine
internal import Snapshots

/// What `fix` says of a patch: the files, the findings that are closed, and what was left alone and why.
package struct FixReport: Sendable {
    let toolVersion: String
    let target: CheckReport.Target
    let ruleSet: RuleSet
    let patch: PatchResult
    let isDryRun: Bool

    /// A report of a patch that was applied, or would be.
    package init(
        toolVersion: String, target: CheckReport.Target, ruleSet: RuleSet, patch: PatchResult,
        isDryRun: Bool
    ) {
        self.toolVersion = toolVersion
        self.target = target
        self.ruleSet = ruleSet
        self.patch = patch
        self.isDryRun = isDryRun
    }

    /// The rules whose patches touch a file, sorted, each once.
    func rules(touching path: RepositoryPath) -> [String] {
        Set(patch.applied.filter { $0.edits[path] != nil }.map(\.finding.ruleID)).sorted()
    }

    /// The report for people.
    package var text: String {
        var text = ""
        for path in patch.changes.keys.sorted() {
            let rules = rules(touching: path)
            let verb = isDryRun ? "would patch" : "patched"
            text +=
                "\(verb) \(path.description.escapedForTerminal) (\(rules.joined(separator: ", ")))\n"
        }
        for declined in patch.declined {
            let line = declined.finding.start.map { ":\($0.line)" } ?? ""
            let place = (declined.finding.path?.description ?? "repository") + line
            text += "left alone \(place.escapedForTerminal) (\(declined.finding.ruleID)): "
            text += declined.reason.escapedForTerminal
            if let winner = declined.winner { text += "; \(winner.advice.escapedForTerminal)" }
            text += "\n"
        }
        for error in patch.before.problems {
            let place = error.path?.description ?? "repository"
            text +=
                "not evaluated \(place.escapedForTerminal): \(error.message.escapedForTerminal)\n"
        }
        let count = patch.applied.count
        let left = patch.remaining.findings.count
        let verb = isDryRun ? "would be patched" : "patched"
        text += "\(count) finding\(count == 1 ? "" : "s") \(verb), \(left) left.\n"
        return text
    }
}
