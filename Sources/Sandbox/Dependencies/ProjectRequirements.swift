internal import Basics

/// Reads the requirements of a `pyproject.toml` with Python's own reader, behind the wall: the file is hostile.
struct ProjectRequirements: Sendable {
    let isolation: Isolation
    let python: String

    /// Prints one requirement a line: the project's, and those of the groups that tests go by.
    private static let program = """
        import sys, tomllib
        document = tomllib.loads(sys.stdin.buffer.read().decode())
        project = document.get("project", {})
        found = list(project.get("dependencies", []))
        for groups in (project.get("optional-dependencies", {}), document.get("dependency-groups", {})):
            for name in ("dev", "test", "tests", "testing"):
                found += groups.get(name, [])
        for line in found:
            if isinstance(line, str):
                print(" ".join(line.split()))
        """

    /// The requirements in the text of a `pyproject.toml`.
    ///
    /// - Throws: `NotRunReason` when they cannot be read, `CancellationError`.
    func lines(in text: [UInt8]) async throws -> [String] {
        var command = SandboxedCommand(words: [python, "-I", "-c", Self.program])
        command.input = text
        switch try await isolation.run(command) {
        case .ended(0, let output):
            return output.text.split(whereSeparator: \.isNewline).map(String.init)
        case .ended(_, let output):
            let last = output.text.split(whereSeparator: \.isNewline).last.map(String.init) ?? ""
            throw NotRunReason.dependenciesUnavailable(
                "pyproject.toml cannot be read: \(OutputExcerpt.line(last, limit: 120))")
        case .stopped(let limit, _):
            throw NotRunReason.dependenciesUnavailable("pyproject.toml: limit \(limit.rawValue)")
        case .unavailable(let reason): throw NotRunReason.noSandbox(reason)
        }
    }
}
