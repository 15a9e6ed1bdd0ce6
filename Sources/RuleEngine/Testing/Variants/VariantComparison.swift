internal import Documents
internal import Snapshots

/// What a case came to in a variant, held against what it came to as written.
struct VariantComparison {
    let rule: Rule
    let test: RuleTest
    let original: PatchResult
    let variant: VariantFiles

    /// What is not the same but for the change that the variant makes.
    func failures(of result: PatchResult) -> [String] {
        let failures = detectionFailures(of: result)
        return failures + (failures.isEmpty ? declineFailures(result) + changeFailures(result) : [])
    }

    /// What of the findings alone is not the same.
    func detectionFailures(of result: PatchResult) -> [String] {
        outcomeFailures(result.before) + findingFailures(result.before)
    }

    private func outcomeFailures(_ report: DetectionReport) -> [String] {
        var names: [RepositoryPath: String] = [:]
        for outcome in report.outcomes where outcome.ruleID == rule.id {
            names[outcome.scope] = outcome.result.text
        }
        var failures: [String] = []
        for outcome in original.before.outcomes where outcome.ruleID == rule.id {
            let scope = variant.path(outcome.scope)
            let found = names.removeValue(forKey: scope)
            // A folder that is no component, or has no file of the kind, has nobody to say that the rule does not apply.
            if found == nil, outcome.result == .notApplicable { continue }
            let actual = found ?? "nothing was evaluated"
            let expected = variant.withoutPlace(outcome.result.text)
            if variant.withoutPlace(actual) != expected {
                failures.append("outcome \(actual) instead of \(expected) for \(Self.name(scope))")
            }
        }
        for (scope, name) in names.sorted(by: { $0.key < $1.key })
        where name != "pass" && name != "not_applicable" {
            failures.append("outcome \(name) for \(Self.name(scope)), which has no drift")
        }
        return failures
    }

    /// What of a finding must be the same.
    private struct Seen: Hashable {
        var path: RepositoryPath?
        var line: Int?
        var message: String
        var status: String

        var text: String {
            let place = path.map { "\($0)" } ?? "no file"
            return "\(place)\(line.map { ":\($0)" } ?? "") \(message) \(status)"
        }
    }

    private func seen(_ finding: Finding, isOriginal: Bool) -> Seen {
        var seen = Seen(
            path: finding.path, line: finding.start?.line,
            message: variant.withoutPlace(finding.message), status: "")
        if case .declined(let reason) = finding.patchStatus {
            seen.status = "(declined: \(variant.withoutPlace(reason)))"
        } else {
            seen.status = finding.isFixable ? "(with a patch)" : "(without a patch)"
        }
        guard isOriginal, let path = finding.path else { return seen }
        seen.path = variant.path(path)
        seen.line = seen.line.map { variant.line($0, of: path) }
        return seen
    }

    private func findingFailures(_ report: DetectionReport) -> [String] {
        let wanted = original.before.findings.filter { $0.ruleID == rule.id }
        let found = report.findings.filter { $0.ruleID == rule.id }
        var rest = found.map { seen($0, isOriginal: false) }
        var failures: [String] = []
        for finding in wanted {
            let expected = seen(finding, isOriginal: true)
            if let index = rest.firstIndex(of: expected) {
                rest.remove(at: index)
            } else {
                failures.append("no finding \(expected.text)")
            }
        }
        failures += rest.map { "unexpected finding \($0.text)" }
        guard failures.isEmpty, variant.folder == nil else { return failures }
        let known = Set(found.map(\.fingerprint))
        for finding in wanted where !known.contains(finding.fingerprint) {
            let isRewritten = finding.path.map(variant.changed.contains) ?? false
            if isRewritten, variant.rewritesText { continue }
            failures.append("another fingerprint for \(seen(finding, isOriginal: true).text)")
        }
        return failures
    }

    private func declineFailures(_ result: PatchResult) -> [String] {
        func reasons(_ result: PatchResult) -> [String] {
            result.declined.map { variant.withoutPlace($0.reason) }.sorted()
        }
        let (wanted, found) = (reasons(original), reasons(result))
        guard wanted != found else { return [] }
        return [
            "declined (\(found.joined(separator: "; "))) instead of "
                + "(\(wanted.joined(separator: "; ")))"
        ]
    }

    private func changeFailures(_ result: PatchResult) -> [String] {
        let wanted = original.changes.keys.map(variant.path).sorted()
        let changed = result.changes.keys.sorted()
        if wanted != changed { return ["changes \(list(changed)) instead of \(list(wanted))"] }
        return original.changes.sorted { $0.key < $1.key }.compactMap { path, change in
            switch (change, result.changes[variant.path(path)]) {
            case (.write(let after, let mode), .write(let actual, let actualMode)):
                if mode != actualMode { return "\(path) has another mode" }
                return difference(of: path, after: after, actual: actual)
            case (.delete, .delete): return nil
            default: return "\(path) is written instead of deleted, or the other way round"
            }
        }
    }

    private func difference(
        of path: RepositoryPath, after: [UInt8], actual: [UInt8]
    ) -> String? {
        var sides = (expected: after, actual: actual)
        if let transform = variant.transform {
            if variant.changed.contains(path) {
                sides = transform.sides(after: after, actual: actual, of: path)
            } else if test.files[path] == nil, actual == transform.newFile(after) {
                return nil
            }
        }
        guard sides.expected != sides.actual,
            sides.expected != variant.withoutPlace(sides.actual)
        else { return nil }
        return "\(path) differs\n"
            + TextDiff(expected: sides.expected, actual: variant.withoutPlace(sides.actual)).text
    }

    private func list(_ paths: [RepositoryPath]) -> String {
        paths.isEmpty ? "nothing" : paths.map(\.description).joined(separator: ", ")
    }

    private static func name(_ scope: RepositoryPath) -> String {
        scope.bytes.isEmpty ? "the root" : scope.description
    }
}

extension RuleOutcome.Result {
    /// The outcome with its reason.
    var text: String {
        switch self {
        case .notEvaluated(let reason), .error(let reason): "\(name) (\(reason))"
        case .pass, .fail, .notApplicable: name
        }
    }
}
