internal import RuleEngine

/// Somebody else who says who must agree to a change, asked besides our own matrix.
package protocol ApprovalAuthority: Sendable {
    /// Who must agree to a change; it never throws, and takes no longer than it may.
    func verdict(on request: ApprovalRequest) async -> OutsideApproval
}

/// What a change-management service said: it adds to what the matrix asks for, and takes nothing away.
package struct OutsideApproval: Hashable, Sendable {
    /// The groups that must approve, by names that a matrix could have.
    package var required: [String]
    package var risk: RiskLevel?
    /// Why there is no answer, on one line; nil when there is one.
    package var failure: String?

    /// An answer, or the lack of one.
    package init(required: [String] = [], risk: RiskLevel? = nil, failure: String? = nil) {
        self.required = required
        self.risk = risk
        self.failure = failure
    }
}

extension ApprovalRequirement {
    /// The requirement with what a service asks for besides; without an answer the risk counts as high.
    ///
    /// Nothing that the service wrote gets into the rationale but names of groups.
    func adding(_ verdict: OutsideApproval) -> ApprovalRequirement {
        if verdict.failure != nil {
            return ApprovalRequirement(
                required: required, informed: informed, riskLevel: .high,
                rationale: rationale + [
                    "The change-management service gave no answer, so the risk counts as high until it does."
                ])
        }
        let all = Set(required).union(verdict.required)
        let risk = max(riskLevel, verdict.risk ?? .low)
        let added = all.subtracting(required).sorted()
        var sentences = rationale
        if !added.isEmpty {
            sentences.append(
                "The change-management service asks for \(added.joined(separator: ", ")) as well.")
        }
        if risk > riskLevel {
            sentences.append("The change-management service rates the risk as \(risk.rawValue).")
        }
        return ApprovalRequirement(
            required: all.sorted(), informed: informed.filter { !all.contains($0) },
            riskLevel: risk, rationale: sentences)
    }
}
