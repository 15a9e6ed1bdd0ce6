/// A node of a detection tree: true means drift.
package struct Detector: Sendable {
    /// What a node does.
    package indirect enum Kind: Sendable {
        case all([Detector])
        case any([Detector])
        case not(Detector)
        case count(Detector, minimum: Int?, maximum: Int?)
        case file(FileLeaf)
        case regex(RegexLeaf)
        case path(PathLeaf)
        case code(CodeLeaf)
        case treeSitter(QueryLeaf)
        case dependency(DependencyLeaf)
        case workflow(WorkflowLeaf)
        /// How modules beside the named leaf's file import one another is known.
        case pythonPackage(of: String)
        /// The pins snapshot knows the reference of the named `workflow` leaf.
        case pin(of: String)
        /// A version that clears the named `dependency` leaf is known and may be written into its manifest.
        case fixable(of: String)
        /// A capture is bound to something.
        case bound(String)
        /// A variable has a value.
        case variable(String)
    }

    package var kind: Kind
    /// The name by which captures and patches refer to this node.
    package var id: String?
    /// Whether this node gives the finding its place.
    package var isAnchor: Bool
    /// Why a patch is declined when this node, as a precondition, does not hold.
    package var reason: String?
    package var source: SourceLocation

    /// A node from its parts.
    package init(
        _ kind: Kind, id: String? = nil, isAnchor: Bool = false, reason: String? = nil,
        source: SourceLocation
    ) {
        self.kind = kind
        self.id = id
        self.isAnchor = isAnchor
        self.reason = reason
        self.source = source
    }
}

/// Entries of the tree, by name.
package struct FileLeaf: Hashable, Sendable {
    package var globs: [String]
    package var isAbsent: Bool
    package var ignoresCase: Bool

    /// A leaf from its parts.
    package init(globs: [String], isAbsent: Bool, ignoresCase: Bool) {
        self.globs = globs
        self.isAbsent = isAbsent
        self.ignoresCase = ignoresCase
    }
}

/// A regular expression over the text of files.
package struct RegexLeaf: Hashable, Sendable {
    package var pattern: String
    package var files: [String]
    /// Matches that one of these also matches do not count.
    package var exceptions: [String]
    /// The named group whose span is the match; nil for the whole match.
    package var group: String?

    /// A leaf from its parts.
    package init(pattern: String, files: [String], exceptions: [String], group: String?) {
        self.pattern = pattern
        self.files = files
        self.exceptions = exceptions
        self.group = group
    }
}

/// A place in structured data, and what must be so there.
package struct PathLeaf: Hashable, Sendable {
    /// What must be so of the selected node.
    package enum Condition: Hashable, Sendable {
        case present
        case absent
        case equals(String)
        case isOne(of: [String])
        case matches(String)
        case type(String)
    }

    package var files: [String]
    /// `yaml`, `json`, `jsonc` or `toml`; nil takes it from the file's name.
    package var format: String?
    package var select: String
    package var condition: Condition
    /// The capture that the scalar is bound to.
    package var capture: String?

    /// A leaf from its parts.
    package init(
        files: [String], format: String?, select: String, condition: Condition, capture: String?
    ) {
        self.files = files
        self.format = format
        self.select = select
        self.condition = condition
        self.capture = capture
    }
}

/// A readable form over a syntax tree.
package struct CodeLeaf: Hashable, Sendable {
    /// What is looked for.
    package enum Form: Hashable, Sendable {
        case imports([String])
        /// `target` is a capture's name without `$`, or nil.
        case assignCall(target: String?, callee: String)
        case call(callees: [String], firstArgument: [String])
        case route(method: String, paths: [Template])
        case definition([String])
        case classDefinition([String])
        case keywordArgument(String)
    }

    package var language: String
    package var form: Form
    package var files: [String]
    /// Only inside the match of the leaf with this id.
    package var inside: String?

    /// A leaf from its parts.
    package init(language: String, form: Form, files: [String], inside: String?) {
        self.language = language
        self.form = form
        self.files = files
        self.inside = inside
    }
}

/// A tree-sitter query of the rule's own.
package struct QueryLeaf: Hashable, Sendable {
    package var language: String
    package var query: String
    package var files: [String]

    /// A leaf from its parts.
    package init(language: String, query: String, files: [String]) {
        self.language = language
        self.query = query
        self.files = files
    }
}

/// A declared dependency.
package struct DependencyLeaf: Hashable, Sendable {
    /// `*` for every ecosystem that can be read.
    package var ecosystem: String
    /// `*` for every package.
    package var package: String
    /// A version constraint; nil for any version.
    package var version: String?
    /// Counts only with a known vulnerability of at least this severity (a template, so that a variable may decide).
    package var minimumAdvisorySeverity: Template?

    /// A leaf from its parts.
    package init(
        ecosystem: String, package: String, version: String?, minimumAdvisorySeverity: Template?
    ) {
        self.ecosystem = ecosystem
        self.package = package
        self.version = version
        self.minimumAdvisorySeverity = minimumAdvisorySeverity
    }
}

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
}
