internal import Database
package import Remediation
internal import Snapshots

/// What a person says to a proposal.
package enum ApprovalDecision: String, Hashable, Sendable, CaseIterable {
    case approved, rejected
}

/// A decision as it was taken.
package struct ApprovalRecord: Hashable, Sendable {
    /// The commit that it is about.
    package var head: String
    package var decision: ApprovalDecision
    package var reason: String
    /// Who took it, as the journal says.
    package var actor: String
    /// In milliseconds since 1970.
    package var decidedAt: Int64
}

extension ApprovalRecord {
    /// The decision as checks at the forge take it; nil from somebody who showed no token, which is a record alone.
    package var proven: ProposalDecision? {
        guard actor.hasPrefix("token:"), let head = ObjectID(hex: head) else { return nil }
        return ProposalDecision(
            head: head, isApproval: decision == .approved, actor: actor, reason: reason)
    }
}

extension FleetReader {
    /// The decisions about a unit's proposal at a commit, the oldest first; the last one holds.
    package func approvals(of unit: Int64, head: String) throws -> [ApprovalRecord] {
        try connection.rows(
            """
            SELECT head, decision, reason, actor, decided_at FROM approval
            WHERE unit = ? AND head = ? ORDER BY number
            """, [.integer(unit), .text(head)]
        ).compactMap(Self.approval)
    }

    /// The newest decision about a unit's proposal, whichever commit it is about; nil for none.
    package func lastApproval(of unit: UnitKey) throws -> ApprovalRecord? {
        try connection.rows(
            """
            SELECT head, decision, reason, actor, decided_at FROM approval
            JOIN unit ON unit.id = approval.unit
            JOIN repository ON repository.id = unit.repository
            WHERE repository.key = ? AND unit.kind = ? AND unit.subject = ?
            ORDER BY approval.number DESC LIMIT 1
            """, [.text(unit.repository), .text(unit.kind.rawValue), .text(unit.subject)]
        ).first.flatMap(Self.approval)
    }

    private static func approval(_ row: [DatabaseValue]) -> ApprovalRecord? {
        guard case .text(let head) = row[0], case .text(let decision) = row[1],
            let decision = ApprovalDecision(rawValue: decision), case .text(let reason) = row[2],
            case .text(let actor) = row[3], case .integer(let time) = row[4]
        else { return nil }
        return ApprovalRecord(
            head: head, decision: decision, reason: reason, actor: actor, decidedAt: time)
    }

    /// How many events of the journal no signed checkpoint covers.
    package func unsealedEvents() throws -> Int64 {
        let rows = try connection.rows(
            """
            SELECT coalesce((SELECT max(seq) FROM journal), 0)
                - coalesce((SELECT max(seq) FROM journal_checkpoint), 0)
            """)
        guard case .integer(let count)? = rows.first?.first else { return 0 }
        return count
    }
}
