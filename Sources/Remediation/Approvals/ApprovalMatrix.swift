package import Basics
package import Documents
internal import RuleEngine
internal import Snapshots

/// The approval matrix (policy CM-7) as data: who must approve what.
///
/// Lines only add: a line that applies brings its approvers and raises the risk, none takes anything away. So
/// whatever is unknown about a change, the answer is never weaker than for the same change without it.
package struct ApprovalMatrix: Hashable, Sendable {
    /// What a line of the matrix asks for when it applies.
    struct Demand: Hashable, Sendable {
        let approvers: [String]
        let informs: [String]
        let risk: RiskLevel
        let rationale: String
    }

    /// A kind of path that needs more eyes.
    struct SensitivePaths: Hashable, Sendable {
        let category: String
        let patterns: [Glob]
        let demand: Demand
    }

    /// Something about the change itself that needs more eyes.
    struct Escalation: Hashable, Sendable {
        let condition: Condition
        let demand: Demand
    }

    /// What an escalation may ask of a change.
    enum Condition: String, CaseIterable, Hashable, Sendable {
        case unsafePatch = "unsafe_patch"
        case majorDependencyChange = "major_dependency_change"
        case securityFix = "security_fix"

        func holds(_ request: ApprovalRequest) -> Bool {
            switch self {
            case .unsafePatch: request.hasUnsafePatch
            case .majorDependencyChange: request.hasMajorDependencyChange
            case .securityFix: request.isSecurityFix
            }
        }
    }

    /// The tiers there are: 1 is the most important.
    static let tiers = 1...3

    /// The largest file that is read, in bytes.
    package static let maximumSize = 256 << 10

    let always: Demand
    let defaultTier: Int
    let demandOfTier: [Int: Demand]
    let sensitivePaths: [SensitivePaths]
    let escalations: [Escalation]
    /// The digest of the file's bytes.
    package let digest: Digest

    /// Reads the matrix from YAML; an unknown key is an error with its place and the nearest known one.
    package init(parsing bytes: [UInt8], fileName: String) throws(RecordProblem) {
        let attempted = "read the approval matrix"
        func refusal(_ reason: String) -> RecordProblem {
            RecordProblem(
                attempted: attempted, file: fileName,
                position: .init(line: 1, column: 1, offset: 0),
                reason: reason)
        }
        guard bytes.count <= Self.maximumSize else {
            throw refusal("\(bytes.count) bytes, the most is \(Self.maximumSize)")
        }
        let file = try RecordFile(
            parsing: bytes, format: .yaml, name: fileName, while: attempted)
        guard let root = file.roots.first, file.roots.count == 1 else {
            throw refusal("the file must hold one document")
        }
        let parts = ApprovalMatrixReader(problems: file.problems).parts(of: root)
        try file.problems.throwFirst()
        always = parts.always
        defaultTier = parts.defaultTier
        demandOfTier = parts.tiers
        sensitivePaths = parts.sensitivePaths
        escalations = parts.escalations
        digest = Digest(of: bytes)
    }

    /// Who must approve a change.
    ///
    /// A tier that does not exist counts as tier 1.
    package func requirement(for request: ApprovalRequest) -> ApprovalRequirement {
        var demands = [always]
        let tier = request.tier ?? defaultTier
        if let demand = demandOfTier[tier] ?? demandOfTier[Self.tiers.lowerBound] {
            demands.append(demand)
        }
        var sentences = demands.map(\.rationale)
        for sensitive in sensitivePaths {
            let count = Set(request.touchedPaths).count { path in
                // A sensitive path does not become harmless by being spelled `Auth`.
                sensitive.patterns.contains { $0.matches(path.bytes, ignoringCase: true) }
            }
            guard count > 0 else { continue }
            demands.append(sensitive.demand)
            let files = count == 1 ? "1 file" : "\(count) files"
            sentences.append("\(sensitive.demand.rationale) (\(files), \(sensitive.category))")
        }
        for escalation in escalations where escalation.condition.holds(request) {
            demands.append(escalation.demand)
            sentences.append(escalation.demand.rationale)
        }
        let required = Set(demands.flatMap(\.approvers))
        return ApprovalRequirement(
            required: required.sorted(),
            informed: Set(demands.flatMap(\.informs)).subtracting(required).sorted(),
            riskLevel: demands.map(\.risk).max() ?? .low, rationale: sentences)
    }
}
