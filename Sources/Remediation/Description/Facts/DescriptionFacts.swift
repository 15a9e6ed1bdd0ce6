/// Everything a pull request's description may say, and all it is checked against.
///
/// Plain values, sorted when made: the same facts in any order give the same description, byte for byte.
package struct DescriptionFacts: Sendable, Hashable {
    /// How bad a broken rule is.
    package enum Severity: String, Sendable, Hashable, CaseIterable, Comparable {
        case info, low, medium, high, critical

        package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// How much a change puts at risk.
    package enum Risk: String, Sendable, Hashable, CaseIterable, Comparable {
        case low, medium, high, critical

        package static func < (left: Risk, right: Risk) -> Bool { left.rank < right.rank }

        private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
    }

    /// A rule that asked for part of the change.
    package struct Rule: Sendable, Hashable {
        /// The rule's id.
        package var id: String
        /// Its title, a short sentence of the pack's author.
        package var title: String
        /// How bad it is to break it.
        package var severity: Severity
        /// The ids of the policies that ask for it.
        package var policies: [String]

        /// A rule from its parts.
        package init(id: String, title: String, severity: Severity, policies: [String]) {
            self.id = id
            self.title = title
            self.severity = severity
            self.policies = policies.sorted(by: precedes)
        }
    }

    /// Something the change puts right.
    package struct Finding: Sendable, Hashable {
        /// The rule it breaks.
        package var rule: String
        /// Where; nil for the repository as a whole.
        package var path: String?
        /// The line, from 1; nil for the whole file.
        package var line: Int?
        /// What is wrong; it may quote the repository.
        package var message: String
        /// The fingerprint, as in the report.
        package var fingerprint: String

        /// A finding from its parts.
        package init(rule: String, path: String?, line: Int?, message: String, fingerprint: String)
        {
            self.rule = rule
            self.path = path
            self.line = line
            self.message = message
            self.fingerprint = fingerprint
        }
    }

    /// A file the change touches.
    package struct ChangedFile: Sendable, Hashable {
        /// Its path in the repository.
        package var path: String
        /// Lines added.
        package var added: Int
        /// Lines removed.
        package var removed: Int
        /// Whether the file did not exist before.
        package var isNew: Bool
        /// The rules that touched it.
        package var rules: [String]

        /// A file from its parts.
        package init(
            path: String, added: Int, removed: Int, isNew: Bool = false, rules: [String] = []
        ) {
            self.path = path
            self.added = added
            self.removed = removed
            self.isNew = isNew
            self.rules = rules.sorted(by: precedes)
        }
    }

    /// A finding that was not put right.
    package struct Declined: Sendable, Hashable {
        /// The rule.
        package var rule: String
        /// Where; nil for the repository as a whole.
        package var path: String?
        /// Why, in the engine's words.
        package var reason: String

        /// A declined finding from its parts.
        package init(rule: String, path: String?, reason: String) {
            self.rule = rule
            self.path = path
            self.reason = reason
        }
    }

    /// A clause of a policy, verified to stand there.
    package struct Citation: Sendable, Hashable {
        /// The policy's id, such as `OPS-2.1`.
        package var policy: String
        /// The document's path or name.
        package var document: String
        /// The section's heading.
        package var section: String
        /// The lines, from 1, both included.
        package var lines: ClosedRange<Int>
        /// The digest of the quoted lines, `sha256:` and hex.
        package var digest: String
        /// The words.
        package var quote: String

        /// A citation from its parts.
        package init(
            policy: String, document: String, section: String, lines: ClosedRange<Int>,
            digest: String,
            quote: String
        ) {
            self.policy = policy
            self.document = document
            self.section = section
            self.lines = lines
            self.digest = digest
            self.quote = quote
        }
    }

    /// Who must agree, and why.
    package struct Approvals: Sendable, Hashable {
        /// The approvers, such as `platform-team`; none when the matrix asks for nobody.
        package var required: [String]
        /// The risk the matrix assigns.
        package var risk: Risk
        /// Why, sentence by sentence.
        package var rationale: [String]

        /// Approvals from their parts.
        package init(required: [String], risk: Risk, rationale: [String]) {
            self.required = required.sorted(by: precedes)
            self.risk = risk
            self.rationale = rationale
        }
    }

    /// A vulnerability that a scanner outside reports.
    package struct Reported: Sendable, Hashable {
        /// The package.
        package var dependency: String
        /// The vulnerability's name, such as `CVE-2024-33663`.
        package var id: String
        /// How bad the scanner says it is.
        package var severity: String

        /// A report from its parts.
        package init(dependency: String, id: String, severity: String) {
            self.dependency = dependency
            self.id = id
            self.severity = severity
        }
    }

    /// The repository, as a person would write it.
    package var repository: String
    /// The service's name.
    package var service: String
    /// The group of rules this pull request is about.
    package var group: String
    /// The branch it is for.
    package var baseBranch: String
    /// The commit it stands on.
    package var baseCommit: String
    /// The rules that asked for the change.
    package var rules: [Rule]
    /// Every rule id of the packs in use, to tell a rule that did not apply from a word.
    package var knownRules: [String]
    /// What the change puts right.
    package var findings: [Finding]
    /// The files it touches.
    package var changedFiles: [ChangedFile]
    /// What it leaves alone.
    package var declined: [Declined]
    /// The verified clauses, numbered from 1 in this order.
    package var citations: [Citation]
    /// The ids of advisories the findings rest on.
    package var advisories: [String]
    /// Who must agree.
    package var approvals: Approvals
    /// What the repository's own tests said.
    package var tests: TestFacts
    /// The paths of the files that a language model has edited besides; none when rules alone made the change.
    package var modelEdits: [String]
    /// What a scanner outside reports besides; the change does nothing about it.
    package var reported: [Reported]
    /// The digest of the plan, `sha256:` and hex.
    package var planDigest: String
    /// The version of the program.
    package var toolVersion: String

    /// Facts, put in order.
    package init(
        repository: String, service: String, group: String, baseBranch: String, baseCommit: String,
        rules: [Rule], knownRules: [String] = [], findings: [Finding], changedFiles: [ChangedFile],
        declined: [Declined] = [], citations: [Citation], advisories: [String] = [],
        approvals: Approvals, tests: TestFacts, modelEdits: [String] = [],
        reported: [Reported] = [], planDigest: String, toolVersion: String
    ) {
        self.repository = repository
        self.service = service
        self.group = group
        self.baseBranch = baseBranch
        self.baseCommit = baseCommit
        self.rules = rules.sorted { precedes($0.id, $1.id) }
        self.knownRules = knownRules.sorted(by: precedes)
        self.findings = findings.sorted { precedes($0.sortKey, $1.sortKey) }
        self.changedFiles = changedFiles.sorted { precedes($0.path, $1.path) }
        self.declined = declined.sorted { precedes($0.sortKey, $1.sortKey) }
        self.citations = citations.sorted { precedes($0.sortKey, $1.sortKey) }
        self.advisories = advisories.sorted(by: precedes)
        self.approvals = approvals
        self.tests = tests
        self.modelEdits = modelEdits.sorted(by: precedes)
        self.reported = reported.sorted { precedes($0.sortKey, $1.sortKey) }
        self.planDigest = planDigest
        self.toolVersion = toolVersion
    }
}

extension DescriptionFacts.Finding {
    fileprivate var sortKey: [String] {
        [path ?? "", padded(line ?? 0), rule, message, fingerprint]
    }
}

extension DescriptionFacts.Reported {
    fileprivate var sortKey: [String] { [dependency, id, severity] }
}

extension DescriptionFacts.Declined {
    fileprivate var sortKey: [String] { [rule, path ?? "", reason] }
}

extension DescriptionFacts.Citation {
    fileprivate var sortKey: [String] {
        [
            policy, document, padded(lines.lowerBound), padded(lines.upperBound), digest, section,
            quote,
        ]
    }
}

/// Order by bytes: `String` compares by canonical equivalence, which would leave twins in the order they came.
private func precedes(_ left: String, _ right: String) -> Bool {
    left.utf8.lexicographicallyPrecedes(right.utf8)
}

private func precedes(_ left: [String], _ right: [String]) -> Bool {
    for (first, second) in zip(left, right) where !first.utf8.elementsEqual(second.utf8) {
        return precedes(first, second)
    }
    return left.count < right.count
}

private func padded(_ number: Int) -> String {
    let digits = String(max(0, number))
    return String(repeating: "0", count: max(0, 20 - digits.count)) + digits
}
