package import Basics

/// What a run may patch.
package struct PatchOptions: Sendable {
    /// Whether patches that change behaviour somebody may rely on are applied too.
    package var allowsUnsafe: Bool
    /// Only findings of these rules; nil for all.
    package var rules: Set<String>?
    /// Only findings with these fingerprints; nil for all.
    package var fingerprints: Set<Digest>?
    /// Findings with these fingerprints stay, whatever else is asked for: somebody has waived them.
    package var exceptions: Set<Digest>
    /// How much the whole run may change.
    package var budget: PatchRecipe.Limits

    /// Everything that is safe, within the limits of a run.
    package init(
        allowsUnsafe: Bool = false, rules: Set<String>? = nil, fingerprints: Set<Digest>? = nil,
        exceptions: Set<Digest> = [], budget: PatchRecipe.Limits = .init()
    ) {
        self.allowsUnsafe = allowsUnsafe
        self.rules = rules
        self.fingerprints = fingerprints
        self.exceptions = exceptions
        self.budget = budget
    }

    /// Whether a finding is asked for at all.
    func includes(_ finding: Finding) -> Bool {
        (rules?.contains(finding.ruleID) ?? true)
            && (fingerprints?.contains(finding.fingerprint) ?? true)
            && !exceptions.contains(finding.fingerprint)
    }
}
