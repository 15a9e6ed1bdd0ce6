internal import Basics
internal import Documents
internal import Snapshots

/// One attempt at a plan: passes over the repository until nothing is left to do, or a gate fails.
struct PlanAttempt {
    /// The most passes that change something.
    static let maximumPasses = 4

    /// A group that is in, with the pass that applied it.
    struct Application {
        let group: EditGroup
        let pass: Int
        let kind: OpenFindings.Kind?
        /// The texts that its edits take away, by path, for the plan's digest.
        let removed: [RepositoryPath: [[UInt8]]]
    }

    /// The largest file, in bytes, of which only the mode is changed.
    private static let largestKept = 64 << 20

    let compiled: CompiledRuleSet
    let context: EvaluationContext
    let options: PatchOptions
    let base: Evaluation
    let exclusions: Exclusions

    private(set) var evaluation: Evaluation
    private(set) var changes: [RepositoryPath: OverlaySnapshot.Change] = [:]
    private(set) var applied: [Application] = []
    private(set) var checks: [Proof.Check] = []
    /// What findings stood back for, in the last pass in which they did.
    private(set) var winners: [EditGroup.Key: Winner] = [:]
    /// Why findings of the last pass have no patch.
    private(set) var refusals: [EditGroup.Key: String] = [:]
    private(set) var passes = 0
    private(set) var budget: PatchBudget
    /// How many findings of each kind may be left, after what has been applied.
    private(set) var expected: [OpenFindings.Kind: Int] = [:]
    /// The pass after which the repository looked so.
    var seen: [Digest: Int] = [:]

    /// An attempt that leaves out what earlier ones have shown must be.
    init(
        compiled: CompiledRuleSet, context: EvaluationContext, options: PatchOptions,
        base: Evaluation, exclusions: Exclusions
    ) {
        self.compiled = compiled
        self.context = context
        self.options = options
        self.base = base
        self.exclusions = exclusions
        evaluation = base
        budget = PatchBudget(limits: options.budget)
        seen[Self.digest(of: [:])] = 0
    }

    /// Runs the passes; returns what has to be left out of the next attempt, nothing when this one stands.
    mutating func run() -> [(Exclusions.Target, Exclusions.Cause)] {
        while true {
            let cases = evaluation.cases()
            let open = OpenFindings(cases, in: evaluation)
            let failed = unclosed(open)
            guard failed.isEmpty else { return failed }
            let selection = select(from: cases)
            guard !selection.accepted.isEmpty else { return finish() }
            guard passes < Self.maximumPasses else { return endless(selection.accepted) }
            passes += 1
            let failures = apply(selection, open: open)
            guard failures.isEmpty else { return failures }
            if let cycle = cycle() { return cycle }
            evaluation = Evaluation(
                ruleSet: compiled,
                snapshot: OverlaySnapshot(base: base.snapshot, changes: changes), context: context,
                sharing: evaluation)
        }
    }

    /// Plans a group for each finding that is asked for and not left out, and picks those to apply.
    private mutating func select(from cases: [FindingCase]) -> GroupSelection {
        let builder = GroupBuilder(
            evaluation: evaluation, tree: TreeNames(of: evaluation.snapshot),
            allowsUnsafe: options.allowsUnsafe)
        var groups: [EditGroup] = []
        refusals = [:]
        for item in cases where options.includes(item.finding) {
            guard exclusions.cause(for: item.finding) == nil, !isRenumbered(item.finding) else {
                continue
            }
            switch builder.outcome(for: item) {
            case .group(let group): groups.append(group)
            case .declined(let reason):
                refusals[
                    .init(ruleID: item.finding.ruleID, fingerprint: item.finding.fingerprint)] =
                    reason
            case .none: break
            }
        }
        let selection = GroupSelection(groups, budget: budget)
        for (group, winner) in selection.waiting { winners[group.key] = winner }
        for (group, reason) in selection.refused { refusals[group.key] = reason }
        return selection
    }

    /// Whether a finding only has come into the number of one that was asked for and is closed.
    private func isRenumbered(_ finding: Finding) -> Bool {
        options.fingerprints != nil
            && applied.contains { $0.group.finding.fingerprint == finding.fingerprint }
    }

