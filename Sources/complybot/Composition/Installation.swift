import Basics
import Documents
import FoundationEssentials
import RuleEngine

/// Where this copy of the program finds its rules and grammars, and where it keeps its state.
struct Installation: Sendable {
    /// The program's own path, links resolved.
    let executable: String
    let environment: [String: String]

    /// The installation of the running program.
    init(environment: [String: String]) {
        self.environment = environment
        executable =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
    }

    /// The folder that holds the packs and the queries: `$COMPLYBOT_RULES`, or `rules` beside the program or in one of
    /// the folders above it (also below `share/complybot`).
    func rulesFolder() throws -> String {
        if let named = environment["COMPLYBOT_RULES"], !named.isEmpty { return named }
        for folder in foldersAbove {
            for candidate in ["\(folder)/rules", "\(folder)/share/complybot/rules"]
            where FileManager.default.fileExists(atPath: "\(candidate)/service-baseline/pack.yaml")
            {
                return candidate
            }
        }
        throw Diagnostic(
            .usage, "find the rules that ship with complybot", on: executable,
            because: "there is no folder rules beside the program or above it",
            remedy: "set COMPLYBOT_RULES, or name packs with --rules")
    }

    /// The grammars of tree-sitter.
    var grammars: GrammarLibrary {
        GrammarLibrary(
            folders: GrammarLibrary.defaultFolders(executable: executable, environment: environment)
        )
    }

    /// The folder of all state: `$COMPLYBOT_HOME`, `$XDG_STATE_HOME/complybot`, or `~/.local/state/complybot`.
    func home() throws -> String {
        if let named = environment["COMPLYBOT_HOME"], !named.isEmpty { return absolute(named) }
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") {
            return "\(state)/complybot"
        }
        if let user = environment["HOME"], user.hasPrefix("/") {
            return "\(user)/.local/state/complybot"
        }
        throw Diagnostic(
            .usage, "find a place for complybot's state",
            because: "neither COMPLYBOT_HOME nor HOME is set",
            remedy: "set COMPLYBOT_HOME to a folder")
    }

    /// Where compiled patterns are kept; nil when there is no place for state.
    var patternCache: SealedCache? { cache(named: "patterns", limit: 64 << 20) }

    /// Where results are kept for the next run; nil when there is no place for state.
    var resultCache: ResultCache? {
        cache(named: "results", limit: 256 << 20).map {
            ResultCache(
                sealed: $0, program: Digest(of: FileIdentity(of: executable).description))
        }
    }

    /// A cache in the folder of all state.
    ///
    /// A user whose home folder is not there, as that of a service, gets none made.
    private func cache(named name: String, limit: Int) -> SealedCache? {
        guard let home = try? home() else { return nil }
        if let user = environment["HOME"], home.hasPrefix("\(user)/"),
            !FileManager.default.fileExists(atPath: user)
        {
            return nil
        }
        return SealedCache(
            folder: "\(home)/cache/\(name)", secretFile: "\(home)/cache-secret", sizeLimit: limit)
    }

    private func absolute(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(FileManager.default.currentDirectoryPath)/\(path)"
    }

    private var foldersAbove: [String] {
        var folders: [String] = []
        var path = executable
        while let slash = path.lastIndex(of: "/"), slash > path.startIndex, folders.count < 6 {
            path = String(path[..<slash])
            folders.append(path)
        }
        return folders
    }
}
