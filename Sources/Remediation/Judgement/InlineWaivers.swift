internal import Documents
package import RuleEngine
package import Snapshots

/// Waivers in comments: `complybot:ignore RULE until=YYYY-MM-DD -- reason`, on the finding's line or the one above.
///
/// Only the files of findings are read; what stands elsewhere covers nothing anyway.
package struct InlineWaivers: Sendable {
    /// What the comments say.
    package struct Result: Hashable, Sendable {
        package var waivers: [Waiver] = []
        package var problems: [ConfigurationProblem] = []
    }

    private static let marker = "complybot:ignore"
    private static let sizeLimit = 2 << 20

    let snapshot: any Snapshot
    let isAllowed: Bool

    /// A reader of one tree; where comments do not count, each that would is a problem.
    package init(in snapshot: any Snapshot, isAllowed: Bool) {
        self.snapshot = snapshot
        self.isAllowed = isAllowed
    }

    /// The waivers for some findings, each for one of them.
    package func waivers(for findings: [Finding]) -> Result {
        var result = Result()
        var texts: [RepositoryPath: SourceText?] = [:]
        for finding in findings {
            guard let path = finding.path, let line = finding.start?.line else { continue }
            let text = texts[path] ?? text(of: path)
            texts[path] = .some(text)
            guard let text else { continue }
            for number in [line, line - 1] where number >= 1 && number <= text.lineCount {
                if read(number, of: text, for: finding, path, into: &result) { break }
            }
        }
        return result
    }

    private func text(of path: RepositoryPath) -> SourceText? {
        guard let bytes = try? snapshot.bytes(of: path, limit: Self.sizeLimit) else { return nil }
        let contains = bytes.indices.contains { index in
            bytes[index...].starts(with: Self.marker.utf8)
        }
        return contains ? SourceText(bytes) : nil
    }

    /// Reads one line; whether it speaks of the finding's rule.
    private func read(
        _ number: Int, of text: SourceText, for finding: Finding, _ path: RepositoryPath,
        into result: inout Result
    ) -> Bool {
        let line = text.text(text.contentRange(ofLine: number))
        guard let range = line.ranges(of: Self.marker).first else { return false }
        let words = line[range.upperBound...].split(whereSeparator: \.isWhitespace).map(String.init)
        guard words.first == finding.ruleID else { return false }
        let column = line.unicodeScalars.distance(from: line.startIndex, to: range.lowerBound) + 1
        let place = SourceLocation(file: path.description, line: number, column: column)
        func fail(_ reason: String, _ remedy: String?) -> Bool {
            let problem = ConfigurationProblem(
                .invalidWaiver, at: place, reason, remedy: remedy, ruleID: finding.ruleID)
            if !result.problems.contains(problem) { result.problems.append(problem) }
            return true
        }
        guard isAllowed else {
            return fail(
                "comments do not waive here",
                "write a waiver into .github/complybot.yml, or set waivers: {inline: true} in the operator's configuration"
            )
        }
        let form = "write \(Self.marker) \(finding.ruleID) until=YYYY-MM-DD -- reason"
        guard words.count > 1, words[1].hasPrefix("until="),
            let day = Day(String(words[1].dropFirst(6)))
        else { return fail("the comment has no day", form) }
        let reason = words.count > 3 && words[2] == "--" ? words[3...].joined(separator: " ") : ""
        let trimmed = Self.withoutCommentEnd(reason)
        guard !trimmed.isEmpty else { return fail("the comment has no reason", form) }
        result.waivers.append(
            Waiver(
                id: "\(path):\(number)", ruleID: finding.ruleID,
                scope: .fingerprint(finding.fingerprint), reason: trimmed, category: .riskAccepted,
                requestedBy: "comment", approvedBy: [], created: "1970-01-01",
                expires: day.description, ticket: nil, source: place, origin: .inline))
        return true
    }

    private static func withoutCommentEnd(_ text: String) -> String {
        var text = text[...]
        for end in ["*/", "-->"] where text.hasSuffix(end) { text = text.dropLast(end.count) }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
