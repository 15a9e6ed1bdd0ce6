internal import Basics
internal import FoundationEssentials
internal import Synchronization

/// The grammars that are installed as `libtree-sitter-<language>.so` in given folders.
package struct GrammarLibrary: Sendable {
    /// The folders, searched in this order.
    package let folders: [String]

    /// What this process has loaded, by path; a library stays loaded as long as the process lives.
    private static let loaded = Mutex<[String: Grammar]>([:])

    /// The grammars of these folders; nothing is loaded yet.
    package init(folders: [String]) {
        self.folders = folders
    }

    /// The folders to search for grammars.
    ///
    /// `$COMPLYBOT_GRAMMARS` when it is set, then `grammars` beside the executable and in each of the five
    /// folders above, so that both an installed program and one in a build folder find theirs.
    package static func defaultFolders(executable: String, environment: [String: String])
        -> [String]
    {
        var folders: [String] = []
        if let named = environment["COMPLYBOT_GRAMMARS"], !named.isEmpty { folders.append(named) }
        var parts = executable.split(separator: "/")
        let root = executable.hasPrefix("/") ? "/" : ""
        for _ in 0...5 where !parts.isEmpty {
            parts.removeLast()
            folders.append(root + (parts + ["grammars"]).joined(separator: "/"))
        }
        return folders
    }

    /// A line for each library in the folders: its path, size, times and inode, none of which a new version keeps all.
    package var stamps: [String] {
        folders.flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.sorted().filter { $0.hasSuffix(".so") }.map { name in
                FileIdentity(of: "\(folder)/\(name)").description
            }
        }
    }

    /// The grammar of a language; nil when no folder has one that can be loaded with ABI 13 or 14.
    ///
    /// The first call for a language loads it, later ones are cheap. Safe to call from several threads.
    package func grammar(for language: String) -> Grammar? {
        let isName = language.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5F
        }
        guard isName, !language.isEmpty else { return nil }
        for folder in folders {
            let path = "\(folder)/libtree-sitter-\(language).so"
            let grammar = Self.loaded.withLock { loaded in
                if let known = loaded[path] { return known as Grammar? }
                let grammar = Grammar(language: language, path: path)
                loaded[path] = grammar
                return grammar
            }
            if let grammar { return grammar }
        }
        return nil
    }
}
