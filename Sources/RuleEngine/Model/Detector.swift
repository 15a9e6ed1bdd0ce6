/// A node of a detection tree: true means drift.
package struct Detector: Sendable {
    /// What a node does.
    package indirect enum Kind: Sendable {
        case all([Detector])
        case any([Detector])
        case not(Detector)
        case count(Detector, minimum: Int?, maximum: Int?)
        /// All parts match in one file, each at most so many lines from the first.
        case near([Detector], lines: Int)
        case file(FileLeaf)
        case regex(RegexLeaf)
        case path(PathLeaf)
        case code(CodeLeaf)
        case treeSitter(QueryLeaf)
        case dependency(DependencyLeaf)
        case workflow(WorkflowLeaf)
        case updateTool(UpdateToolLeaf)
        case lockfile(LockfileLeaf)
        case codeowners(CodeownersLeaf)
        case kubernetes(KubernetesLeaf)
        case yamlFeatures(YAMLFeaturesLeaf)
        case dockerfile(DockerfileLeaf)
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
