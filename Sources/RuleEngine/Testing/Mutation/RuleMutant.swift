/// A rule with one thing changed, which some case of the rule must notice.
struct RuleMutant {
    /// What kind of thing was changed.
    enum Kind: Hashable {
        case detection, condition, precondition, operation, limit
    }

    let kind: Kind
    /// What was changed, in words for people.
    let change: String
    let source: SourceLocation
    let rule: Rule
    /// Why no case can notice; nil where one could.
    var equivalence: String?
}

extension Rule {
    /// The rule with each of its parts taken away in turn, in the order of the file.
    func mutants(_ places: RuleSourceMap) -> [RuleMutant] {
        conditionMutants(places) + detectionMutants + preconditionMutants + operationMutants
            + limitMutants(places)
    }

    private func mutant(
        _ kind: RuleMutant.Kind, _ change: String, _ source: SourceLocation,
        _ edit: (inout Rule) -> Void
    ) -> RuleMutant {
        var rule = self
        edit(&rule)
        return RuleMutant(kind: kind, change: change, source: source, rule: rule)
    }

    private func conditionMutants(_ places: RuleSourceMap) -> [RuleMutant] {
        let when = applicability
        var mutants: [RuleMutant] = []
        func add(_ path: [String], _ edit: (inout Applicability) -> Void) {
            let name = "`when.\(path.joined(separator: "."))`"
            let place = places.location(of: ["when"] + path) ?? source
            mutants.append(mutant(.condition, name, place) { edit(&$0.applicability) })
        }
        if !when.languages.isEmpty { add(["languages"]) { $0.languages = [] } }
        for (index, dependency) in when.dependencies.enumerated() {
            let place = places.location(of: ["when", "depends_on", "\(index)"]) ?? source
            let name = "`when.depends_on` \(dependency.package)"
            mutants.append(
                mutant(.condition, name, place) { $0.applicability.dependencies.remove(at: index) })
        }
        if !when.existsAny.isEmpty { add(["exists", "any"]) { $0.existsAny = [] } }
        if !when.existsAll.isEmpty { add(["exists", "all"]) { $0.existsAll = [] } }
        if !when.existsNone.isEmpty { add(["exists", "none"]) { $0.existsNone = [] } }
        // At file scope these are the files that are evaluated at all.
        if !when.include.isEmpty, when.scope != .file {
            add(["paths", "include"]) { $0.include = [] }
        }
        if !when.exclude.isEmpty { add(["paths", "exclude"]) { $0.exclude = [] } }
        guard let condition = when.condition else { return mutants }
        add(["expr"]) { $0.condition = nil }
        for part in condition.mutants where part.detector != nil {
            mutants.append(
                mutant(.condition, part.change, part.source) {
                    $0.applicability.condition = part.detector
                })
        }
        return mutants
    }

    private var detectionMutants: [RuleMutant] {
        var mutants = detector.mutants.compactMap { part in
            part.detector.map { tree in
                mutant(.detection, part.change, part.source) { $0.detector = tree }
            }
        }
        for (index, fact) in facts.enumerated() {
            for part in fact.mutants {
                guard var tree = part.detector else { continue }
                tree.id = fact.id
                mutants.append(
                    mutant(.detection, part.change, part.source) { $0.facts[index] = tree })
            }
        }
        return mutants
    }

    private var preconditionMutants: [RuleMutant] {
        preconditions.enumerated().flatMap { index, precondition in
            let name = "the precondition `\(precondition.reason ?? precondition.words)`"
            let dropped = mutant(.precondition, name, precondition.source) {
                $0.patch?.preconditions.remove(at: index)
            }
            let parts = precondition.mutants.compactMap { part -> RuleMutant? in
                guard var tree = part.detector else { return nil }
                tree.reason = precondition.reason
                return mutant(.detection, "\(part.change) in a precondition", part.source) {
                    $0.patch?.preconditions[index] = tree
                }
            }
            return [dropped] + parts
        }
    }

    private var operationMutants: [RuleMutant] {
        (patch?.operations ?? []).enumerated().flatMap { index, operation in
            // Of a single operation nothing would be left, which every case with a patch notices.
            var mutants = [
                mutant(.operation, "the operation `\(operation.kind.key)`", operation.source) {
                    $0.patch?.operations.remove(at: index)
                }
            ]
            for id in operation.requiredLeaves {
                mutants.append(
                    mutant(.condition, "`if: \(id)`", operation.source) {
                        $0.patch?.operations[index].requiredLeaves.removeAll { $0 == id }
                    })
            }
            for id in operation.excludedLeaves {
                mutants.append(
                    mutant(.condition, "`unless: \(id)`", operation.source) {
                        $0.patch?.operations[index].excludedLeaves.removeAll { $0 == id }
                    })
            }
            return mutants
        }
    }

    private func limitMutants(_ places: RuleSourceMap) -> [RuleMutant] {
        guard let limits = patch?.limits else { return [] }
        let widest = PatchRecipe.Limits()
        let all: [(String, WritableKeyPath<PatchRecipe.Limits, Int>)] = [
            ("files", \.files), ("added_lines", \.addedLines), ("removed_lines", \.removedLines),
        ]
        return all.compactMap { name, path in
            guard limits[keyPath: path] < widest[keyPath: path] else { return nil }
            let place = places.location(of: ["patch", "limits", name]) ?? source
            var mutant = mutant(.limit, "the limit of `\(name)`", place) {
                $0.patch?.limits[keyPath: path] = widest[keyPath: path]
            }
            if patch?.operations.allSatisfy({ $0.hasFixedSize(in: self) }) ?? false {
                mutant.equivalence = "the patch has the same size wherever it is applied"
            }
            return mutant
        }
    }
}

extension PatchOperation {
    /// Whether what the operation writes has as many lines in one repository as in another.
    ///
    /// Values of variables are single lines; what is captured in a repository need not be.
    fileprivate func hasFixedSize(in rule: Rule) -> Bool {
        guard case .replace = kind else { return true }
        return false
    }
}
