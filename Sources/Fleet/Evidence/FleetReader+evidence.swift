package import Basics
internal import Database
internal import Remediation

extension FleetReader {
    /// Looks over the whole journal as it is now; see `Journal.verify`.
    package func auditJournal(
        keys: [Ed25519PublicKey], anchors: [JournalAnchor] = []
    ) throws -> JournalAudit {
        try Journal.verify(connection, keys: keys, anchors: anchors)
    }

    /// Copies the store to a file that must not be there, and looks over the copy's journal.
    package func backUp(to file: String, keys: [Ed25519PublicKey]) throws -> JournalAudit {
        try connection.copy(to: file)
        let copy = try Connection(.file(file), access: .readOnly, schema: FleetStore.schema)
        return try Journal.verify(copy, keys: keys)
    }

    /// Everything that is known of a run; nil when there is none of that number.
    ///
    /// `keys` are those by which the journal may be signed. A run that was forgotten is not there, its events are.
    ///
    /// - Throws: `JournalError` when the run's record is not the one that the journal tells of.
    package func evidence(
        ofRun number: Int64, keys: [Ed25519PublicKey], toolVersion: String
    ) throws -> EvidencePack? {
        guard let (run, steps) = try run(number) else { return nil }
        // At most one event for each change of the job, which has had few runs.
        let records = try Journal.records(ofJob: run.job, limit: 100_000, from: connection)
        let sections = try sections(ofRun: number)
        for digests in records.compactMap({ $0.evidenceDigests(ofRun: number) })
        where digests != sections?.digests {
            throw JournalError.otherRecord(number)
        }
        var events: [ProvenEvent] = []
        var checkpoints: [JournalCheckpoint] = []
        var tree = MerkleTree()
        for record in records {
            if checkpoints.last.map({ $0.seq < record.number }) ?? true {
                guard let next = try checkpoint(covering: record.number) else {
                    events.append(ProvenEvent(record: record))
                    continue
                }
                checkpoints.append(next)
                tree = try segment(of: next)
            }
            guard let checkpoint = checkpoints.last else { continue }
            let index = Int(record.number - checkpoint.first)
            events.append(
                ProvenEvent(
                    record: record,
                    inclusion: tree.proof(for: index).map {
                        .init(
                            checkpoint: checkpoint.seq, index: index, count: tree.count, path: $0)
                    }))
        }
        let used = Set(checkpoints.map(\.keyID))
        return EvidencePack(
            run: run, sections: sections, steps: steps, events: events, checkpoints: checkpoints,
            decisions: try decisions(about: run), toolVersion: toolVersion,
            keys: keys.filter { used.contains($0.id) })
    }

    /// What a run came to, as it is stored; nil when it did not come that far.
    private func sections(ofRun number: Int64) throws -> EvidenceSections? {
        let rows = try connection.rows("SELECT summary FROM run WHERE id = ?", [.integer(number)])
        guard case .text(let text)? = rows.first?.first else { return nil }
        return try EvidenceSections(ofSummary: text)
    }

    /// What people decided about the commit that a run proposed.
    private func decisions(about run: RunRecord) throws -> [ApprovalRecord] {
        guard let head = run.summary?.head else { return [] }
        let rows = try connection.rows("SELECT unit FROM job WHERE id = ?", [.integer(run.job)])
        guard case .integer(let unit)? = rows.first?.first else { return [] }
        return try approvals(of: unit, head: head)
    }

    /// The first checkpoint that tells of an event; nil while none does.
    private func checkpoint(covering number: Int64) throws -> JournalCheckpoint? {
        try connection.rows(
            """
            SELECT \(JournalCheckpoint.columns) FROM journal_checkpoint WHERE seq >= ?
            ORDER BY seq LIMIT 1
            """, [.integer(number)]
        ).first.flatMap { JournalCheckpoint(row: $0) }
    }

    /// The tree over the events of a checkpoint's segment.
    private func segment(of checkpoint: JournalCheckpoint) throws -> MerkleTree {
        var tree = MerkleTree()
        let statement = try connection.prepare(
            "SELECT CAST(head AS BLOB) FROM journal WHERE seq BETWEEN ? AND ? ORDER BY seq")
        try statement.bind([.integer(checkpoint.first), .integer(checkpoint.seq)])
        while try statement.step() { tree.append(statement.blob(at: 0) ?? []) }
        return tree
    }
}
