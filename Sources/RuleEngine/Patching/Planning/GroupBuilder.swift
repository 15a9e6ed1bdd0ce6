internal import Documents
internal import Snapshots

/// Turns the findings of one pass into edit groups.
struct GroupBuilder {
    /// What becomes of a finding.
    enum Outcome {
        case group(EditGroup)
        case declined(String)
        /// The rule has no patch.
        case none
    }

    let evaluation: Evaluation
    let tree: TreeNames
    let allowsUnsafe: Bool

    /// The group that answers a finding, or why there is none.
    func outcome(for finding: FindingCase) -> Outcome {
        guard let recipe = finding.rule.patch else { return .none }
        let reason = evaluation.declineReason(for: finding, allowsUnsafe: allowsUnsafe)
        if let reason { return .declined(reason) }
        do { return .group(try group(for: finding, recipe: recipe)) } catch {
            return .declined(error.reason)
        }
    }

    private func group(
        for finding: FindingCase, recipe: PatchRecipe
    ) throws(Declined) -> EditGroup {
        var site = PatchSite(finding: finding, evaluation: evaluation, tree: tree)
        for operation in recipe.operations {
            if operation.kind.takesAway, recipe.safety == .safe {
                throw Declined(reason: "a patch that deletes is not safe")
            }
            try site.perform(operation)
        }
        guard !site.edits.isEmpty else {
            throw Declined(reason: "the patch would change nothing")
        }
        try requireApart(site.edits)
        try requireScope(of: site, recipe: recipe)
        var effect = LineEffect()
        for path in Set(site.edits.map(\.path)) {
            try requireWritable(path, by: site.edits.filter { $0.path == path })
            effect = effect + self.effect(on: path, of: site.edits.filter { $0.path == path })
        }
        try requireLimits(recipe.limits, files: Set(site.edits.map(\.path)).count, effect: effect)
        return EditGroup(
            source: finding, safety: site.needsUnsafe ? .unsafe : recipe.safety, edits: site.edits,
            priority: recipe.priority, effect: effect)
    }

    /// No two operations of one patch may want the same bytes.
    private func requireApart(_ edits: [PlannedEdit]) throws(Declined) {
        for (path, group) in Dictionary(grouping: edits, by: \.path) {
            if group.count > 1, group.contains(where: { $0.isCreation || $0.isRemoval }) {
                throw Declined(reason: "two operations want all of \(path)")
            }
            let sorted = group.filter { !$0.isOfMode }.sorted { left, right in
                (left.range.lowerBound, left.range.upperBound)
                    < (right.range.lowerBound, right.range.upperBound)
            }
            let overlaps = zip(sorted, sorted.dropFirst()).contains { left, right in
                right.range.lowerBound < left.range.upperBound
            }
            if overlaps { throw Declined(reason: "two operations want the same place in \(path)") }
        }
    }

    /// The paths must be among those that the recipe names; what a capture holds cannot widen the names.
    private func requireScope(of site: PatchSite, recipe: PatchRecipe) throws(Declined) {
        var globs: [Glob] = []
        for template in recipe.touches {
            guard let text = try site.glob(template), let glob = try? Glob(text) else { continue }
            globs.append(glob)
        }
        for path in Set(site.edits.map(\.path)).sorted()
        where !globs.contains(where: { $0.matches(path.bytes) }) {
            throw Declined(reason: "\(path) is outside of what the patch may touch")
        }
    }

    private func requireWritable(
        _ path: RepositoryPath, by edits: [PlannedEdit]
    ) throws(Declined) {
        if let reason = tree.refusal(writing: path) {
            throw Declined(reason: "\(path) cannot be written: \(reason)")
        }
        guard tree.snapshot.entry(at: path) != nil else { return }
        // What no byte of is written may be anything: a program that was committed can be taken away.
        if edits.allSatisfy({ $0.isRemoval || $0.isOfMode }) { return }
        guard let source = evaluation.text(of: path) else {
            throw Declined(reason: "\(path) is no text file, or too large")
        }
        if source.bytes.isLargeFilePointer {
            throw Declined(reason: "\(path) stands in large file storage")
        }
        guard source.isUTF8 else { throw Declined(reason: "\(path) is not UTF-8") }
    }

    private func effect(on path: RepositoryPath, of edits: [PlannedEdit]) -> LineEffect {
        guard let source = evaluation.text(of: path), !edits.contains(where: \.isCreation) else {
            return edits.reduce(LineEffect()) { sum, edit in
                sum + LineEffect(added: SourceText(edit.replacement).lineCount)
            }
        }
        if edits.contains(where: \.isRemoval) { return LineEffect(removed: source.lineCount) }
        let splices = FileChange.combined(edits)
        guard let after = try? splices.applied(to: source.bytes) else { return LineEffect() }
        return LineDifference(before: source, after: SourceText(after), edits: splices).effect
    }

    private func requireLimits(
        _ limits: PatchRecipe.Limits, files: Int, effect: LineEffect
    ) throws(Declined) {
        let counts = [
            ("files", files, limits.files), ("added lines", effect.added, limits.addedLines),
            ("removed lines", effect.removed, limits.removedLines),
        ]
        for (what, count, limit) in counts where count > limit {
            throw Declined(
                reason: "the patch would have \(count) \(what), more than its limit \(limit)")
        }
    }
}

extension [UInt8] {
    /// Whether a file only points into Git's large file storage.
    var isLargeFilePointer: Bool { starts(with: "version https://git-lfs.github.com/spec/".utf8) }
}
