internal import Basics
internal import FoundationEssentials

/// Fetches wheels with pip, outside of the wall but with nothing of ours: no variable, no home, no code of a package.
struct PackageFetch: Sendable {
    let configuration: SandboxConfiguration
    let python: String
    /// A folder of its own, as the home of pip.
    let home: String

    /// Fetches what these lines ask for, with all that it asks for in turn.
    ///
    /// - Throws: `NotRunReason` when something cannot be had, `CancellationError`.
    func download(_ requirements: [UInt8], to folder: String) async throws {
        let result = try await pip(
            ["download", "--only-binary=:all:", "-d", folder, "-r", "/dev/stdin"],
            input: requirements)
        if result.isSuccess { return }
        if result.stop == .timeLimit {
            throw NotRunReason.dependenciesUnavailable("fetching took too long")
        }
        let text = result.errorOutput.text
        if let package = Self.packageWithoutWheels(in: text), try await hasAnyVersion(package) {
            throw NotRunReason.needsBuild(package)
        }
        throw NotRunReason.dependenciesUnavailable(Self.reason(in: text))
    }

    /// Whether the index knows a package at all; asked only of one that has no wheel.
    private func hasAnyVersion(_ package: String) async throws -> Bool {
        try await pip(["index", "versions", package], input: []).isSuccess
    }

    private func pip(_ words: [String], input: [UInt8]) async throws -> Subprocess.Result {
        var pip = Subprocess(python, ["-I", "-m", "pip"] + words + configuration.index.arguments)
        pip.environment = configuration.index.environment.merging([
            "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": home, "TMPDIR": home, "LANG": "C.UTF-8",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_NO_INPUT": "1", "PIP_PROGRESS_BAR": "off",
            "PIP_CACHE_DIR": "\(configuration.cache)/pip",
        ]) { $1 }
        pip.workingFolder = home
        pip.standardInput = input
        pip.timeLimit = configuration.limits.fetchTime
        pip.outputLimit = 1 << 16
        do {
            return try await pip.run()
        } catch let error as SubprocessError {
            throw NotRunReason.missingTool("python3 (\(error.reason))")
        }
    }

    /// pip's own last word on why it failed, shortened.
    static func reason(in text: String) -> String {
        let lines = text.split(whereSeparator: \.isNewline)
        let errors = lines.filter { $0.hasPrefix("ERROR:") }
        let words = (errors.last ?? lines.last ?? "pip failed without a word")
        let bare = words.hasPrefix("ERROR: ") ? words.dropFirst("ERROR: ".count) : words
        return OutputExcerpt.line(String(bare), limit: 200)
    }

    /// The package of which pip found no version that it may take.
    static func packageWithoutWheels(in text: String) -> String? {
        guard text.contains("from versions: none") else { return nil }
        let lead = "ERROR: No matching distribution found for "
        for line in text.split(whereSeparator: \.isNewline) where line.hasPrefix(lead) {
            let name = line.dropFirst(lead.count).prefix {
                $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
            }
            // Never an option for pip.
            return name.first?.isLetter == true || name.first?.isNumber == true ? String(name) : nil
        }
        return nil
    }
}
