internal import Basics
internal import Database

extension FleetStore {
    /// Keeps what a person decides about the proposal of a unit, for the commit that it is about and no other.
    ///
    /// The journal has the decision, and the unit is looked at again, so that a job that waited for it goes on.
    ///
    /// - Throws: `FleetError` of `.noJob` when there is no such unit, of `.wrongState` when its proposal is another by now, or
    ///   there is none.
    package func decide(
        _ decision: ApprovalDecision, on unit: Int64, head: String, because reason: String,
        by actor: String
    ) throws {
        let attempted = "decide about a proposal"
        try write { book in
            let row = try book.row(
                """
                SELECT repository.key, repository.location, unit.kind, unit.subject
                FROM unit JOIN repository ON repository.id = unit.repository WHERE unit.id = ?
                """, [.integer(unit)])
            guard case .text(let key)? = row?[0], case .text(let location)? = row?[1],
                case .text(let kind)? = row?[2], let kind = UnitKey.Kind(rawValue: kind),
                case .text(let subject)? = row?[3]
            else {
                throw FleetError(
                    .noJob, attempted, on: "\(unit)", because: "there is no unit of that number")
            }
            guard try book.proposal(of: unit) == head else {
                throw FleetError(
                    .wrongState, attempted, on: "\(unit)",
                    because: "its proposal is not at \(head)",
                    remedy: "look at it again in /api/v1/approvals")
            }
            try book.connection.run(
                """
                INSERT INTO approval (unit, head, decision, reason, actor, decided_at)
                VALUES (?, ?, ?, ?, ?, ?)
                """,
                [
                    .integer(unit), .text(head), .text(decision.rawValue), .text(reason),
                    .text(actor), .integer(book.now),
                ])
            try book.note(
                JournalEvent(
                    "approval.decided", by: actor, repository: key,
                    fields: [
                        "decision": .string(decision.rawValue), "head": .string(head),
                        "reason": .string(reason), "unit": .string(kind.rawValue),
                    ]))
            try book.enqueue(
                WorkRequest(
                    unit: UnitKey(repository: key, kind: kind, subject: subject),
                    location: location, priority: .command, cause: "approval"), by: actor)
        }
    }
}

extension WorkBook {
    /// The commit that the newest ended run of a unit proposed; nil for none.
    fileprivate func proposal(of unit: Int64) throws -> String? {
        let row = try row(
            """
            SELECT json_extract(run.summary, '$.head') FROM run JOIN job ON job.id = run.job
            WHERE job.unit = ? AND run.ended_at NOT NULL ORDER BY run.id DESC LIMIT 1
            """, [.integer(unit)])
        guard case .text(let head)? = row?[0] else { return nil }
        return head
    }
}
