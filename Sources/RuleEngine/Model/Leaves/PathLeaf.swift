package import Documents

/// A place in structured data, and what must be so there.
package struct PathLeaf: Hashable, Sendable {
    /// What must be so of the selected node.
    package enum Condition: Hashable, Sendable {
        case present
        case absent
        case equals(Template)
        case isOne(of: [Template])
        case matches(String)
        case type(String)
        case minimum(DataValue)
        case maximum(DataValue)
        case length(minimum: Int, maximum: Int?)
        /// An item of a list, a key of a mapping, or a part of a text.
        case contains(String)
        /// A range of semantic versions.
        case version(String)
    }

    /// Where documents are looked for.
    package enum Place: Hashable, Sendable {
        /// Whole files; `format` nil takes it from the file's name.
        case files([String], format: DataFormat?)
        /// Below the nodes that the leaf with this id matched.
        case inside(String)
    }

    package var place: Place
    package var select: String
    /// All must hold; none for a place that must only be there.
    package var conditions: [Condition]
    /// The capture that the scalar is bound to.
    package var capture: String?

    /// A leaf from its parts.
    package init(place: Place, select: String, conditions: [Condition], capture: String?) {
        self.place = place
        self.select = select
        self.conditions = conditions
        self.capture = capture
    }

    /// Whether the leaf matches where nothing is.
    package var isAbsent: Bool { conditions.contains(.absent) }

    /// The leaf below whose matches the place is.
    package var inside: String? {
        if case .inside(let id) = place { id } else { nil }
    }

    /// The templates in the conditions.
    var templates: [Template] {
        conditions.flatMap { condition -> [Template] in
            switch condition {
            case .equals(let template): [template]
            case .isOne(let templates): templates
            default: []
            }
        }
    }

    /// The globs of the files that the leaf names itself.
    package var files: [String] {
        if case .files(let globs, _) = place { globs } else { [] }
    }

    /// The leaf's keys.
    static let format = FormatMapping(
        "a place in structured data, in each document of a file",
        [
            FormatKey("files", .oneOrMore(.glob), "which files; or `in`"),
            FormatKey(
                "in", .identifier,
                "only below the nodes that this `kubernetes` or `path` leaf matched; `$` is that node"
            ),
            FormatKey(
                "format", .choice(of: DataFormat.self),
                "how the files are read; by their name by default"),
            .required(
                "select", .dataPath,
                "the place: JSONPath (RFC 9535) without functions"),
            FormatKey(
                "where", .either([.choice(["present", "absent"]), .mapping(conditions)]),
                "what must be so there; that it is there, by default"
            ),
            FormatKey("as", .capture, "the capture that the value is bound to"),
        ])

    /// What can be asked of a place.
    static let conditions = FormatMapping(
        "what must be so of the selected value; all of it",
        [
            FormatKey("absent", .boolean, "nothing is there; only by itself"),
            FormatKey("equals", .scalar, "the value is this; a text is a template"),
            FormatKey("in", .list(.scalar), "the value is one of these; texts are templates"),
            FormatKey("matches", .regex, "the expression matches in the value"),
            FormatKey("type", .choice(DataNode.typeNames), "the value is of this kind"),
            FormatKey("min", .scalar, "the value is a number of at least this"),
            FormatKey("max", .scalar, "the value is a number of at most this"),
            FormatKey(
                "length", .either([.integer(minimum: 0), .mapping(length)]),
                "how many items, keys or characters the value has"),
            FormatKey(
                "contains", .scalar,
                "the value is a list with this item, a mapping with this key, or a text with this in it"
            ),
            FormatKey(
                "semver", .text,
                "the value is a version within this range, such as `>=1.2 <2 || ^3.1`"),
        ])

    /// A range of lengths.
    static let length = FormatMapping(
        "how many there are",
        [
            FormatKey("min", .integer(minimum: 0), "at least"),
            FormatKey("max", .integer(minimum: 0), "at most"),
        ])
}
