/// How a rule's drift is patched.
package struct PatchRecipe: Sendable {
    /// How much a patch may change.
    package struct Limits: Hashable, Sendable {
        package var files = 50
        package var addedLines = 2_000
        package var removedLines = 2_000

        /// The limits of a whole run.
        package init() {}
    }

    package var safety: Safety
    /// Globs from the root of the repository; a change outside them is refused.
    package var touches: [Template]
    package var preconditions: [Detector]
    package var operations: [PatchOperation]
    package var limits: Limits
    package var priority: Int
    /// Rules with which it matters whose patch is applied first.
    package var conflictsWith: [String]

    /// A recipe from its parts.
    package init(
        safety: Safety, touches: [Template], preconditions: [Detector],
        operations: [PatchOperation], limits: Limits, priority: Int,
        conflictsWith: [String] = []
    ) {
        self.safety = safety
        self.touches = touches
        self.preconditions = preconditions
        self.operations = operations
        self.limits = limits
        self.priority = priority
        self.conflictsWith = conflictsWith
    }
}

/// One operation of a patch.
package struct PatchOperation: Sendable {
    /// Where something goes relative to lines of a file.
    package enum LinePlace: Hashable, Sendable {
        case top, bottom
        case before(pattern: String)
        case after(pattern: String)
        /// At the end of the section that a line starts; the section is added when it is not there.
        case section(String)
    }

    /// The lines before and behind a block that is looked after.
    package struct BlockMarkers: Hashable, Sendable {
        package var begin: String
        package var end: String

        /// Markers from their lines.
        package init(begin: String, end: String) {
            self.begin = begin
            self.end = end
        }
    }

    /// Where something goes relative to the match of a leaf.
    package enum CodePlace: Hashable, Sendable {
        case before(String), after(String), firstIn(String), lastIn(String)
    }

    /// Where a new member goes among its siblings.
    package enum MemberPlace: Hashable, Sendable {
        case first, last, sorted
        /// Before all of these keys that are there.
        case before(keys: [String])
        /// After all of these keys that are there.
        case after(keys: [String])
    }

    /// Where data is changed.
    package enum DataSite: Hashable, Sendable {
        case file(Template)
        /// Below the node that the leaf with this id matched.
        case inside(String)
    }

    /// What is done to the instructions of a Dockerfile.
    package enum DockerChange: Sendable {
        /// A new instruction, in a stage.
        case insert(Template, stage: String, place: DockerPlace)
        /// The instruction at a leaf's match becomes another one.
        case replace(at: String, Template)
        /// The instruction at a leaf's match goes.
        case delete(at: String)
    }

    /// Where a new instruction goes in its stage; the lists hold keywords.
    package enum DockerPlace: Hashable, Sendable {
        case before([String])
        case after([String])
        /// Before the run of such instructions that ends the stage; at the stage's end without one.
        case beforeTrailing([String])
    }

    /// What `create_file` does when the file is there.
    package enum Existing: String, CaseIterable, Sendable { case skip, decline }

    /// What is done.
    package enum Kind: Sendable {
        /// `paths` has one entry, or the candidates of `first_free`.
        case createFile(
            paths: [Template], isFirstFree: Bool, text: Template, isExecutable: Bool,
            existing: Existing)
        case ensureLine(file: Template, line: Template, match: String?, place: LinePlace)
        /// With `markers` the block is looked after: what stands between them is made the text.
        case ensureBlock(
            file: Template, text: Template, place: LinePlace, markers: BlockMarkers?)
        case deleteFile(Template)
        case renameFile(Template, to: Template)
        case changeMode(Template, isExecutable: Bool)
        /// `at` is a leaf id, or `id.CAPTURE`.
        case replace(at: String, text: Template)
        case set(
            site: DataSite, path: String, value: TemplateValue, place: MemberPlace?,
            comment: Template?)
        case append(site: DataSite, path: String, value: TemplateValue, comment: Template?)
        case delete(site: DataSite, path: String)
        /// Adds what a mapping lacks; with `existingWins` nothing that is there changes.
        case merge(
            site: DataSite, path: String, value: TemplateValue, existingWins: Bool,
            place: MemberPlace?)
        /// `names` is empty for the module itself, which `alias` may give a name.
        case ensureImport(
            language: String, file: Template, module: Template, names: [String], alias: String?)
        case insertCode(file: Template, place: CodePlace, text: Template, blankLines: Int)
        case ensureDependency(ecosystem: String, package: String, specifier: String)
        case bumpDependency(at: String)
        case pinAction(at: String)
        case dockerfile(file: Template, change: DockerChange)
        /// Moves an expression out of a workflow's script.
        case environmentVariable(at: String)
        case ensureUpdates(at: String, interval: Template)
    }

    package var kind: Kind
    /// The name under which later templates know the file that this operation created.
    package var id: String?
    /// Leaves that must have a match for this finding.
    package var requiredLeaves: [String]
    /// Leaves that must have none.
    package var excludedLeaves: [String]
    /// Why it is done although the finding closes without it.
    package var purpose: String?
    package var source: SourceLocation

    /// An operation from its parts.
    package init(
        _ kind: Kind, id: String? = nil, requiredLeaves: [String] = [],
        excludedLeaves: [String] = [], purpose: String? = nil,
        source: SourceLocation
    ) {
        self.kind = kind
        self.id = id
        self.requiredLeaves = requiredLeaves
        self.excludedLeaves = excludedLeaves
        self.purpose = purpose
        self.source = source
    }
}

/// A value to be written into structured data, whose strings are templates.
package indirect enum TemplateValue: Hashable, Sendable {
    case null
    case bool(Bool)
    case integer(String)
    case string(Template)
    case sequence([TemplateValue])
    case mapping([Member])

    /// One member of a mapping.
    package struct Member: Hashable, Sendable {
        package var key: String
        package var value: TemplateValue

        /// A member from its parts.
        package init(key: String, value: TemplateValue) {
            self.key = key
            self.value = value
        }
    }
}

extension PatchOperation.Kind {
    /// Whether the operation can lose what somebody wrote, so that it is never safe.
    package var takesAway: Bool {
        switch self {
        case .delete, .deleteFile, .dockerfile(_, .delete): true
        default: false
        }
    }
}
