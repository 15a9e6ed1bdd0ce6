internal import Documents

/// The Kubernetes objects in a file of structured data.
struct KubernetesManifest {
    /// Where the pod of each kind of workload is declared.
    static let podPaths: [String: [String]] = [
        "Pod": ["spec"], "Deployment": ["spec", "template", "spec"],
        "StatefulSet": ["spec", "template", "spec"], "DaemonSet": ["spec", "template", "spec"],
        "ReplicaSet": ["spec", "template", "spec"],
        "ReplicationController": ["spec", "template", "spec"],
        "Job": ["spec", "template", "spec"],
        "CronJob": ["spec", "jobTemplate", "spec", "template", "spec"],
    ]

    /// Texts that every manifest holds.
    static let gate = ["apiVersion", "kind"]

    /// How deep lists may hold lists.
    private static let depthLimit = 4

    /// The objects, those of lists in the place of the list.
    private(set) var objects: [KubernetesObject] = []

    /// The objects of all documents of a file.
    init(_ file: DataDocument) {
        // A key that is a collection is what `{{ … }}` outside of quotes reads as: a template, and no manifest.
        for (number, root) in file.roots.enumerated() where !root.features.contains(.complexKey) {
            add(root, at: DataPath(), document: number, depth: 0)
        }
    }

    private mutating func add(_ node: DataNode, at path: DataPath, document: Int, depth: Int) {
        guard let kind = node["kind"]?.string, let version = node["apiVersion"]?.string
        else { return }
        if kind.hasSuffix("List"), case .sequence(let items)? = node["items"]?.content {
            guard depth < Self.depthLimit else { return }
            for (index, item) in items.enumerated() {
                let place = path.appending(.key("items")).appending(.index(index))
                add(item, at: place, document: document, depth: depth + 1)
            }
            return
        }
        objects.append(
            KubernetesObject(
                kind: kind, version: version, node: node, path: path, document: document))
    }
}

/// One object of a manifest.
struct KubernetesObject {
    let kind: String
    let version: String
    let node: DataNode
    let path: DataPath
    /// The number of its document in the file.
    let document: Int

    /// Its name, or how a generated one starts; empty when there is neither.
    var name: String {
        let metadata = node["metadata"]
        return metadata?["name"]?.scalarText ?? metadata?["generateName"]?.scalarText
            ?? ""
    }

    /// Whether something is still to fill in its name.
    var isTemplate: Bool { name.contains("{{") || name.contains("{%") }

    /// Its namespace; empty when it does not say.
    var namespace: String { node["metadata"]?["namespace"]?.scalarText ?? "" }

    /// What declares its pods, and where; nil for an object that is no workload of Kubernetes itself.
    var pod: (node: DataNode, path: DataPath)? {
        guard let keys = KubernetesManifest.podPaths[kind], isBuiltIn else { return nil }
        var node = node
        var path = path
        for key in keys {
            guard let next = node[key] else { return nil }
            node = next
            path = path.appending(.key(key))
        }
        guard case .mapping = node.content else { return nil }
        return (node, path)
    }

    /// Whether its kind is one of Kubernetes itself, not another group's of the same name.
    private var isBuiltIn: Bool {
        ["v1", "apps/", "batch/", "extensions/v1beta1"].contains { version.hasPrefix($0) }
    }

    /// The containers under some keys of the pod.
    func containers(_ keys: [String]) -> [KubernetesContainer] {
        guard let pod else { return [] }
        return keys.flatMap { key -> [KubernetesContainer] in
            guard case .sequence(let items)? = pod.node[key]?.content else { return [] }
            return items.enumerated().map { index, item in
                KubernetesContainer(
                    node: item, path: pod.path.appending(.key(key)).appending(.index(index)))
            }
        }
    }

    /// Whether the pod stands for itself: a patch names containers but not their images.
    var isWhole: Bool {
        containers(["containers"]).contains { $0.image != nil }
    }
}

/// A container of a pod.
struct KubernetesContainer {
    let node: DataNode
    let path: DataPath

    var name: String { node["name"]?.scalarText ?? "" }

    /// Its image; nil in a patch, and for a container that somebody else completes.
    var image: String? {
        guard let image = node["image"]?.scalarText, image != "null" else { return nil }
        return image
    }

    /// The name, else the number, of the only port; nil when it has none, or several.
    var portReference: DataValue? {
        guard let ports = node["ports"]?.items, ports.count == 1, let port = ports.first else {
            return nil
        }
        if let name = port["name"]?.string, !name.isEmpty { return .string(name) }
        guard case .scalar(let number)? = port["containerPort"]?.content,
            case .integer = number
        else { return nil }
        return number
    }
}
