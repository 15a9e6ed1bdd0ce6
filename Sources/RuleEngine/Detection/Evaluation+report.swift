internal import Basics
internal import Documents
internal import Snapshots

/// All rules at all of their scopes.
extension Evaluation {
    /// Evaluates everything; asked for once.
    func evaluateAll() -> EvaluationResult {
        var outcomes: [RuleOutcome] = []
        var cases: [FindingCase] = []
        for rule in ruleSet.ruleSet.rules {
            guard let compiled = ruleSet.rules[rule.id] else { continue }
            context.meter.measure(rule: rule.id) {
                for context in scopes(of: compiled) {
                    guard let scope = scope(of: rule.id, at: context) else { continue }
                    var found: [FindingCase] = []
                    let result = evaluate(compiled, in: scope, findings: &found)
                    cases += found
                    outcomes.append(
                        RuleOutcome(
                            ruleID: rule.id, scope: context.file ?? context.component,
                            result: result))
                }
            }
        }
        cases = numbered(sorted(cases))
        var report = DetectionReport(
            findings: cases.map(\.finding),
            outcomes: outcomes.sorted { ($0.ruleID, $0.scope) < ($1.ruleID, $1.scope) },
            errors: errors.sorted(by: Self.precedes), files: snapshot.entries.count)
        if context.findsWaiverComments { report.waiverComments = filesWithWaiverComments() }
        return EvaluationResult(report: report, cases: cases)
    }

    private static func precedes(_ left: DetectionError, _ right: DetectionError) -> Bool {
        (left.path ?? .root, left.ruleID ?? "", left.message)
            < (right.path ?? .root, right.ruleID ?? "", right.message)
    }

    /// Where a rule is evaluated.
    private func scopes(of compiled: CompiledRule) -> [ScopeContext] {
        let repository = ScopeContext(folder: .root, component: .root, file: nil)
        switch compiled.rule.applicability.scope {
        case .repo: return [repository]
        case .component:
            return layout(of: compiled.rule).components.map {
                ScopeContext(folder: $0, component: $0, file: nil)
            }
        case .file:
            guard let whole = scope(of: compiled.rule.id, at: repository) else { return [] }
            let files = whole.files([])
            return files.isEmpty
                ? [repository]
                : files.map { ScopeContext(folder: .root, component: .root, file: $0) }
        }
    }

    private func evaluate(
        _ compiled: CompiledRule, in scope: RuleScope, findings: inout [FindingCase]
    ) -> RuleOutcome.Result {
        let isFileScope = compiled.rule.applicability.scope == .file
        if isFileScope, scope.context.file == nil { return .notApplicable }
        switch applies(compiled.rule.applicability, in: scope) {
        case .no: return .notApplicable
        case .unknown(let reason): return .notEvaluated(reason)
        case .yes: break
        }
        let answer = solve(compiled.rule.detector, given: Solution(), in: scope)
        for solution in distinct(answer.solutions.map { placed($0, in: scope) }) {
            do throws(RenderError) {
                findings.append(try finding(solution, in: scope))
            } catch {
                return .error("the message cannot be written: \(error.reason)")
            }
        }
        if !findings.isEmpty { return .fail }
        return answer.doubt.map { .notEvaluated($0) } ?? .pass
    }

    /// One solution for each anchor, in the order of their places.
    private func distinct(_ solutions: [Solution]) -> [Solution] {
        var seen: Set<Place> = []
        return solutions.map { (place: Place($0.anchor), solution: $0) }
            .filter { seen.insert($0.place).inserted }
            .sorted { $0.place < $1.place }.map(\.solution)
    }

    /// Gives a solution without a place that of its scope: the file, or the component's first manifest.
    private func placed(_ solution: Solution, in scope: RuleScope) -> Solution {
        guard solution.anchor == nil else { return solution }
        var placed = solution
        if let file = scope.context.file {
            placed.anchor = LeafMatch(path: file, span: 0..<0)
        } else if scope.rule.applicability.scope == .component {
            let languages = scope.rule.applicability.languages
            let manifest = scope.compiled.languages.manifestNames(preferring: languages)
                .map { scope.context.component.appending($0) }
                .first { snapshot.entry(at: $0)?.mode.isFile == true }
            placed.anchor = manifest.map { LeafMatch(path: $0, span: 0..<0) }
        }
        return placed
    }

    private func sorted(_ cases: [FindingCase]) -> [FindingCase] {
        cases.sorted {
            (
                $0.finding.path ?? .root, $0.finding.start?.offset ?? -1, $0.rule.id,
                $0.finding.end?.offset ?? -1, $0.scope.component
            )
                < (
                    $1.finding.path ?? .root, $1.finding.start?.offset ?? -1, $1.rule.id,
                    $1.finding.end?.offset ?? -1, $1.scope.component
                )
        }
    }

