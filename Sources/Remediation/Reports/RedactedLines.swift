internal import Documents
internal import RuleEngine
internal import Snapshots

/// The lines that hold secrets, which no report may show, not even for another rule's finding on them.
struct RedactedLines {
    private var lines: [RepositoryPath: [ClosedRange<Int>]] = [:]

    /// The lines of every redacted finding, shown or not.
    init(_ findings: [Finding]) {
        for finding in findings where finding.isRedacted {
            guard let path = finding.path, let range = Self.range(of: finding) else { continue }
            lines[path, default: []].append(range)
        }
    }

    /// Whether the lines of a finding must not be shown.
    func hide(_ finding: Finding) -> Bool {
        if finding.isRedacted { return true }
        guard let path = finding.path, let range = Self.range(of: finding) else { return false }
        return lines[path]?.contains { $0.overlaps(range) } ?? false
    }

    private static func range(of finding: Finding) -> ClosedRange<Int>? {
        finding.start.map { start in start.line...max(start.line, finding.end?.line ?? 0) }
    }
}
