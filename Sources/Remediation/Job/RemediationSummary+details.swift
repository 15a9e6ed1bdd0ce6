internal import Basics
internal import Documents
internal import RuleEngine
internal import Snapshots

extension RemediationSummary {
    /// What a run found, one by one, as far as it is kept for those who ask for more than the counts.
    package struct Details: Codable, Hashable, Sendable {
        /// A finding without its words, which the rule has.
        package struct Finding: Codable, Hashable, Sendable {
            package var rule: String
            package var severity: String
            /// As `JudgedFinding.Status`.
            package var status: String
            package var policies: [String]
            /// The file; nil when the drift is that something is missing altogether.
            package var path: String?
            package var line: Int?
            package var fingerprint: String
            package var isFixable: Bool
            /// The waiver that covers it, or did.
            package var waiver: String?
        }

        /// An exception as it stood.
        package struct Waiver: Codable, Hashable, Sendable {
            package var id: String
            package var rule: String
            package var scope: String
            /// `in-force`, `expired` or `invalid`.
            package var status: String
            package var category: String
            package var reason: String
            package var requestedBy: String
            package var approvedBy: [String]
            /// The last day, `YYYY-MM-DD`.
            package var expires: String
            /// How many findings it covers; nil where its rule was not asked.
            package var findings: Int?
        }

        package var findings: [Finding]
        package var waivers: [Waiver]
        /// How many findings and waivers are not here, because there are too many.
        package var left: Int
    }
}

extension RemediationSummary.Details {
    /// So many of each are kept for a run.
    private static let most = 200

    /// What a judgement holds; nil when that is nothing.
    init?(of judgement: Judgement) {
        guard !judgement.findings.isEmpty || !judgement.waivers.isEmpty else { return nil }
        findings = judgement.findings.prefix(Self.most).map(Finding.init)
        waivers = judgement.waivers.prefix(Self.most).map(Waiver.init)
        left =
            judgement.findings.count + judgement.waivers.count - findings.count - waivers.count
    }
}

extension RemediationSummary.Details.Finding {
    fileprivate init(_ judged: JudgedFinding) {
        let finding = judged.finding
        self.init(
            rule: finding.ruleID, severity: finding.severity.rawValue,
            status: judged.status.rawValue, policies: finding.policies,
            path: finding.path?.description, line: finding.start?.line,
            fingerprint: finding.fingerprint.description, isFixable: finding.isFixable,
            waiver: judged.waiver?.id)
    }
}

extension RemediationSummary.Details.Waiver {
    fileprivate init(_ standing: WaiverStanding) {
        let waiver = standing.waiver
        let status =
            switch standing.status {
            case .inForce: "in-force"
            case .expired: "expired"
            case .invalid: "invalid"
            }
        self.init(
            id: waiver.id, rule: waiver.ruleID, scope: waiver.scope.words, status: status,
            category: waiver.category.rawValue, reason: waiver.reason,
            requestedBy: waiver.requestedBy, approvedBy: waiver.approvedBy,
            expires: waiver.expires, findings: standing.matches)
    }
}

extension Waiver.Scope {
    /// The scope in words.
    package var words: String {
        switch self {
        case .repository: "repository"
        case .project(let folder): "project \(folder == .root ? "." : folder.description)"
        case .paths(let globs): globs.joined(separator: ", ")
        case .fingerprint(let digest): "\(digest)"
        }
    }
}
