internal import Documents

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

    /// The leaf's keys.
    static let format = FormatMapping(
        "a place in structured data",
        [
            .required("files", .oneOrMore(.glob), "which files"),
            FormatKey(
                "format", .choice(of: DataFormat.self),
                "how they are read; by their name by default"),
            .required("select", .dataPath, "the place"),
            FormatKey(
                "where", .mapping(conditions), "what must be so there; that it is there, by default"
            ),
            FormatKey("as", .capture, "the capture that the value is bound to"),
        ])

    /// What can be asked of a place.
    static let conditions = FormatMapping(
        "what must be so of the selected value", hasOneKey: true,
        [
            FormatKey("absent", .boolean, "nothing is there"),
            FormatKey("equals", .scalar, "the value is this"),
            FormatKey("in", .list(.scalar), "the value is one of these"),
            FormatKey("matches", .regex, "the expression matches in the value"),
            FormatKey("type", .choice(DataNode.typeNames), "the value is of this kind"),
        ])
}
