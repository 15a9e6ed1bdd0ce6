/// The nodes of detection trees, as tables.
package enum DetectorFormat {
    /// Every kind of node: the key that says which, and what stands behind it.
    package static let nodes: [FormatKey] = joining + leaves + questions

    /// The keys that any node may have besides.
    package static let common: [FormatKey] = [
        FormatKey(
            "id", .identifier, "the name by which captures, operations and other nodes refer to it"),
        FormatKey("anchor", .boolean, "whether this leaf gives the finding its place"),
    ]

    /// The key that a precondition has besides.
    package static let reason = FormatKey(
        "reason", .template, "why the patch is declined when the precondition does not hold")

    private static let joining: [FormatKey] = [
        FormatKey("all", .list(.node), "every part holds with the same captures"),
        FormatKey("any", .list(.node), "the union of the parts' solutions"),
        FormatKey("not", .node, "holds when the node has no solution; binds nothing"),
        FormatKey("count", .mapping(count), count.summary),
        FormatKey("near", .mapping(near), near.summary),
    ]

    private static let leaves: [FormatKey] = [
        FormatKey("file", .mapping(FileLeaf.format), FileLeaf.format.summary),
        FormatKey("regex", .mapping(RegexLeaf.format), RegexLeaf.format.summary),
        FormatKey("entropy", .mapping(EntropyLeaf.format), EntropyLeaf.format.summary),
        FormatKey("path", .mapping(PathLeaf.format), PathLeaf.format.summary),
        FormatKey("code", .mapping(CodeLeaf.format), CodeLeaf.format.summary),
        FormatKey("tree_sitter", .mapping(QueryLeaf.format), QueryLeaf.format.summary),
        FormatKey("dependency", .mapping(DependencyLeaf.format), DependencyLeaf.format.summary),
        FormatKey("workflow", .mapping(WorkflowLeaf.format), WorkflowLeaf.format.summary),
        FormatKey("update_tool", .mapping(UpdateToolLeaf.format), UpdateToolLeaf.format.summary),
        FormatKey("lockfile", .mapping(LockfileLeaf.format), LockfileLeaf.format.summary),
        FormatKey("codeowners", .mapping(CodeownersLeaf.format), CodeownersLeaf.format.summary),
        FormatKey("kubernetes", .mapping(KubernetesLeaf.format), KubernetesLeaf.format.summary),
        FormatKey(
            "yaml_features", .mapping(YAMLFeaturesLeaf.format), YAMLFeaturesLeaf.format.summary),
        FormatKey("dockerfile", .mapping(DockerfileLeaf.format), DockerfileLeaf.format.summary),
    ]

    private static let questions: [FormatKey] = [
        question(
            "python_package",
            "how modules beside the leaf's file import one another is known, so that a new module can be imported"
        ),
        question(
            "pin",
            "the pins snapshot (`pins.json` of the pack) knows the reference of that `workflow` leaf"
        ),
        question(
            "fixable",
            "a version that clears all advisories of that `dependency` leaf is known, is no downgrade, and its manifest is not generated and has no hashes"
        ),
        FormatKey("bound", .capture, "the capture is bound and not empty"),
        FormatKey(
            "var", .identifier, "the variable has a value, and not that of a switch that is off"),
    ]

    static let count = FormatMapping(
        "holds when the number of solutions of a node lies in a range",
        [
            .required("of", .node, "what is counted"),
            FormatKey("min", .integer(minimum: 0), "the least number that holds"),
            FormatKey("max", .integer(minimum: 0), "the greatest number that holds"),
        ])

    static let near = FormatMapping(
        "holds where all leaves match close together in one file; the first gives place and captures, the others bind nothing",
        [
            .required("of", .list(.node), "the leaves, two or more"),
            .required(
                "lines", .integer(minimum: 0),
                "how many lines may lie between the first leaf's match and that of another"),
        ])

    static let reference = FormatMapping(
        "a question about the match of another leaf",
        [.required("of", .identifier, "the other leaf's id")])

    private static func question(_ name: String, _ summary: String) -> FormatKey {
        FormatKey(name, .mapping(reference), summary)
    }
}
