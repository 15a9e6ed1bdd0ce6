import Basics
import Forge
import Git
import Remediation
import RuleEngine

/// Brings packs from elsewhere to this machine.
struct PackFolders {
    let installation: Installation
    let configuration: ProgramConfiguration

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
        let folder = try store(home: home).folder(of: source)
        if let note = folder.note {
            Terminal(environment: installation.environment)
                .note("complybot: warning: \(note.escapedForTerminal)\n")
        }
        return folder
    }

    /// The store of copies, with the credential of the run for what has to be fetched.
    private func store(home: String) throws -> PinnedStore {
        let network = try NetworkAccess(configuration, environment: installation.environment)
        let git = try GitHubConnection.fromEnvironment(
            installation.environment, home: nil, client: network.client)?.git
        var options = RemoteOptions()
        options.network = network.settings
        options.credentials = git?.provider
        return PinnedStore(home: home, options: options) { remote in
            guard let git else { return }
            // Whoever loads packs has no other work to do meanwhile.
            try Blocking.wait { try await git.prepare(for: remote) }
        }
    }
}
