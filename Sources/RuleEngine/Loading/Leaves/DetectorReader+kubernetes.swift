internal import Basics

extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func kubernetes(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(KubernetesLeaf.format),
            let each = keys.required("each")?.choice(KubernetesLeaf.Each.self)
        else { return nil }
        let kinds = keys["kinds"]?.oneOrMoreTexts() ?? []
        if each != .document {
            let workloads = KubernetesManifest.podPaths.keys.sorted()
            for kind in kinds where !workloads.contains(kind) {
                let hint = NearestName.hint(for: kind, among: workloads)
                keys["kinds"]?.fail("`\(kind)` has no pods\(hint)")
            }
        } else if kinds.isEmpty {
            field.fail("`each: document` needs `kinds`")
        }
        return .kubernetes(
            KubernetesLeaf(
                kinds: kinds, each: each, files: keys["files"]?.globs() ?? [],
                excludesHelm: keys["exclude_helm"]?.bool() ?? true,
                skipsReplacedImages: keys["skip_replaced_images"]?.bool() ?? false))
    }
}
