import Basics
import FoundationEssentials
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
    let folders: PackFolders

    /// The day on which copies are judged.
    let today: Day

    /// For how many days the last good copy stands for a repository that cannot be read.
    private static let lastGoodDays = 7

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

    /// The file itself, or the configuration in a copy of the organization's repository `.github`.
    private static func file(in path: String) -> String {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder
        else { return path }
        return "\(path)/complybot/config.yml"
    }

    /// Whether an address is the one that is allowed, or lies below it.
    private static func covers(_ allowed: String, _ address: String) -> Bool {
        let folder = allowed.hasSuffix("/") ? allowed : allowed + "/"
        return address == allowed
            || (address.hasPrefix(folder) && !address.split(separator: "/").contains(".."))
    }

    /// Refuses a copy whose repository could not be read for too long: what is pinned there may have been withdrawn.
    private func checkAge(of folder: PinnedFolder, _ source: PinnedSource) throws {
        guard let note = folder.note else { return }
        let read = folder.lastRead.map { Day(secondsSince1970: $0) }
        if let read, read.days(until: today) <= Self.lastGoodDays { return }
        throw Diagnostic(
            .incomplete, "use the last good copy of the preset", on: source.description,
            because:
                "it is of \(read?.description ?? "an unknown day"), more than \(Self.lastGoodDays) days ago; \(note)",
            remedy: "bring the repository back, or take the preset out of extends")
    }

    private func file(at place: PlaceReference) throws -> PresetFile {
        let attempted = "read the preset"
        switch place {
        case .path(let path):
            let file = Self.file(in: path)
            return PresetFile(
                name: file,
                bytes: try BoundedFile.read(file, limit: Self.sizeLimit, while: attempted))
        case .pinned(let source):
            let folder = try folders.folder(of: source)
            try checkAge(of: folder, source)
            let file = "\(folder.path)/\(source.path.lastComponent)"
            return PresetFile(
                name: source.description,
                bytes: try BoundedFile.read(file, limit: Self.sizeLimit, while: attempted))
        }
    }
}
