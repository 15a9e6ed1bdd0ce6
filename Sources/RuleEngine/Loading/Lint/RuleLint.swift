internal import Basics
internal import Documents

/// What is wrong with one rule as such.
struct RuleLint {
    let rule: Rule
    let places: RuleSourceMap
    /// The ids of all rules.
    let known: Set<String>

    var problems: [RulePackError] {
        expressionProblems + testProblems + safetyProblems + noiseProblems + messageProblems
            + branchProblems + referenceProblems
    }

    private func problem(_ path: [String], _ message: String) -> RulePackError {
        RulePackError(location: places.location(of: path) ?? rule.source, message: message)
    }

    /// Patterns that cannot be compiled.
    private var expressionProblems: [RulePackError] {
        var expressions = rule.detectors.flatMap { node in
            node.expressions.map { ($0, node.source) }
        }
        for operation in rule.patch?.operations ?? [] {
            expressions += operation.expressions.map { ($0, operation.source) }
        }
        return expressions.compactMap { pattern, source in
            do throws(RegularExpression.SyntaxError) {
                _ = try RegularExpression(pattern)
                return nil
            } catch {
                let message = "pattern, at byte \(error.offset + 1): \(error.reason)"
                return RulePackError(location: source, message: message)
            }
        }
    }

    /// Kinds of test cases that every rule must have.
    private var testProblems: [RulePackError] {
        var problems = ["fail", "pass", "not_applicable"].filter { kind in
            !rule.tests.contains { $0.outcome == kind }
        }.map { problem(["tests"], "no test case with the outcome \($0); add one") }
        guard rule.patch != nil, rule.patch?.safety != .suggest else { return problems }
        if !rule.tests.contains(where: { $0.patch == .applied }) {
            problems.append(problem(["tests"], "no test case with `patch: applied`; add one"))
        }
        problems += unprovedCases
        for precondition in rule.preconditions where !isTested(precondition) {
            let reason = precondition.reason ?? "without a reason"
            problems.append(
                RulePackError(
                    location: precondition.source,
                    message: "no test case is declined because \(reason); add one"))
        }
        return problems
    }

    /// Cases that do not say byte for byte what the patch makes; a patch that takes files away cannot be told so.
    private var unprovedCases: [RulePackError] {
        let operations = rule.patch?.operations.map(\.kind.key) ?? []
        guard !operations.contains(where: { ["delete_file", "rename_file"].contains($0) }) else {
            return []
        }
        return rule.tests.filter { $0.patch == .applied && ($0.after ?? [:]).isEmpty }.map {
            RulePackError(
                location: $0.source,
                message:
                    "the case `\($0.name)` does not say what the patch makes; `complybot rules test -U` writes "
                    + "its `after`, for you to read")
        }
    }

    /// Whether a case expects a precondition's reason, as far as it is the same everywhere.
    private func isTested(_ precondition: Detector) -> Bool {
        guard let reason = precondition.reason.flatMap({ try? Template(parsing: $0) }) else {
            return true
        }
        let texts = reason.pieces.compactMap { piece -> String? in
            if case .text(let text) = piece, text.count >= 8 { text } else { nil }
        }
        return rule.tests.contains { test in
            guard case .declined(let expected)? = test.patch else { return false }
            guard let expected, !texts.isEmpty else { return true }
            return texts.contains { expected.contains($0) || $0.contains(expected) }
        }
    }

    /// What may never be called safe.
    private var safetyProblems: [RulePackError] {
        guard let patch = rule.patch, patch.safety == .safe else { return [] }
        return patch.operations.filter { operation in
            if case .dockerfile(_, .delete) = operation.kind { return true }
            return operation.kind.key.hasPrefix("delete")
        }.map {
            RulePackError(
                location: $0.source,
                message: "`\($0.kind.key)` is never safe; make the patch `unsafe` or `suggest`")
        }
    }

    /// Findings that people would learn to shrug at.
    private var noiseProblems: [RulePackError] {
        let limit: Severity =
            switch rule.confidence {
            case .low: .medium
            case .medium: .high
            case .high: .critical
            }
        guard rule.severity > limit else { return [] }
        return [
            problem(
                ["severity"],
                "\(rule.severity) findings of \(rule.confidence) confidence are noise; lower the severity to \(limit), "
                    + "or make the rule surer")
        ]
    }

    /// A message that could be about any place.
    private var messageProblems: [RulePackError] {
        // A tree that counts or only denies has no leaf that could be named; the finding still has its place.
        let canName = rule.applicability.scope == .component || rule.detector.bindsPlace
        guard rule.applicability.scope != .repo, rule.message.names.isEmpty, canName else {
            return []
        }
        return [
            problem(
                ["message"],
                "the message names no place; say which with `{{component}}`, a capture, or `{{id.path}}` of a leaf"
            )
        ]
    }

    /// Branches of `any` that say what another says already.
    private var branchProblems: [RulePackError] {
        places.nodes(ofKey: "any").flatMap { list -> [RulePackError] in
            let parts = list.value.items.map(\.essence)
            return parts.indices.compactMap { index in
                let isCovered = parts.indices.contains { other in
                    guard other != index else { return false }
                    if parts[other] == parts[index] { return other < index }
                    return parts[index].conjuncts.contains(parts[other])
                }
                guard isCovered, let place = places.location(of: list.value.items[index]) else {
                    return nil
                }
                return RulePackError(
                    location: place,
                    message: "this branch of `any` adds nothing to another one; remove it")
            }
        }
    }

    private var referenceProblems: [RulePackError] {
        var problems: [RulePackError] = []
        if rule.references.isEmpty {
            problems.append(
                problem([], "the rule has no `references`; name what else asks for it"))
        }
        if rule.stage == .deprecated, rule.replacedBy == nil {
            problems.append(
                problem(["stage"], "a deprecated rule says what takes its place with `replaced_by`")
            )
        }
        if let id = rule.replacedBy, !known.contains(id) || id == rule.id {
            problems.append(
                problem(
                    ["replaced_by"],
                    "there is no other rule `\(id)`\(NearestName.hint(for: id, among: known))"))
        }
        for id in rule.patch?.conflictsWith ?? [] where !known.contains(id) || id == rule.id {
            problems.append(
                problem(
                    ["patch", "conflicts_with"],
                    "there is no other rule `\(id)`\(NearestName.hint(for: id, among: known))"))
        }
        return problems
    }
}

extension Detector {
    /// Whether some leaf of the node surely gives a finding its place.
    fileprivate var bindsPlace: Bool {
        switch kind {
        case .all(let parts): parts.contains(where: \.bindsPlace)
        case .any(let parts), .near(let parts, _): parts.allSatisfy(\.bindsPlace)
        case .not, .count: false
        default: hasPlace
        }
    }
}

extension DataNode {
    /// What a detection node says, whatever it is called.
    fileprivate var essence: DataValue {
        guard case .mapping(let members) = value else { return value }
        return .mapping(members.filter { !["id", "anchor", "reason"].contains($0.key) })
    }
}

extension DataValue {
    /// The parts of an `all`, names aside; none for anything else.
    fileprivate var conjuncts: [DataValue] {
        guard case .mapping(let members) = self, members.count == 1, members[0].key == "all",
            case .sequence(let items) = members[0].value
        else { return [] }
        return items.map { item in
            guard case .mapping(let keys) = item else { return item }
            return .mapping(keys.filter { !["id", "anchor"].contains($0.key) })
        }
    }
}