    /// Applies the accepted groups to every file at once and checks each file.
    private mutating func apply(
        _ selection: GroupSelection, open: OpenFindings
    ) -> [(Exclusions.Target, Exclusions.Cause)] {
        let groups = selection.accepted
        var failures: [(Exclusions.Target, Exclusions.Cause)] = []
        for path in Set(groups.flatMap(\.paths)).sorted() {
            let touching = groups.filter { group in group.edits.contains { $0.path == path } }
            do throws(GateFailure) {
                let change = try change(of: path, by: touching)
                checks += try FileGates(
                    grammars: context.grammars, languages: compiled.catalog
                ).check(change)
                record(change)
            } catch {
                let culprits = culprits(of: path, among: touching)
                let cause = Exclusions.Cause(reason: error.reason, winner: nil)
                failures += culprits.map { (.group($0.key), cause) }
            }
        }
        for group in groups {
            _ = budget.spend(on: group)
            let kind = open.kind(of: group.key)
            if let kind {
                let current = open.counts[kind] ?? 0
                expected[kind] = min(expected[kind] ?? current, current) - 1
            }
            applied.append(
                Application(
                    group: group, pass: passes, kind: kind, removed: removedTexts(of: group)))
        }
        return failures
    }

    private func change(
        of path: RepositoryPath, by groups: [EditGroup]
    ) throws(GateFailure) -> FileChange {
        do throws(EditError) {
            return try FileChange(
                path: path, edits: groups.flatMap { $0.edits(of: path) },
                before: evaluation.snapshot.entry(at: path) == nil
                    ? nil : evaluation.text(of: path),
                mode: evaluation.snapshot.entry(at: path)?.mode)
        } catch {
            throw GateFailure(gate: .atomicity, reason: "the edits of \(path) overlap")
        }
    }

    /// The groups that fail on their own, else the last one in the order.
    private func culprits(of path: RepositoryPath, among groups: [EditGroup]) -> [EditGroup] {
        guard groups.count > 1 else { return groups }
        let gates = FileGates(
            grammars: context.grammars, languages: compiled.catalog)
        let alone = groups.filter { group in
            do throws(GateFailure) {
                _ = try gates.check(try change(of: path, by: [group]))
                return false
            } catch {
                return true
            }
        }
        return alone.isEmpty ? groups.suffix(1) : alone
    }

    /// Notes what a file becomes; a file that is as it was at the start is no change.
    private mutating func record(_ change: FileChange) {
        if change.isRemoval {
            changes[change.path] = base.snapshot.entry(at: change.path) == nil ? nil : .delete
            return
        }
        guard let after = bytes(after: change) else { return }
        let isAsBefore =
            base.text(of: change.path)?.bytes == after
            && base.snapshot.entry(at: change.path)?.mode == change.mode
        changes[change.path] =
            isAsBefore ? nil : .write(after, mode: change.mode)
    }

    /// What a file becomes; a file that is no text keeps the bytes that it has.
    private func bytes(after change: FileChange) -> [UInt8]? {
        guard change.isOnlyOfMode, change.before == nil else { return change.after.bytes }
        return try? evaluation.snapshot.bytes(of: change.path, limit: Self.largestKept)
    }

    private func removedTexts(of group: EditGroup) -> [RepositoryPath: [[UInt8]]] {
        var texts: [RepositoryPath: [[UInt8]]] = [:]
        for edit in group.edits {
            let bytes = evaluation.text(of: edit.path)?.bytes ?? []
            texts[edit.path, default: []].append(
                Array(bytes[edit.range.clamped(to: 0..<bytes.count)]))
        }
        return texts
    }

    /// Notes a check of the whole plan that held.
    mutating func note(_ gate: Gate, _ statement: String) {
        checks.append(Proof.Check(gate: gate, subject: "plan", statement: statement))
    }

    /// Over the changed paths with what they become.
    static func digest(of changes: [RepositoryPath: OverlaySnapshot.Change]) -> Digest {
        .framed(
            changes.keys.sorted().flatMap { path -> [[UInt8]] in
                switch changes[path] {
                case .write(let bytes, let mode):
                    [path.bytes, Array(String(mode.rawValue, radix: 8).utf8), bytes]
                case .delete, nil: [path.bytes, [], []]
                }
            })
    }
}
