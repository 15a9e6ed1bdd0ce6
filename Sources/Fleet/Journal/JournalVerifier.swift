internal import Basics

/// Looks over a journal, event by event; pure, and of constant memory but for the checkpoints.
struct JournalVerifier {
    /// An event as it is stored, whatever that is.
    struct Row {
        var seq: Int64?
        var head: [UInt8]?
        var fields: [UInt8]?
        var salt: [UInt8]?
        var hash: [UInt8]?
        var job: Int64?
    }

    private(set) var audit = JournalAudit()
    private let keys: [Digest: Ed25519PublicKey]
    private var checkpoints: ArraySlice<JournalCheckpoint>
    private var anchors: ArraySlice<JournalAnchor>
    private var hash = Journal.origin
    private var segment = MerkleTree()
    private var segmentStart: Int64 = 1
    /// Events without their fields of which no event has told yet.
    private var unexplained: Set<Int64> = []

    /// A verifier; checkpoints and anchors come in any order.
    init(
        checkpoints: [JournalCheckpoint], anchors: [JournalAnchor], keys: [Ed25519PublicKey]
    ) {
        self.keys = Dictionary(keys.map { ($0.id, $0) }) { first, _ in first }
        self.checkpoints = checkpoints.sorted { $0.seq < $1.seq }[...]
        self.anchors = anchors.sorted { $0.seq < $1.seq }[...]
    }

    /// Looks at the next event; false when there is no use in going on.
    mutating func take(_ row: Row) -> Bool {
        let expected = audit.events + 1
        guard row.seq == expected else { return fail(expected, "the event is missing") }
        guard let head = row.head, row.hash?.count == 32 else {
            return fail(expected, "the event is damaged")
        }
        let linked = Journal.link(head, after: hash)
        guard linked == row.hash else {
            return fail(expected, "the event does not follow from the one before")
        }
        guard JournalHead(head).hasNumber(expected) else {
            return fail(expected, "the event was appended as another one")
        }
        guard JournalHead(head).job == row.job else {
            return fail(expected, "the event was appended for another job")
        }
        if let reason = checkFields(of: row, head: head) { return fail(expected, reason) }
        hash = linked
        audit.events = expected
        segment.append(head)
        return checkAnchors() && checkCheckpoint()
    }

    /// What was found, after the last event.
    mutating func finish() -> JournalAudit {
        if let digest = Digest(bytes: hash) { audit.hash = digest }
        guard audit.finding == nil else { return audit }
        let last = audit.events
        if let missing = checkpoints.last {
            _ = fail(
                last + 1, "the events up to \(missing.seq) are missing: a checkpoint tells of them")
        } else if let missing = anchors.last {
            _ = fail(
                last + 1,
                "the events up to \(missing.seq) are missing: \(missing.source) tells of them")
        } else if let seq = unexplained.min() {
            _ = fail(seq, "its fields are gone, and no event tells that they were erased")
        }
        return audit
    }

    private mutating func fail(_ seq: Int64, _ reason: String) -> Bool {
        audit.finding = .init(seq: seq, reason: reason)
        return false
    }

    private mutating func checkFields(of row: Row, head: [UInt8]) -> String? {
        let parsed = JournalHead(head)
        guard let range = parsed.fieldsDigest else {
            return row.fields == nil && row.salt == nil
                ? nil : "it has fields that were not appended"
        }
        guard let fields = row.fields, let salt = row.salt else {
            guard row.fields == nil, row.salt == nil else { return "the event is damaged" }
            unexplained.insert(audit.events + 1)
            return nil
        }
        let digest = Journal.digest(ofFields: fields, salt: salt)
        guard head[range].elementsEqual(digest.description.utf8) else {
            return "its fields are not those that were appended"
        }
        if parsed.isKind(Journal.erasure), let erased = Journal.erased(in: fields),
            unexplained.remove(erased) != nil
        {
            audit.erased += 1
        }
        return nil
    }

    private mutating func checkAnchors() -> Bool {
        while let anchor = anchors.first, anchor.seq <= audit.events {
            anchors.removeFirst()
            guard anchor.hash.bytes == hash else {
                let since = (audit.newestAnchor?.seq ?? 0) + 1
                return fail(
                    since,
                    "events from \(since) to \(anchor.seq) were rewritten: \(anchor.source) tells of others"
                )
            }
            audit.newestAnchor = anchor
        }
        return true
    }

    private mutating func checkCheckpoint() -> Bool {
        guard let checkpoint = checkpoints.first, checkpoint.seq <= audit.events else {
            return true
        }
        checkpoints.removeFirst()
        if let reason = reason(against: checkpoint) { return fail(segmentStart, reason) }
        audit.newestCheckpoint = checkpoint
        audit.checkpoints += 1
        segment.removeAll()
        segmentStart = checkpoint.seq + 1
        return true
    }

    private func reason(against checkpoint: JournalCheckpoint) -> String? {
        let name = "checkpoint \(checkpoint.seq)"
        guard checkpoint.first == segmentStart, checkpoint.seq == audit.events else {
            return "the checkpoint before \(name) is missing"
        }
        guard let key = keys[checkpoint.keyID] else {
            return "\(name) is signed by a key that is not known, \(checkpoint.keyID)"
        }
        guard checkpoint.isSigned(by: key) else { return "the signature of \(name) is wrong" }
        guard checkpoint.hash.bytes == hash, checkpoint.root == segment.root else {
            return "the events up to \(checkpoint.seq) are not those of \(name)"
        }
        return nil
    }
}
