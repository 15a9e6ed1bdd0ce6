/// Why a patch is not applied.
extension Evaluation {
    /// Why the finding's patch is declined: it is only a suggestion, a precondition does not hold, or it is unsafe and
    /// nobody has asked for such; nil when `fix` would try it.
    func declineReason(for finding: FindingCase, allowsUnsafe: Bool) -> String? {
        guard let recipe = finding.rule.patch else { return nil }
        if recipe.safety == .suggest {
            return "the patch is a suggestion, never applied by itself"
        }
        do throws(NotEvaluated) {
            for precondition in recipe.preconditions
            where try !holds(precondition, for: finding) {
                return reason(of: precondition, for: finding)
            }
            if allowsUnsafe { return nil }
            if recipe.safety == .unsafe {
                return "the patch changes behaviour; apply it with --unsafe"
            }
            return try hasMajorChange(recipe, for: finding)
                ? "the new version is of another major series; take it with --unsafe" : nil
        } catch {
            return "cannot be told: \(error.reason)"
        }
    }

    private func reason(of precondition: Detector, for finding: FindingCase) -> String {
        let reason = precondition.reason ?? "a precondition does not hold"
        guard let template = try? Template(parsing: reason) else { return reason }
        return (try? render(template, for: finding)) ?? reason
    }

    /// Whether the patch would take a dependency to another major series.
    private func hasMajorChange(
        _ recipe: PatchRecipe, for finding: FindingCase
    ) throws(NotEvaluated) -> Bool {
        for operation in recipe.operations {
            guard case .bumpDependency(let leaf) = operation.kind,
                try isWanted(operation, for: finding),
                let match = try matches(ofLeaf: leaf, for: finding).first,
                let (_, dependency) = declaration(at: match)
            else { continue }
            let known = context.knowledge.vulnerability(of: dependency)
            if known?.isMajorChange == true { return true }
        }
        return false
    }

    /// Whether the conditions of an operation hold for a finding.
    func isWanted(
        _ operation: PatchOperation, for finding: FindingCase
    ) throws(NotEvaluated) -> Bool {
        for id in operation.requiredLeaves where try matches(ofLeaf: id, for: finding).isEmpty {
            return false
        }
        for id in operation.excludedLeaves where try !matches(ofLeaf: id, for: finding).isEmpty {
            return false
        }
        return true
    }
}
