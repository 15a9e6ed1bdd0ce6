package import Basics
package import RuleEngine
internal import Snapshots

/// The findings that a repository had when somebody decided to start from there.
///
/// It has one owner and one last day, and it only shrinks: whatever is new counts.
package struct Baseline: Hashable, Sendable {
    /// One finding that was accepted.
    package struct Entry: Hashable, Sendable {
        package var fingerprint: Digest
        /// For the reader; only the fingerprint decides.
        package var ruleID: String
        /// For the reader; nil when something is missing altogether.
        package var path: String?

        /// An entry from its parts.
        package init(fingerprint: Digest, ruleID: String, path: String?) {
            self.fingerprint = fingerprint
            self.ruleID = ruleID
            self.path = path
        }

        /// The entry that accepts a finding.
        package init(_ finding: Finding) {
            self.init(
                fingerprint: finding.fingerprint, ruleID: finding.ruleID,
                path: finding.path?.description)
        }
    }

    /// Who answers for it; nil for a former report used as one.
    package var owner: String?
    /// The last day on which it holds; nil for a former report used as one.
    package var expires: Day?
    /// The version of the program that wrote it.
    package var toolVersion: String
    /// The digest of the rules by which it was written.
    package var ruleSetDigest: String
    /// Sorted by fingerprint, each once.
    package let entries: [Entry]
    private let known: Set<Digest>

    /// A baseline from its parts, the entries in any order.
    package init(
        owner: String?, expires: Day?, toolVersion: String, ruleSetDigest: String,
        entries: [Entry]
    ) {
        self.owner = owner
        self.expires = expires
        self.toolVersion = toolVersion
        self.ruleSetDigest = ruleSetDigest
        var seen: Set<Digest> = []
        self.entries = entries.filter { seen.insert($0.fingerprint).inserted }
            .sorted { $0.fingerprint < $1.fingerprint }
        known = seen
    }

    /// Whether it accepts a finding.
    package func contains(_ finding: Finding) -> Bool { known.contains(finding.fingerprint) }

    /// The findings with those that it knows marked as existing.
    ///
    /// A waiver says more than a baseline, so what is waived stays so; and where a waiver has ended somebody promised
    /// that the finding would be gone, which a baseline does not put off.
    package func judging(_ findings: [JudgedFinding]) -> [JudgedFinding] {
        findings.map { item in
            guard item.status == .new, contains(item.finding) else { return item }
            var item = item
            item.status = .existing
            return item
        }
    }

    /// The entries that no finding needs any more.
    ///
    /// An entry of a rule that this run did not ask, or could not evaluate everywhere, is not among them.
    package func stale(in detection: DetectionReport, by ruleSet: RuleSet) -> [Entry] {
        let found = Set(detection.findings.map(\.fingerprint))
        let asked = Set(ruleSet.rules.map(\.id))
        let existing = Set(ruleSet.packs.flatMap { $0.rules.map(\.id) })
        let troubled = Set(detection.problems.compactMap(\.ruleID))
        // A file that cannot be parsed hides the findings of any rule.
        let unread = Set(detection.problems.compactMap { $0.path?.description })
        return entries.filter { entry in
            guard !found.contains(entry.fingerprint), !troubled.contains(entry.ruleID),
                !(entry.path.map(unread.contains) ?? false)
            else { return false }
            return asked.contains(entry.ruleID) || !existing.contains(entry.ruleID)
        }
    }
}

/// What a baseline said of one run.
package struct BaselineComparison: Sendable {
    /// The baseline's file, as the user would type it.
    package let file: String
    package let baseline: Baseline
    /// The entries that may be removed.
    package let stale: [Baseline.Entry]

    /// A comparison from its parts.
    package init(file: String, baseline: Baseline, stale: [Baseline.Entry]) {
        self.file = file
        self.baseline = baseline
        self.stale = stale
    }
}
