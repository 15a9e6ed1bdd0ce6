import Basics
import Remediation
import RuleEngine
import Snapshots

/// Presets as the operator names them, and those of repositories that the operator lets others name.
struct OperatorPresets: PresetSource {
    /// The name of the organization's own configuration.
    static let organizationName = "org"

    let named: [String: PlaceReference]
    let organization: PlaceReference?
    let addresses: [String]
    let installation: Installation

    /// The largest preset that is read, in bytes.
    private static let sizeLimit = 256 << 10

    func file(of reference: PresetReference) throws -> PresetFile {
        switch reference {
        case .named(let name):
            let place = name == Self.organizationName ? organization : named[name]
            guard let place else {
                let names = Array(named.keys) + (organization == nil ? [] : [Self.organizationName])
                throw Diagnostic(
                    .usage, "find the preset", on: name,
                    because: "the operator's configuration names no such preset",
                    remedy: NearestName.remedy(for: name, among: names)
                        ?? "name it there under presets, or keep it in this repository as ./FILE.yml"
                )
            }
            return try file(at: place)
        case .pinned(let git, let commit, let path):
            guard addresses.contains(where: { Self.covers($0, git) }) else {
                throw Diagnostic(
                    .usage, "find the preset", on: reference.description,
                    because: "the operator allows no presets from \(git)",
                    remedy: "have its address added to extends-from in the operator's configuration"
                )
            }
            guard let id = ObjectID(hex: commit) else {
                throw Diagnostic(
                    .usage, "find the preset", on: reference.description,
                    because: "it is not pinned by a commit")
            }
            return try file(
                at: .pinned(
                    PinnedSource(
                        git: git, commit: id, path: RepositoryPath(path), digest: nil,
                        place: SourceLocation(file: "extends", line: 1, column: 1))))
        }
    }

    /// Whether an address is the one that is allowed, or lies below it.
    private static func covers(_ allowed: String, _ address: String) -> Bool {
        let folder = allowed.hasSuffix("/") ? allowed : allowed + "/"
        return address == allowed
            || (address.hasPrefix(folder) && !address.split(separator: "/").contains(".."))
    }

    private func file(at place: PlaceReference) throws -> PresetFile {
        let attempted = "read the preset"
        switch place {
        case .path(let path):
            return PresetFile(
                name: path,
                bytes: try BoundedFile.read(path, limit: Self.sizeLimit, while: attempted))
        case .pinned(let source):
            let folder = try PackFolders(installation: installation).folder(of: source)
            let file = "\(folder.path)/\(source.path.lastComponent)"
            return PresetFile(
                name: source.description,
                bytes: try BoundedFile.read(file, limit: Self.sizeLimit, while: attempted))
        }
    }
}
