/// What the cases of a rule made of one change to it.
package struct RuleMutationResult: Hashable, Sendable {
    /// Whether the change was noticed.
    package enum Verdict: Hashable, Sendable {
        /// The first case that fails with it.
        case caught(by: String)
        /// No case fails: nothing shows what the part is for.
        case notCovered
        /// No case could fail, and why.
        case equivalent(String)
        /// The rule was not changed at all, and why: its cases do not come out as written in the first place.
        case notTried(String)
    }

    package let ruleID: String
    /// What was taken away or changed, in words for people.
    package let change: String
    package let source: SourceLocation
    package let verdict: Verdict

    /// Whether a case is missing.
    package var isUncovered: Bool { verdict == .notCovered }

    /// Whether nothing shows that every part of the rule is tested.
    package var isFailure: Bool {
        if case .notTried = verdict { true } else { isUncovered }
    }
}
