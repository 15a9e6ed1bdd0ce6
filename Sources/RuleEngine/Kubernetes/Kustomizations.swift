internal import Documents
internal import Snapshots

/// What the kustomizations of a repository say about its other files.
struct Kustomizations {
    /// The names that kustomize reads.
    static let names = ["kustomization.yaml", "kustomization.yml", "Kustomization"]

    /// Files that are patches, which are parts of objects and not objects.
    private(set) var patches: Set<RepositoryPath> = []
    /// Images whose name, tag or digest is set.
    private(set) var images: Set<String> = []

    /// What all kustomizations say; those that cannot be read say nothing.
    init(in evaluation: Evaluation) {
        let index = evaluation.layout.repository
        for number in index.numbers(withNames: Self.names) {
            let path = index.entries[number].path
            guard let file = try? evaluation.facts(of: path).document(.yaml) else { continue }
            add(file, at: path)
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

    /// Whether a kustomization sets an image's name, tag or digest.
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
