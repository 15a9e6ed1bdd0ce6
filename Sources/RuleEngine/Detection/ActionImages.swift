internal import Documents
internal import Snapshots

/// The Dockerfiles that container actions of the repository are run from.
///
/// GitHub runs such a container as root and lends it files that nobody else may write.
struct ActionImages {
    /// The names of an action's description.
    private static let descriptions = ["action.yml", "action.yaml"]

    /// Their paths.
    private(set) var files: Set<RepositoryPath> = []

    /// What all actions say; one that cannot be read says nothing.
    init(in evaluation: Evaluation) {
        let index = evaluation.layout.repository
        for number in index.numbers(withNames: Self.descriptions) {
            let path = index.entries[number].path
            guard let root = try? evaluation.facts(of: path).document(.yaml).roots.first,
                let runs = root["runs"], runs["using"]?.string?.lowercased() == "docker",
                let image = runs["image"]?.string, !image.hasPrefix("docker://"),
                let file = path.parent.resolving(image)
            else { continue }
            files.insert(file)
        }
    }
}
