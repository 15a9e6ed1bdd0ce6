/// A check on GitHub workflows.
package struct WorkflowLeaf: Hashable, Sendable {
    /// Which check.
    package enum Check: String, CaseIterable, Hashable, Sendable {
        case unpinnedUses = "unpinned_uses"
        case wrongVersionComment = "wrong_version_comment"
        case missingPermissions = "missing_permissions"
        case broadPermissions = "broad_permissions"
        case tokenWriteEvidence = "token_write_evidence"
        case missingEvent = "missing_event"
        case dangerousTrigger = "dangerous_trigger"
        case templateInjection = "template_injection"
        case persistCredentials = "persist_credentials"
        case credentialUse = "credential_use"
        case unpinnedImage = "unpinned_image"
        case secretsInherit = "secrets_inherit"
        case missingTimeout = "missing_timeout"

        /// What templates can ask of a match, besides its place.
        package var attributes: [String] {
            switch self {
            case .unpinnedUses: ["action", "name", "ref"]
            case .wrongVersionComment: ["action", "name", "ref", "stated"]
            case .dangerousTrigger: ["event", "ref"]
            case .templateInjection: ["context", "expression"]
            case .unpinnedImage: ["image"]
            case .secretsInherit: ["called"]
            case .missingTimeout: ["job"]
            case .missingPermissions, .broadPermissions, .tokenWriteEvidence, .missingEvent,
                .persistCredentials, .credentialUse:
                []
            }
        }

        /// Whether the check also looks at composite actions.
        var isForActions: Bool {
            switch self {
            case .unpinnedUses, .wrongVersionComment, .templateInjection, .persistCredentials,
                .credentialUse,
                .unpinnedImage:
                true
            default: false
            }
        }
    }

    package var check: Check
    /// For `missing_event`: the events of which one workflow must have at least one.
    package var events: [String]
    /// For `unpinned_uses`: the variable whose list of owners is trusted; nil for none.
    package var allowedOwners: Template?
    /// For `credential_use`: the checkout after which, in the same job, the token is used.
    package var checkout: String?

    /// A leaf from its parts.
    package init(
        check: Check, events: [String], allowedOwners: Template?, checkout: String? = nil
    ) {
        self.check = check
        self.events = events
        self.allowedOwners = allowedOwners
        self.checkout = checkout
    }

    /// The leaf's keys.
    static let format = FormatMapping(
        "a check of GitHub workflows and composite actions; a step or job that it matches is a place for `in` of operations on data",
        [
            .required("check", .choice(of: Check.self), checks),
            FormatKey(
                "events", .oneOrMore(.text),
                "for `missing_event`: the events of which one workflow must have at least one"),
            FormatKey(
                "allow_owners", .template,
                "for `unpinned_uses`: the variable whose list of owners is trusted"),
            FormatKey(
                "of", .identifier,
                "for `credential_use`: the `persist_credentials` leaf whose checkout is meant"),
        ])

    private static let checks = [
        "`unpinned_uses`: an action or reusable workflow without a commit id (captures `action`, `name`, `ref`)",
        "`wrong_version_comment`: a pinned action whose comment names a version that is another commit, as far as the pins of the pack know (`action`, `name`, `ref`, `stated`)",
        "`missing_permissions`: the token's rights are not stated",
        "`broad_permissions`: all rights are granted at once",
        "`token_write_evidence`: something may write with the token",
        "`missing_event`: no workflow runs on any of some events",
        "`dangerous_trigger`: a pull request's code is checked out in a run with the repository's rights (`event`, `ref`)",
        "`template_injection`: a text of anybody's choice becomes part of a script (`context`, `expression`)",
        "`persist_credentials`: a checkout leaves its token behind, and nothing says that it should",
        "`credential_use`: something after the checkout may use that token",
        "`unpinned_image`: a container, service or Docker action without a digest (`image`)",
        "`secrets_inherit`: every secret is handed to another repository's workflow (`called`)",
        "`missing_timeout`: a job that GitHub stops only after six hours (`job`)",
    ].joined(separator: "; ")
}
