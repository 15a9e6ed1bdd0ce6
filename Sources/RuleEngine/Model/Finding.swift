package import Basics
package import Documents
package import Snapshots

/// One piece of drift, at one place.
package struct Finding: Hashable, Sendable {
    package var ruleID: String
    package var ruleVersion: Int
    package var severity: Severity
    package var confidence: Confidence
    /// Ids of the policies that ask for the rule, such as `OPS-2.1`.
    package var policies: [String]
    package var message: String
    package var remediation: String
    /// The file; nil when the drift is that something is missing altogether.
    package var path: RepositoryPath?
    package var start: TextPosition?
    package var end: TextPosition?
    /// The folder of the component; the root for repository and file scope.
    package var component: RepositoryPath
    /// Whether the rule has a patch for it whose preconditions hold.
    package var patchStatus: PatchStatus
    /// Whether its lines hold a secret, so that nobody may show them.
    package var isRedacted: Bool
    /// Over rule id, component, path and the anchor's text with its white space folded, and the how-manieth of equals it
    /// is: the same when unrelated lines move.
    package var fingerprint: Digest

    /// Whether `fix` would patch it.
    package var isFixable: Bool { patchStatus == .available }

    /// A finding from its parts.
    package init(
        ruleID: String, ruleVersion: Int, severity: Severity, confidence: Confidence,
        policies: [String], message: String, remediation: String, path: RepositoryPath?,
        start: TextPosition?, end: TextPosition?, component: RepositoryPath,
        patchStatus: PatchStatus, isRedacted: Bool = false, fingerprint: Digest
    ) {
        self.ruleID = ruleID
        self.ruleVersion = ruleVersion
        self.severity = severity
        self.confidence = confidence
        self.policies = policies
        self.message = message
        self.remediation = remediation
        self.path = path
        self.start = start
        self.end = end
        self.component = component
        self.patchStatus = patchStatus
        self.isRedacted = isRedacted
        self.fingerprint = fingerprint
    }
}

/// What can be done about a finding.
package enum PatchStatus: Hashable, Sendable {
    /// The rule has no patch.
    case none
    /// The preconditions hold.
    case available
    /// A precondition does not hold; why, in words for people.
    case declined(String)
}

/// What a rule said at one scope.
package struct RuleOutcome: Hashable, Sendable {
    /// The five outcomes, never confused.
    package enum Result: Hashable, Sendable {
        case pass
        case fail
        case notApplicable
        /// The rule could not be asked: a grammar is missing, a file cannot be parsed or is too large.
        case notEvaluated(String)
        case error(String)

        /// The outcome as rule tests and reports write it.
        package var name: String {
            switch self {
            case .pass: "pass"
            case .fail: "fail"
            case .notApplicable: "not_applicable"
            case .notEvaluated: "not_evaluated"
            case .error: "error"
            }
        }
    }

    package var ruleID: String
    /// The component's folder, or the file for file scope.
    package var scope: RepositoryPath
    package var result: Result

    /// An outcome from its parts.
    package init(ruleID: String, scope: RepositoryPath, result: Result) {
        self.ruleID = ruleID
        self.scope = scope
        self.result = result
    }
}

/// Something that could not be looked at; never silent.
package struct DetectionError: Hashable, Sendable {
    package var path: RepositoryPath?
    package var ruleID: String?
    package var message: String

    /// An error from its parts.
    package init(path: RepositoryPath?, ruleID: String?, message: String) {
        self.path = path
        self.ruleID = ruleID
        self.message = message
    }

    /// The error as the reason for which a rule is not evaluated.
    var doubt: String {
        path.map { "\($0) is not evaluated: \(message)" } ?? message
    }
}

/// What all rules said about one snapshot.
package struct DetectionReport: Sendable {
    /// Sorted by path, offset, rule id.
    package var findings: [Finding]
    /// Sorted by rule id, scope.
    package var outcomes: [RuleOutcome]
    /// Sorted by path, rule id, message.
    package var errors: [DetectionError]
    /// Entries of the snapshot.
    package var files: Int
    /// The files in which a comment may waive a finding, sorted; empty where nobody wants to know.
    package var waiverComments: [RepositoryPath] = []

    /// A report from its parts.
    package init(
        findings: [Finding], outcomes: [RuleOutcome], errors: [DetectionError], files: Int
    ) {
        self.findings = findings
        self.outcomes = outcomes
        self.errors = errors
        self.files = files
    }
}

extension DetectionReport {
    /// Everything that could not be looked at: the errors, and each rule that could not be evaluated, told once.
    ///
    /// A rule that was not evaluated has not passed, so this is never silent.
    package var problems: [DetectionError] {
        var problems = errors
        for outcome in outcomes {
            let message: String
            switch outcome.result {
            case .notEvaluated(let reason), .error(let reason): message = reason
            case .pass, .fail, .notApplicable: continue
            }
            let isKnown = problems.contains { known in
                (known.message == message || known.doubt == message)
                    && (known.ruleID ?? outcome.ruleID) == outcome.ruleID
            }
            guard !isKnown else { continue }
            problems.append(DetectionError(path: nil, ruleID: outcome.ruleID, message: message))
        }
        return problems
    }
}
