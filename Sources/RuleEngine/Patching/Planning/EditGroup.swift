internal import Basics
internal import Documents
internal import Snapshots

/// All edits that answer one finding: in whole or not at all.
struct EditGroup {
    /// Which finding of which rule; the same when everything is planned anew.
    struct Key: Hashable, Comparable {
        var ruleID: String
        var fingerprint: Digest

        static func < (left: Key, right: Key) -> Bool {
            (left.ruleID, left.fingerprint) < (right.ruleID, right.fingerprint)
        }
    }

    let source: FindingCase
    let safety: Safety
    /// In the order of the operations; never empty.
    let edits: [PlannedEdit]
    let priority: Int
    /// Lines that the edits add and take away.
    let effect: LineEffect

    var finding: Finding { source.finding }
    var key: Key { Key(ruleID: finding.ruleID, fingerprint: finding.fingerprint) }

    /// The paths that change, sorted.
    var paths: [RepositoryPath] { Set(edits.map(\.path)).sorted() }

    /// The edits of one path.
    func edits(of path: RepositoryPath) -> [PlannedEdit] { edits.filter { $0.path == path } }

    /// The total order of groups: what comes first wins its place.
    static func comesBefore(_ left: EditGroup, _ right: EditGroup) -> Bool {
        if left.priority != right.priority { return left.priority > right.priority }
        if left.finding.severity != right.finding.severity {
            return left.finding.severity > right.finding.severity
        }
        if left.finding.ruleID != right.finding.ruleID {
            return left.finding.ruleID < right.finding.ruleID
        }
        guard let first = left.edits.first, let second = right.edits.first else {
            return left.key < right.key
        }
        if first.path != second.path { return first.path < second.path }
        if first.range.lowerBound != second.range.lowerBound {
            return first.range.lowerBound < second.range.lowerBound
        }
        let hashes = (Digest(of: first.replacement), Digest(of: second.replacement))
        return hashes.0 != hashes.1 ? hashes.0 < hashes.1 : left.key < right.key
    }
}

/// How many lines a change adds and takes away.
struct LineEffect: Hashable {
    var added = 0
    var removed = 0

    static func + (left: LineEffect, right: LineEffect) -> LineEffect {
        LineEffect(added: left.added + right.added, removed: left.removed + right.removed)
    }
}
