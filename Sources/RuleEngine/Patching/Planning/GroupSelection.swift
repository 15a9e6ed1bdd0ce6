internal import Documents
internal import Snapshots

/// Which groups of a pass are applied: those that collide with none before them in the total order.
struct GroupSelection {
    /// In the total order.
    private(set) var accepted: [EditGroup] = []
    /// The groups that wait, with what they stood back for.
    private(set) var waiting: [(group: EditGroup, winner: Winner)] = []
    /// The groups that the run's budget has no room for.
    private(set) var refused: [(group: EditGroup, reason: String)] = []
    private var taken: [RepositoryPath: [(edit: PlannedEdit, ruleID: String)]] = [:]

    /// Walks the groups, whatever order they come in.
    init(_ groups: [EditGroup], budget: PatchBudget) {
        var budget = budget
        for group in groups.sorted(by: EditGroup.comesBefore) {
            if let winner = collision(of: group) {
                waiting.append((group, winner))
            } else if let reason = budget.spend(on: group) {
                refused.append((group, reason))
            } else {
                accepted.append(group)
                for edit in group.edits {
                    taken[edit.path, default: []].append((edit, group.finding.ruleID))
                }
            }
        }
    }

    /// The first accepted edit that a group's edits cannot stand beside.
    private func collision(of group: EditGroup) -> Winner? {
        for edit in group.edits {
            for other in taken[edit.path] ?? [] {
                let isSameRule = other.ruleID == group.finding.ruleID
                guard edit.collides(with: other.edit, isSameRule: isSameRule) else { continue }
                var place: String?
                if case .data(let change) = other.edit.role { place = change.path.description }
                return Winner(
                    ruleID: other.ruleID, path: edit.path, range: other.edit.range, place: place,
                    advice: "Take the patch of \(other.ruleID) first, then run again.")
            }
        }
        return nil
    }
}

extension PlannedEdit {
    /// Whether two edits of one file cannot both be applied.
    ///
    /// Ranges may not meet, nor touch where one is a replacement; two insertions share a place only when they are
    /// lines that may stand in sorted order, or of the same rule; equal edits count as one.
    func collides(with other: PlannedEdit, isSameRule: Bool) -> Bool {
        if self == other { return false }
        if isCreation || other.isCreation || isRemoval || other.isRemoval { return true }
        // Equal edits count as one, so two changes of a mode are different ones.
        if isOfMode || other.isOfMode { return isOfMode && other.isOfMode }
        if case .data(let mine) = role, case .data(let theirs) = other.role,
            mine.document == theirs.document, mine.path.isRelated(to: theirs.path)
        {
            return true
        }
        if range.isEmpty, other.range.isEmpty {
            guard range.lowerBound == other.range.lowerBound else { return false }
            return !(isSameRule || (role == .line && other.role == .line))
        }
        return range.lowerBound <= other.range.upperBound
            && other.range.lowerBound <= range.upperBound
    }
}

extension DataPath {
    /// Whether one path is the other or leads to it.
    fileprivate func isRelated(to other: DataPath) -> Bool {
        let shared = min(steps.count, other.steps.count)
        return steps.prefix(shared) == other.steps.prefix(shared)
    }
}
