internal import Basics
internal import Documents
internal import Snapshots

/// Whether a patch does nothing that it could leave undone: without any one part of it the finding must stay.
struct MinimalityCheck {
    /// The most edits that are left out in turn.
    private static let maximumEdits = 12

    let rule: Rule
    let test: RuleTest
    /// The rule alone.
    let compiled: CompiledRuleSet
    let context: EvaluationContext

    /// What a case's patch does for nothing.
    func failures(of original: PatchResult) throws(PatchError) -> [String] {
        let operations = rule.patch?.operations ?? []
        guard operations.count > 1 else {
            return operations.contains(where: \.isWhole) ? [] : editFailures(of: original)
        }
        var failures: [String] = []
        for (index, operation) in operations.enumerated()
        where operation.purpose == nil && !isUsed(operation, by: operations, in: original) {
            let without = try plan { $0.operations.remove(at: index) }
            guard without.changes != original.changes,
                without.applied.count == original.applied.count,
                count(without.remaining) == count(original.remaining)
            else { continue }
            failures.append(
                "the finding closes without `\(operation.kind.key)` (\(operation.source)); leave it out, or say "
                    + "why it is there with `because`")
        }
        return failures
    }

    private func count(_ report: DetectionReport) -> Int {
        report.findings.count { $0.ruleID == rule.id }
    }

    private func plan(_ edit: (inout PatchRecipe) -> Void) throws(PatchError) -> PatchResult {
        var changed = rule
        if var recipe = changed.patch {
            edit(&recipe)
            changed.patch = recipe
        }
        return try PatchPlanner(
            compiled: compiled.replacing(changed), context: context,
            options: PatchOptions(allowsUnsafe: rule.patch?.safety == .unsafe)
        ).plan(on: MemorySnapshot(files: test.files))
    }

    /// Whether an operation and another need each other: an import and the code that uses it, a package and its import.
    private func isUsed(
        _ operation: PatchOperation, by operations: [PatchOperation], in original: PatchResult
    ) -> Bool {
        let texts = original.applied.flatMap { $0.edits.values.flatMap { $0 } }
            .map { String(decoding: $0.replacement, as: UTF8.self) }
        switch operation.kind {
        case .ensureImport(_, _, _, let names, _):
            let code = texts.filter { !$0.contains("import ") }
            return names.contains { name in code.contains { $0.contains(name) } }
        case .insertCode(_, _, let text, _):
            return operations.contains { other in
                guard case .ensureImport(_, _, _, let names, _) = other.kind else { return false }
                return names.contains { text.source.contains($0) }
            }
        case .ensureDependency(_, let package, _):
            let module = package.replacing("-", with: "_")
            return texts.contains {
                $0.contains("import \(module)") || $0.contains("from \(module)")
            }
        default: return false
        }
    }

    /// Leaves out the splices of the one operation in turn, those of one line together.
    private func editFailures(of original: PatchResult) -> [String] {
        guard original.proof.passes == 1, original.applied.contains(where: { $0.count > 1 }) else {
            return []
        }
        let all = original.applied.flatMap { patch in
            patch.edits.flatMap { path, edits in
                edits.map { (path: path, line: line(of: $0, in: path), edit: $0) }
            }
        }.sorted { ($0.path, $0.edit) < ($1.path, $1.edit) }
        return all.indices.prefix(Self.maximumEdits).compactMap { index in
            let left = all[index]
            let rest = all.filter { $0.path != left.path || $0.line != left.line }
            var files = test.files
            for (path, edits) in Dictionary(grouping: rest, by: \.path) {
                let before = files[path]
                let bytes = try? edits.map(\.edit).applied(to: before?.bytes ?? [])
                if let bytes { files[path] = .init(bytes: bytes, mode: before?.mode ?? .regular) }
            }
            let report = Evaluation(
                ruleSet: compiled, snapshot: MemorySnapshot(files: files), context: context
            ).report()
            let stays =
                count(report) > count(original.remaining)
                || report.outcomes.contains { ["not_evaluated", "error"].contains($0.result.name) }
            if stays { return nil }
            return "the finding closes without the edit of \(left.path):\(left.line)"
        }
    }

    private func line(of edit: TextEdit, in path: RepositoryPath) -> Int {
        SourceText(test.files[path]?.bytes ?? []).lineNumber(at: edit.range.lowerBound)
    }
}

extension PatchOperation {
    /// Whether the operation decides itself which edits belong together, as a value and the place that names it.
    fileprivate var isWhole: Bool {
        switch kind {
        case .environmentVariable, .pinAction, .ensureUpdates: true
        default: false
        }
    }
}

extension AppliedPatch {
    /// How many splices and new files it has.
    fileprivate var count: Int { edits.values.reduce(0) { $0 + $1.count } }
}
