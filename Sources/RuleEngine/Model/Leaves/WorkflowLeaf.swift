/// A check on GitHub workflows.
package struct WorkflowLeaf: Hashable, Sendable {
    /// Which check.
    package enum Check: String, CaseIterable, Hashable, Sendable {
        case unpinnedUses = "unpinned_uses"
        case missingPermissions = "missing_permissions"
        case broadPermissions = "broad_permissions"
        case tokenWriteEvidence = "token_write_evidence"
        case missingEvent = "missing_event"
    }

    package var check: Check
    /// For `missing_event`: the events of which one workflow must have at least one.
    package var events: [String]
    /// For `unpinned_uses`: the variable whose list of owners is trusted; nil for none.
    package var allowedOwners: Template?

    /// A leaf from its parts.
    package init(check: Check, events: [String], allowedOwners: Template?) {
        self.check = check
        self.events = events
        self.allowedOwners = allowedOwners
    }

    /// The leaf's keys.
    static let format = FormatMapping(
        "a check of GitHub workflows",
        [
            .required("check", .choice(of: Check.self), "which check"),
            FormatKey(
                "events", .oneOrMore(.text),
                "for `missing_event`: the events of which one workflow must have at least one"),
            FormatKey(
                "allow_owners", .template,
                "for `unpinned_uses`: the variable whose list of owners is trusted"),
        ])
}
