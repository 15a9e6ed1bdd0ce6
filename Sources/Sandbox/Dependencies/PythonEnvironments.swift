internal import Basics
internal import FoundationEssentials

/// Installed Python packages by what was asked for: fetched and installed once, then only read.
///
/// Fetching takes wheels only and so runs no code of a package; it is the one step with a network, and it is ours.
/// Installing runs behind the wall, without a network. A folder is in place only when it is whole.
struct PythonEnvironments: Sendable {
    let configuration: SandboxConfiguration
    /// The real path of the interpreter; part of an environment's name.
    let python: String

    private static let buildPrefix = ".building-"
    private static let marker = "complete"
    /// Where the packages stand inside the sandbox.
    static let siteFolder = "/env"

    private var root: String { "\(configuration.cache)/python" }

    /// The folder with the packages, made if it is not there yet.
    ///
    /// - Throws: `NotRunReason` when they cannot be had, `CancellationError`, `FileError`.
    func site(for requirements: PythonRequirements) async throws -> String {
        let name = Digest.framed([python] + requirements.lines.sorted()).hex
        let place = "\(root)/\(name)"
        try PrivateFolder.make(root)
        // Repositories of a fleet often ask for the same; one of them fetches and the others wait.
        let lock = try await BlockingWork.run("sandbox.environment") {
            try FileLock.take("\(root)/\(name).lock")
        }
        defer { lock.release() }
        if !FileManager.default.fileExists(atPath: "\(place)/\(Self.marker)") {
            let building = "\(root)/\(ScratchName.make(prefix: Self.buildPrefix))"
            do {
                try await build(requirements, in: building)
                try await BlockingWork.run("sandbox.environment") {
                    try AtomicFile.write(
                        Array(requirements.lines.joined(separator: "\n").utf8),
                        to: "\(building)/\(Self.marker)")
                    try TreeRemoval.remove("\(building)/wheels")
                    try TreeRemoval.remove(place)
                    try Self.rename(building, to: place)
                }
            } catch {
                try await BlockingWork.run("sandbox.environment") {
                    try TreeRemoval.remove(building)
                }
                throw error
            }
        }
        return "\(place)/site"
    }

    /// Removes what processes that are dead were building.
    func removeStale() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        where ScratchName.isStale(name, prefix: Self.buildPrefix) {
            // What cannot be removed now is removed another time; nothing depends on it.
            try? TreeRemoval.remove("\(root)/\(name)")
        }
    }

    private static func rename(_ source: String, to target: String) throws(FileError) {
        do {
            try FileManager.default.moveItem(atPath: source, toPath: target)
        } catch {
            throw FileError("move a folder", target, because: "\(error)")
        }
    }

    private func build(_ requirements: PythonRequirements, in building: String) async throws {
        for folder in ["wheels", "site", "home"] {
            try PrivateFolder.make("\(building)/\(folder)")
        }
        let text = requirements.lines.joined(separator: "\n") + "\n"
        let fetch = PackageFetch(
            configuration: configuration, python: python, home: "\(building)/home")
        try await fetch.download(Array(text.utf8), to: "\(building)/wheels")
        // Wheels are no secret, and whoever installs them must be able to read them.
        for name in try FileManager.default.contentsOfDirectory(atPath: "\(building)/wheels") {
            PrivilegeDrop.give("\(building)/wheels/\(name)")
        }
        for folder in ["wheels", "site"] { PrivilegeDrop.give("\(building)/\(folder)") }
        try await install(Array(text.utf8), in: building)
        try await BlockingWork.run("sandbox.environment") {
            try TreeRemoval.remove("\(building)/home")
        }
    }

    /// Installs from the wheels that were fetched, behind the wall.
    private func install(_ requirements: [UInt8], in building: String) async throws {
        var limits = configuration.limits
        limits.wallTime = limits.fetchTime
        var command = SandboxedCommand(words: [
            python, "-I", "-m", "pip", "install", "--no-index", "--find-links", "/wheels",
            "--only-binary=:all:", "--target", Self.siteFolder, "--no-cache-dir", "--no-input",
            "--quiet",
            "--disable-pip-version-check", "--no-warn-script-location", "-r", "/dev/stdin",
        ])
        command.environment = ["PIP_CONFIG_FILE": "/dev/null"]
        command.readable = [.init(source: "\(building)/wheels", target: "/wheels")]
        command.writable = [.init(source: "\(building)/site", target: Self.siteFolder)]
        command.input = requirements
        let isolation = try Isolation(configuration: configuration, limits: limits)
        switch try await isolation.run(command) {
        case .ended(0, _): return
        case .ended(_, let output):
            throw NotRunReason.dependenciesUnavailable(PackageFetch.reason(in: output.text))
        case .stopped(let limit, _):
            throw NotRunReason.dependenciesUnavailable(
                "installing went beyond the limit \(limit.rawValue)")
        case .unavailable(let reason): throw NotRunReason.noSandbox(reason)
        }
    }
}
