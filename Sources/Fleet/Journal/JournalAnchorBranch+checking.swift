package import Basics
package import Snapshots

extension JournalAnchorBranch.Found {
    /// What is wrong with the branch, whatever the journal says; nil for nothing.
    ///
    /// `known` is the commit that it ended in when it was looked at last.
    package func problem(
        since known: ObjectID?, keys: [Ed25519PublicKey]
    ) -> JournalAnchorProblem? {
        guard let tip else { return known.map { .gone($0) } }
        var newer: JournalCheckpoint?
        for entry in entries {
            guard let checkpoint = entry.checkpoint, keys.contains(where: checkpoint.isSigned)
            else { return .foreign(entry.commit) }
            if let newer, newer.seq <= checkpoint.seq { return .backwards(entry.commit) }
            newer = checkpoint
        }
        if let known, !hasKnown { return .movedAway(from: known, to: tip) }
        return nil
    }

    /// What the branch remembers of the journal; what is no anchor of ours says nothing.
    package func anchors(of name: String, keys: [Ed25519PublicKey]) -> [JournalAnchor] {
        entries.compactMap { entry in
            guard let checkpoint = entry.checkpoint, keys.contains(where: checkpoint.isSigned)
            else { return nil }
            return JournalAnchor(
                seq: checkpoint.seq, hash: checkpoint.hash,
                source: "\(name), commit \(entry.commit.short)")
        }
    }
}

/// Why a branch of anchors is not what we left there: somebody has been at it, or at the journal.
package enum JournalAnchorProblem: DiagnosableError, Hashable {
    /// The branch is no longer there; the commit that it ended in.
    case gone(ObjectID)
    /// The branch holds another history than the one that ended in a commit.
    case movedAway(from: ObjectID, to: ObjectID)
    /// A commit is not signed by a key of the journal's, or no anchor at all.
    case foreign(ObjectID)
    /// A commit tells of later events than the one after it.
    case backwards(ObjectID)
    /// A commit tells of another event of this number than the journal has.
    case otherJournal(ObjectID, event: Int64)
    /// A commit tells of an event of this number, which the journal does not have.
    case missing(ObjectID, event: Int64)
    /// The branch moved while it was written to.
    case overtaken

    package var diagnostic: Diagnostic {
        Diagnostic(
            .incomplete, "anchor the journal", because: words,
            remedy:
                "find out who did it, with complybot audit verify --anchors-git, before anything else"
        )
    }

    /// What was found, in words.
    package var words: String {
        switch self {
        case .gone(let commit): "the branch of anchors is gone; it ended in \(commit)"
        case .movedAway(let from, let to):
            "the branch of anchors was moved to \(to); \(from) is no longer in it"
        case .foreign(let commit):
            "the commit \(commit) is no anchor that this journal's key signed"
        case .backwards(let commit): "the commit \(commit) tells of later events than the next one"
        case .otherJournal(let commit, let event):
            "the commit \(commit) tells of another event \(event) than the journal has"
        case .missing(let commit, let event):
            "the commit \(commit) tells of event \(event), which the journal does not have"
        case .overtaken: "somebody else wrote to the branch of anchors at the same moment"
        }
    }
}
