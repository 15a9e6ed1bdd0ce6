internal import Documents
internal import Snapshots

extension Evaluation {
    /// What the leaf matches.
    func hits(of leaf: KubernetesLeaf, in scope: RuleScope) -> LeafAnswer {
        var answer = LeafAnswer()
        let extensions = leaf.files.isEmpty ? ["yaml", "yml", "json"] : []
        for path in scope.files(globs(leaf.files), extensions: extensions) {
            guard mayHoldManifest(path), !(leaf.excludesHelm && isChartTemplate(path)) else {
                continue
            }
            if let doubt = doubt(about: path) {
                answer.doubt = answer.doubt ?? doubt
                continue
            }
            guard let format = DataFormat.of(fileName: path.description) else { continue }
            do throws(DocumentError) {
                let document = try facts(of: path).document(format)
                guard !manifestTools.patches.contains(path) else { continue }
                for object in KubernetesManifest(document).objects {
                    answer.hits += hits(of: leaf, in: object, format: format, at: path)
                }
            } catch {
                guard facts(of: path).bytes.isBrokenManifest else { continue }
                answer.doubt = answer.doubt ?? doubt(error, in: path)
            }
        }
        return answer
    }

    /// Whether a file may be a manifest, as far as can be said without parsing it.
    private func mayHoldManifest(_ path: RepositoryPath) -> Bool {
        if ManifestTools.kustomizations.contains(path.lastComponent) { return false }
        // What is too large to be looked at may be a manifest; what is no text is none.
        guard isReadable(path) else { return !facts(of: path).isBinary }
        return KubernetesManifest.gate.allSatisfy { mayContain($0, in: path) }
    }

    /// Whether a file is a template of a Helm chart: below `templates` of a folder with a `Chart.yaml`.
    private func isChartTemplate(_ path: RepositoryPath) -> Bool {
        var folder = path.parent
        while !folder.bytes.isEmpty {
            if folder.lastComponent == "templates",
                snapshot.entry(at: folder.parent.appending("Chart.yaml")) != nil
            {
                return true
            }
            folder = folder.parent
        }
        return false
    }

    private func hits(
        of leaf: KubernetesLeaf, in object: KubernetesObject, format: DataFormat,
        at path: RepositoryPath
    ) -> [LeafHit] {
        guard leaf.kinds.isEmpty || leaf.kinds.contains(object.kind), !object.isTemplate else {
            return []
        }
        func hit(_ node: DataNode, _ place: DataPath, _ container: KubernetesContainer? = nil)
            -> LeafHit
        {
            let data = DataPlace(format: format, document: object.document, path: place)
            var match = LeafMatch(path: path, span: node.namePlace, data: data)
            match.attributes = [
                "kind": object.kind, "name": object.name, "namespace": object.namespace,
                "container": container?.name ?? "", "image": container?.image ?? "",
            ]
            if let port = container?.portReference { match.set("port_ref", to: port) }
            match.identity = [object.kind, object.namespace, object.name, container?.name ?? ""]
            return LeafHit(match: match)
        }
        switch leaf.each {
        case .document: return [hit(object.node, object.path)]
        case .pod:
            guard object.isWhole, let pod = object.pod else { return [] }
            var found = hit(pod.node, pod.path)
            found.match.span = object.node["metadata"]?.namePlace ?? found.match.span
            return [found]
        case .containers, .initContainers, .allContainers:
            return object.containers(leaf.each.keys).filter { container in
                guard let image = container.image else { return false }
                return !(leaf.skipsReplacedImages && manifestTools.replaces(image))
            }.map { hit($0.node, $0.path, $0) }
        }
    }
}

extension KubernetesLeaf.Each {
    /// The keys of the pod that hold such containers.
    fileprivate var keys: [String] {
        switch self {
        case .containers: ["containers"]
        case .initContainers: ["initContainers"]
        case .allContainers: ["initContainers", "containers"]
        case .pod, .document: []
        }
    }
}

extension DataNode {
    /// Where findings about the node are shown: its name with the key, else its first key.
    fileprivate var namePlace: Range<Int> {
        members.last { $0.key == "name" }?.span ?? place
    }
}

extension [UInt8] {
    /// Whether a text that does not parse looks like a manifest all the same, and like no template of one.
    fileprivate var isBrokenManifest: Bool {
        guard self[...].firstEnd(of: Array("{{".utf8)) == nil,
            self[...].firstEnd(of: Array("<%".utf8)) == nil
        else { return false }
        let lines = split { $0 == 0x0A || $0 == 0x0D }
        return ["apiVersion:", "kind:"].allSatisfy { key in
            lines.contains { $0.starts(with: key.utf8) }
        }
    }
}
