import Basics
import Forge
import Git
import Remediation
import RuleEngine

/// Brings packs from elsewhere to this machine.
struct PackFolders {
    let installation: Installation

    /// The folders of some places, in their order, and which of them came from elsewhere.
    func folders(
        of places: [PlaceReference]
    ) throws -> (folders: [String], origins: [String: PinnedSource]) {
        var folders: [String] = []
        var origins: [String: PinnedSource] = [:]
        for place in places {
            switch place {
            case .path(let path): folders.append(path)
            case .pinned(let source):
                let folder = try folder(of: source)
                folders.append(folder.path)
                origins[folder.path] = source
            }
        }
        return (folders, origins)
    }

    /// One pinned source as a folder; says on standard error when the last good copy is used.
    func folder(of source: PinnedSource) throws -> PinnedFolder {
        let home = try installation.home()
        try HomeFolder.make(home)
        var options = RemoteOptions()
        options.credentials = try GitHubConnection.fromEnvironment(
            installation.environment, home: nil)?.git.provider
        let folder = try PinnedStore(home: home, options: options).folder(of: source)
        if let note = folder.note {
            Terminal(environment: installation.environment)
                .note("complybot: warning: \(note.escapedForTerminal)\n")
        }
        return folder
    }
}
