internal import Basics
internal import Documents
internal import RuleEngine
internal import Snapshots

/// Reads a repository's file and the presets that it extends, the least important layer first.
struct LayerLoader {
    /// How deep presets may extend one another.
    static let depthLimit = 5

    let snapshot: any Snapshot
    let presets: any PresetSource
    private(set) var problems: [ConfigurationProblem] = []
    private(set) var waivers = WaiverReader.Result()
    /// The repository's own file.
    private(set) var file: RepositoryPath?

    /// A loader for one tree.
    init(snapshot: any Snapshot, presets: any PresetSource) {
        self.snapshot = snapshot
        self.presets = presets
    }

    /// The layers; empty when there is no file, and of no use when there are problems.
    mutating func load() -> [ConfigurationNode] {
        let present = RepositoryConfiguration.paths.filter {
            snapshot.entry(at: $0)?.mode.isFile ?? false
        }
        guard let path = present.first else { return [] }
        file = path
        guard present.count == 1 else {
            fail(
                SourceLocation(file: present[1].description, line: 1, column: 1),
                "there is more than one file: \(present.map(\.description).joined(separator: ", "))",
                remedy: "keep \(path)")
            return []
        }
        guard let bytes = bytes(of: path) else { return [] }
        return layers(bytes, file: path.description, layer: .repository, chain: [path.description])
    }

    private mutating func bytes(of path: RepositoryPath) -> [UInt8]? {
        let place = SourceLocation(file: path.description, line: 1, column: 1)
        do throws(SnapshotError) {
            return try snapshot.bytes(of: path, limit: ConfigurationReader.sizeLimit)
        } catch {
            switch error {
            case .tooLarge(_, let size, let limit):
                fail(place, "it has \(size) bytes, and \(limit) are read at most")
            case .missing: fail(place, "there is no such file")
            case .unreadable(_, let reason): fail(place, reason)
            }
            return nil
        }
    }

    /// A file's layer with the layers of what it extends before it.
    private mutating func layers(
        _ bytes: [UInt8], file: String, layer: ConfigurationSource.Layer, chain: [String]
    ) -> [ConfigurationNode] {
        let read = ConfigurationFile.read(bytes, file: file, layer: layer)
        problems += read.problems
        if layer == .repository { waivers = read.waivers }
        guard let node = read.node else { return [] }
        var layers: [ConfigurationNode] = []
        if case .list(let items, _)? = node["extends"] {
            for item in items { layers += extended(item, by: file, chain: chain) }
        }
        // What is written about a file itself is no value for the layers above it.
        return layers + [node.setting(["extends"], to: nil).setting(["version"], to: nil)]
    }

    private mutating func extended(
        _ item: ConfigurationNode.Item, by file: String, chain: [String]
    ) -> [ConfigurationNode] {
        let place = item.source.location ?? SourceLocation(file: file, line: 1, column: 1)
        guard let found = preset(item, at: place) else { return [] }
        if let start = chain.firstIndex(of: found.name) {
            let loop = (chain[start...] + [found.name]).joined(separator: " → ")
            fail(place, "presets extend one another in a circle: \(loop)")
            return []
        }
        guard chain.count <= Self.depthLimit else {
            fail(place, "presets extend one another more than \(Self.depthLimit) deep")
            return []
        }
        return layers(
            found.bytes, file: found.name, layer: .preset, chain: chain + [found.name])
    }

    private mutating func preset(
        _ item: ConfigurationNode.Item, at place: SourceLocation
    ) -> PresetFile? {
        let node = ConfigurationNode(item.value, item.source)
        if let name = node.text, name.hasPrefix("./") {
            let path = RepositoryPath(name.dropFirst(2))
            if let refusal = PathPolicy.refusal(reading: path) {
                fail(place, "\(name): \(refusal)")
                return nil
            }
            guard snapshot.entry(at: path)?.mode.isFile ?? false else {
                fail(place, "there is no file \(name) in this repository")
                return nil
            }
            return bytes(of: path).map { PresetFile(name: path.description, bytes: $0) }
        }
        let reference: PresetReference
        if let name = node.text {
            reference = .named(name)
        } else {
            let commit = node["commit"]?.text ?? ""
            guard ObjectID(hex: commit) != nil else {
                fail(
                    place, "a preset is pinned by a commit of 40 hex digits, not by \(commit)",
                    remedy: "write the commit that the tag or branch is at")
                return nil
            }
            reference = .pinned(
                git: node["git"]?.text ?? "", commit: commit, path: node["path"]?.text ?? "")
        }
        do {
            return try presets.file(of: reference)
        } catch {
            let diagnostic = Diagnostic(describing: error, while: "find the preset")
            fail(place, "preset \(reference): \(diagnostic.reason)", remedy: diagnostic.remedy)
            return nil
        }
    }

    private mutating func fail(_ place: SourceLocation, _ reason: String, remedy: String? = nil) {
        problems.append(ConfigurationProblem(.invalidFile, at: place, reason, remedy: remedy))
    }
}
