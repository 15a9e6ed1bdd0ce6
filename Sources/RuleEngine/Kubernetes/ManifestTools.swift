internal import Documents
internal import Snapshots

/// What the files that tools of deployment read say about the manifests of a repository.
struct ManifestTools {
    /// The names that kustomize reads.
    static let kustomizations = ["kustomization.yaml", "kustomization.yml", "Kustomization"]
    /// The names that Skaffold reads.
    static let skaffolds = ["skaffold.yaml", "skaffold.yml"]

    /// Files that are patches, which are parts of objects and not objects.
    private(set) var patches: Set<RepositoryPath> = []
    /// Images whose name, tag or digest is set.
    private(set) var images: Set<String> = []

    /// What all of them say; those that cannot be read say nothing.
    init(in evaluation: Evaluation) {
        let index = evaluation.layout.repository
        for number in index.numbers(withNames: Self.kustomizations + Self.skaffolds) {
            let path = index.entries[number].path
            guard let file = try? evaluation.facts(of: path).document(.yaml) else { continue }
            if Self.skaffolds.contains(path.lastComponent) {
                addImages(builtBy: file)
            } else {
                add(file, at: path)
            }
        }
    }

    /// Adds the images that Skaffold builds, and names by what it built.
    private mutating func addImages(builtBy file: DataDocument) {
        for root in file.roots {
            for part in [root] + (root["profiles"]?.items ?? []) {
                for artifact in part["build"]?["artifacts"]?.items ?? [] {
                    if let name = artifact["image"]?.string { images.insert(name) }
                }
            }
        }
    }

    /// Adds what one kustomization says.
    private mutating func add(_ file: DataDocument, at path: RepositoryPath) {
        for root in file.roots {
            for key in ["patches", "patchesStrategicMerge", "patchesJson6902"] {
                for item in root[key]?.items ?? [] {
                    let text = item.string ?? item["path"]?.string
                    guard let text, !text.contains("\n"),
                        let target = path.parent.resolving(text)
                    else { continue }
                    patches.insert(target)
                }
            }
            for item in root["images"]?.items ?? [] {
                if let name = item["name"]?.string { images.insert(name) }
            }
        }
    }

    /// Whether a tool sets an image's name, tag or digest.
    func replaces(_ image: String) -> Bool { images.contains(image.imageName) }
}

extension String {
    /// An image without its tag and digest.
    var imageName: String {
        let name = prefix { $0 != "@" }
        let last = name.lastIndex(of: "/").map { name.index(after: $0) } ?? name.startIndex
        guard let colon = name[last...].firstIndex(of: ":") else { return String(name) }
        return String(name[..<colon])
    }
}
