internal import Basics
internal import Documents
package import RuleEngine
internal import Snapshots

/// What `fix` says of a patch: the files, the findings that are closed, and what was left alone and why.
package struct FixReport: Sendable {
    /// What was found before, as `check` would have said it.
    package let found: CheckReport
    /// What is there with the patch in.
    package let left: CheckReport
    package let patch: PatchResult
    package let isDryRun: Bool
    /// How many findings count with the patch in, whatever their severity.
    package let leftCount: Int

    /// A report of a patch that was applied, or would be; `found` and `left` are judged alike.
    package init(
        found: CheckReport, left: CheckReport, leftCount: Int, patch: PatchResult, isDryRun: Bool
    ) {
        self.found = found
        self.left = left
        self.leftCount = leftCount
        self.patch = patch
        self.isDryRun = isDryRun
    }

    /// What the tree that the user sees is like: as it was found by a dry run, else with the patch in.
    package var current: CheckReport { isDryRun ? found : left }

    var toolVersion: String { found.toolVersion }
    var target: CheckReport.Target { found.target }
    var ruleSet: RuleSet { found.ruleSet }

    /// The findings that the patch closes, with their status as they were found.
    var patched: [JudgedFinding] {
        let judged = Dictionary(
            found.shown.map { ($0.finding.fingerprint, $0) },
            uniquingKeysWith: { first, _ in first })
        return patch.applied.map { judged[$0.finding.fingerprint] ?? JudgedFinding($0.finding) }
    }

    /// The rules whose patches touch a file, sorted, each once.
    func rules(touching path: RepositoryPath) -> [String] {
        Set(patch.applied.filter { $0.edits[path] != nil }.map(\.finding.ruleID)).sorted()
    }

    /// The report for people.
    package var text: String {
        var text = ""
        for path in patch.changes.keys.sorted() {
            let verb = isDryRun ? "would patch" : "patched"
            let rules = rules(touching: path).joined(separator: ", ")
            text += "\(verb) \(path.description.escapedForLog) (\(rules))\n"
        }
        for declined in patch.declined {
            let line = declined.finding.start.map { ":\($0.line)" } ?? ""
            let place = FindingWords.place(of: declined.finding).escapedForLog + line
            text += "left alone \(place) (\(declined.finding.ruleID)): "
            text += declined.reason.escapedForLog
            if let winner = declined.winner { text += "; \(winner.advice.escapedForLog)" }
            text += "\n"
        }
        for problem in patch.before.problems {
            text += "not evaluated \(problem.place.escapedForLog): "
            text += "\(FindingWords.folded(problem.message).escapedForLog)\n"
        }
        return text + closingLine + "\n"
    }

    /// The one line that sums up.
    package var closingLine: String {
        let verb = isDryRun ? "would be patched" : "patched"
        let left = left
        var text = "\(patch.applied.count.of("finding")) \(verb), "
        text += "\(leftCount) left."
        let others = [
            (left.shown(.waived).count, "waived"),
            (left.shown(.existing).count, "known to the baseline"), (left.elsewhere, "elsewhere"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
        return others.isEmpty ? text : text + " Not counted: \(others.joined(separator: ", "))."
    }
}