    /// Adds to each fingerprint the how-manieth of equals it is.
    private func numbered(_ cases: [FindingCase]) -> [FindingCase] {
        var counts: [Digest: Int] = [:]
        return cases.map { finding in
            var finding = finding
            let base = finding.finding.fingerprint
            let number = counts[base, default: 0]
            counts[base] = number + 1
            finding.finding.fingerprint = .framed([base.hex, String(number)])
            return finding
        }
    }
}

/// The place of an anchor, for telling and sorting solutions.
private struct Place: Hashable, Comparable {
    var path: RepositoryPath
    var start: Int
    var end: Int

    init(_ match: LeafMatch?) {
        path = match?.path ?? .root
        start = match?.span?.lowerBound ?? -1
        end = match?.span?.upperBound ?? -1
    }

    static func < (left: Place, right: Place) -> Bool {
        (left.path, left.start, left.end) < (right.path, right.start, right.end)
    }
}

// MARK: - Applicability

extension Evaluation {
    private enum Applies {
        case yes, no
        case unknown(String)
    }

    /// Whether `when` holds, cheapest questions first.
    private func applies(_ when: Applicability, in scope: RuleScope) -> Applies {
        switch when.repository?.answer(for: context.facts) {
        case nil, .holds: break
        case .fails: return .no
        case .unknown(let names):
            return .unknown("repository facts unknown: \(names.joined(separator: ", "))")
        }
        func isThere(_ glob: String) -> Bool {
            !scope.entries(matching: globs([glob])).isEmpty
        }
        if !when.existsAll.allSatisfy(isThere) || when.existsNone.contains(where: isThere) {
            return .no
        }
        if !when.existsAny.isEmpty, !when.existsAny.contains(where: isThere) { return .no }
        if !when.languages.isEmpty {
            let extensions = when.languages.flatMap(scope.compiled.languages.extensions)
            if scope.index.numbers(withExtensions: extensions).isEmpty { return .no }
        }
        for dependency in when.dependencies {
            switch declares(dependency, in: scope) {
            case true?: continue
            case false?: return .no
            case nil: return .unknown("a manifest cannot be read")
            }
        }
        guard let condition = when.condition else { return .yes }
        let answer = solve(condition, given: Solution(), in: scope)
        if !answer.solutions.isEmpty { return .yes }
        return answer.doubt.map { .unknown($0) } ?? .no
    }
}

// MARK: - Findings

extension Evaluation {
    private func finding(
        _ solution: Solution, in scope: RuleScope
    ) throws(RenderError) -> FindingCase {
        let rule = scope.rule
        let anchor = solution.anchor
        let source = anchor?.path.flatMap { anchor?.span == nil ? nil : text(of: $0) }
        var policies: [String] = []
        for policy in rule.policies where !policies.contains(policy.id) {
            policies.append(policy.id)
        }
        let finding = Finding(
            ruleID: rule.id, ruleVersion: rule.version, severity: severity(of: solution, rule),
            confidence: rule.confidence, policies: policies, message: "",
            remediation: rule.remediation, path: anchor?.path,
            start: source.flatMap { position(anchor?.span?.lowerBound, in: $0) },
            end: source.flatMap { position(anchor?.span?.upperBound, in: $0) },
            component: scope.context.component, patchStatus: .none,
            isRedacted: !solution.secrets.isEmpty,
            fingerprint: fingerprint(of: solution, in: scope))
        var result = FindingCase(
            finding: finding, rule: rule, pack: scope.compiled.pack, scope: scope.context,
            solution: solution)
        result.finding.message = try render(rule.message, for: result)
        if rule.patch != nil {
            result.finding.patchStatus =
                declineReason(for: result, allowsUnsafe: false).map { .declined($0) }
                ?? .available
        }
        return result
    }

    private func position(_ offset: Int?, in source: SourceText) -> TextPosition? {
        offset.map { source.position(at: min($0, source.bytes.count)) }
    }

    /// The rule's severity, raised to that of the advisory that was found.
    private func severity(of solution: Solution, _ rule: Rule) -> Severity {
        let raised = solution.anchor?.attributes["severity"].flatMap(Severity.init(rawValue:))
        return max(rule.severity, raised ?? rule.severity)
    }

    private func fingerprint(of solution: Solution, in scope: RuleScope) -> Digest {
        var text: [UInt8] = []
        if let identity = solution.anchor?.identity {
            text = Array(identity.joined(separator: "\0").utf8)
        } else if let path = solution.anchor?.path, let span = solution.anchor?.span,
            let anchor = self.text(span, in: path)
        {
            text = Array(anchor.split { $0.isWhitespace }.joined(separator: " ").utf8)
            // A secret goes in as a hash of its own, salted with the rule, and never by itself.
            if solution.anchor?.mask != nil {
                text = Digest.framed([Array("secret \(scope.rule.id)".utf8), text]).bytes
            }
        }
        return .framed([
            Array(scope.rule.id.utf8), scope.context.component.bytes,
            solution.anchor?.path?.bytes ?? [], text,
        ])
    }
}
