internal import FoundationEssentials

/// Programs that a plan needs, and what must be mounted for them: nothing for those below /usr, which is there anyway.
struct Toolchain {
    /// The real path of each tool.
    private(set) var paths: [String: String] = [:]
    /// Folders and files outside /usr, mounted at their own places.
    private(set) var mounts: [SandboxedCommand.Mount] = []
    /// Folders to be searched for programs before those of every run.
    private(set) var folders: [String] = []

    private static let standard = ["/usr/local/bin", "/usr/bin"]

    /// Finds the tools.
    ///
    /// - Throws: `NotRunReason.missingTool` for the first that is not there or may not be shown to a test.
    init(tools: [String], searchPath: [String]) throws(NotRunReason) {
        for tool in tools {
            let folder = (Self.standard + searchPath).first { folder in
                folder.hasPrefix("/")
                    && FileManager.default.isExecutableFile(atPath: "\(folder)/\(tool)")
            }
            guard let folder else { throw .missingTool(tool) }
            let real = URL(filePath: "\(folder)/\(tool)").resolvingSymlinksInPath().path
            paths[tool] = real
            if folder.hasPrefix("/usr/") && real.hasPrefix("/usr/") { continue }
            try mount(tool, in: folder, at: real)
        }
    }

    /// Shows the parts of a tool chain outside /usr that its programs need, never the whole prefix: that could be a home.
    private mutating func mount(_ tool: String, in folder: String, at real: String)
        throws(NotRunReason)
    {
        let prefix = Self.parent(Self.parent(real))
        let parts: [String]
        switch tool {
        case "node": parts = [real]
        case "npm": parts = [Self.npmPackage(of: real)].compactMap(\.self)
        case "go" where FileManager.default.fileExists(atPath: "\(prefix)/src/runtime"):
            parts = [prefix]
        default: parts = []
        }
        guard !parts.isEmpty else { throw .missingTool("a system-wide \(tool)") }
        for part in parts { mounts.append(SandboxedCommand.Mount(source: part, target: part)) }
        let bin = "\(Self.binaries)/\(tool)"
        if tool != "go" { mounts.append(SandboxedCommand.Mount(source: real, target: bin)) }
        folders = [Self.binaries] + folders.filter { $0 != Self.binaries }
        if tool == "go" { folders.append("\(prefix)/bin") }
    }

    /// Where programs from outside /usr stand inside.
    private static let binaries = "/tools"

    /// The folder of the package npm, for a path such as `…/lib/node_modules/npm/bin/npm-cli.js`.
    private static func npmPackage(of path: String) -> String? {
        let package = parent(parent(path))
        return package.hasSuffix("/node_modules/npm") ? package : nil
    }

    private static func parent(_ path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
    }
}
