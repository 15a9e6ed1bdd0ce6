/// What makes a node of structured data delicate to edit.
package struct YAMLFeaturesLeaf: Hashable, Sendable {
    /// One such thing.
    package enum Feature: String, CaseIterable, Hashable, Sendable {
        case alias, anchor, tag, template, flow
        case mergeKey = "merge_key"
        case duplicateKey = "duplicate_key"
    }

    /// The leaf whose matches are looked at.
    package var inside: String
    /// It matches when there is one of them.
    package var features: [Feature]

    /// A leaf from its parts.
    package init(inside: String, features: [Feature]) {
        self.inside = inside
        self.features = features
    }

    /// The leaf's keys.
    static let format = FormatMapping(
        "what makes a node of YAML delicate to edit: in it, or around it where that is shared with it",
        [
            .required(
                "in", .identifier, "the `kubernetes` or `path` leaf whose match is looked at"),
            .required(
                "any", .list(.choice(of: Feature.self)),
                "it matches when there is one of them: `template` is `{{` or `{%`, `flow` a node that stands in brackets itself"
            ),
        ])
}
