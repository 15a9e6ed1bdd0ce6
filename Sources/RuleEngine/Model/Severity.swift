/// How bad drift is, from `info` to `critical`.
package enum Severity: String, CaseIterable, Comparable, Sendable, Hashable {
    case info, low, medium, high, critical

    package static func < (left: Severity, right: Severity) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// How sure a rule is of what it finds.
package enum Confidence: String, CaseIterable, Sendable, Hashable {
    case low, medium, high
}

/// How far a rule has come.
package enum Stage: String, CaseIterable, Sendable, Hashable {
    case experimental, stable, deprecated
}

/// Whether a patch may be applied without a person having asked for it.
package enum Safety: String, CaseIterable, Sendable, Hashable {
    /// Applied whenever its proof holds.
    case safe
    /// Changes behaviour that somebody may rely on: applied only when asked for.
    case unsafe
    /// Shown, never applied.
    case suggest
}
