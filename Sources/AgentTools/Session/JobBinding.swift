internal import Basics
internal import Remediation
internal import Snapshots

/// What a job is bound to; arguments may name it and nothing else.
struct JobBinding: Sendable {
    let job: RepositoryJob

    /// Lets through the names of the job's own repository.
    func check(repository named: String?, for tool: String) throws(ToolError) {
        guard let named else { return }
        let known = [job.location, job.name, Self.bare(job.location)]
        guard known.contains(where: { $0.utf8.elementsEqual(named.utf8) }) else {
            throw ToolError(
                .outsideJob, in: tool, because: "the job is for the repository \(job.name) alone",
                remedy: "leave repository out")
        }
    }

    /// Lets through the branch that the job writes to.
    func check(
        branch named: String?, own: String, base: String, for tool: String
    ) throws(ToolError) {
        guard let named, !named.utf8.elementsEqual(own.utf8) else { return }
        throw ToolError(
            .outsideJob, in: tool,
            because: named.utf8.elementsEqual(base.utf8)
                ? "\(base) is the default branch, and nothing is pushed there"
                : "the job writes to the branch \(own) alone",
            remedy: "leave branch out")
    }

    /// A path inside of the repository.
    static func path(_ text: String, for tool: String) throws(ToolError) -> RepositoryPath {
        let path = RepositoryPath(text)
        if text.hasPrefix("/") || text.hasPrefix("file:") {
            throw ToolError(
                .outsideJob, in: tool, because: "a path begins at the repository's root, without /")
        }
        if let reason = PathPolicy.refusal(reading: path) {
            throw ToolError(.outsideJob, in: tool, because: "the path is refused: \(reason)")
        }
        return path
    }

    private static func bare(_ location: String) -> String {
        location.hasSuffix(".git") ? String(location.dropLast(4)) : location
    }
}
