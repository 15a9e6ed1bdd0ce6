internal import Snapshots

/// What earlier attempts at a plan have shown must be left out, and why.
struct Exclusions {
    /// All patches of one rule in one component.
    struct RuleScope: Hashable {
        var ruleID: String
        var component: RepositoryPath

        /// The scope of a finding's rule.
        init(of finding: Finding) {
            ruleID = finding.ruleID
            component = finding.component
        }
    }

    /// Why something is left out.
    struct Cause: Hashable {
        var reason: String
        var winner: Winner?
    }

    /// What is left out.
    enum Target: Hashable {
        case group(EditGroup.Key)
        case rule(RuleScope)
    }

    private var causes: [Target: Cause] = [:]

    /// Nothing is left out.
    init() {}

    var isEmpty: Bool { causes.isEmpty }

    /// Why a finding's patch is left out; nil when it is not.
    func cause(for finding: Finding) -> Cause? {
        causes[.group(.init(ruleID: finding.ruleID, fingerprint: finding.fingerprint))]
            ?? causes[.rule(RuleScope(of: finding))]
    }

    /// Leaves more out, and says whether that was new; the first cause stays.
    mutating func add(_ target: Target, _ cause: Cause) -> Bool {
        guard causes[target] == nil else { return false }
        causes[target] = cause
        return true
    }
}
