/// What Kubernetes manifests declare.
package struct KubernetesLeaf: Hashable, Sendable {
    /// What there is one match for.
    package enum Each: String, CaseIterable, Hashable, Sendable {
        case containers
        case initContainers = "init_containers"
        case allContainers = "all_containers"
        case pod
        case document
    }

    /// The kinds that count; empty for every workload.
    package var kinds: [String]
    package var each: Each
    /// Empty for every YAML and JSON file.
    package var files: [String]
    package var excludesHelm: Bool
    /// Whether a container counts only if no kustomization or Skaffold file of the repository sets its image.
    package var skipsReplacedImages: Bool

    /// A leaf from its parts.
    package init(
        kinds: [String], each: Each, files: [String] = [], excludesHelm: Bool = true,
        skipsReplacedImages: Bool = false
    ) {
        self.kinds = kinds
        self.each = each
        self.files = files
        self.excludesHelm = excludesHelm
        self.skipsReplacedImages = skipsReplacedImages
    }

    /// What templates may ask of a match.
    static let attributes = ["kind", "name", "namespace", "container", "image", "port_ref"]

    /// The leaf's keys.
    static let format = FormatMapping(
        "what Kubernetes manifests declare: plain ones, not kustomize patches or custom resource definitions",
        [
            FormatKey("kinds", .oneOrMore(.text), "which kinds; every workload by default"),
            .required("each", .choice(of: Each.self), "what there is one match for"),
            FormatKey(
                "files", .oneOrMore(.glob), "which files; every YAML and JSON file by default"),
            FormatKey(
                "exclude_helm", .boolean,
                "whether templates of Helm charts are left out (the default)"
            ),
            FormatKey(
                "skip_replaced_images", .boolean,
                "whether containers are left out whose image a kustomization or Skaffold sets"
            ),
        ])
}
