internal import Basics
internal import Documents
package import RuleEngine
package import Snapshots

/// Waivers in comments: `complybot:ignore RULE until=YYYY-MM-DD -- reason`, on the finding's line or the one above.
///
/// Only the files of findings are read, and those that detection names, for comments that cover nothing.
package struct InlineWaivers: Sendable {
    /// What the comments say.
    package struct Result: Hashable, Sendable {
        package var waivers: [Waiver] = []
        package var problems: [ConfigurationProblem] = []
    }

    private static let marker = CompiledRuleSet.waiverMark
    private static let sizeLimit = 2 << 20

    let snapshot: any Snapshot
    let isAllowed: Bool

    /// A reader of one tree; where comments do not count, each that would is a problem.
    package init(in snapshot: any Snapshot, isAllowed: Bool) {
        self.snapshot = snapshot
        self.isAllowed = isAllowed
    }

    /// The waivers for some findings, each for one of them, and those for known rules in other lines of some files.
    package func waivers(
        for findings: [Finding], unusedIn files: [RepositoryPath] = [], of rules: Set<String> = []
    ) -> Result {
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
        guard isAllowed else { return result }
        let used = Set(result.waivers.map(\.source))
        for path in files {
            guard let text = texts[path] ?? text(of: path) else { continue }
            result.waivers += unused(in: text, path, of: rules).filter { !used.contains($0.source) }
        }
        return result
    }

    /// The waivers in a file that are written as they should be, as waivers that cover no finding.
    private func unused(
        in text: SourceText, _ path: RepositoryPath, of rules: Set<String>
    ) -> [Waiver] {
        (1...max(text.lineCount, 1)).compactMap { number in
            guard let comment = Comment(line: number, of: text, in: path),
                rules.contains(comment.ruleID), let day = comment.day, !comment.reason.isEmpty
            else { return nil }
            return waiver(comment, until: day, for: .framed(["unused", "\(path):\(number)"]))
        }
    }

    private func waiver(_ comment: Comment, until day: Day, for fingerprint: Digest) -> Waiver {
        Waiver(
            id: "\(comment.place.file):\(comment.place.line)", ruleID: comment.ruleID,
            scope: .fingerprint(fingerprint), reason: comment.reason, category: .riskAccepted,
            requestedBy: "comment", approvedBy: [], created: "1970-01-01",
            expires: day.description, ticket: nil, source: comment.place, origin: .inline)
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
        guard let comment = Comment(line: number, of: text, in: path),
            comment.ruleID == finding.ruleID
        else { return false }
        func fail(_ reason: String, _ remedy: String?) -> Bool {
            let problem = ConfigurationProblem(
                .invalidWaiver, at: comment.place, reason, remedy: remedy, ruleID: finding.ruleID)
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
        guard let day = comment.day else { return fail("the comment has no day", form) }
        guard !comment.reason.isEmpty else { return fail("the comment has no reason", form) }
        result.waivers.append(waiver(comment, until: day, for: finding.fingerprint))
        return true
    }
}

/// A comment that starts as one that waives a finding does.
private struct Comment {
    let place: SourceLocation
    let ruleID: String
    /// Nil when it names none.
    let day: Day?
    /// Empty when it gives none.
    let reason: String

    /// The comment on a line; nil without one.
    init?(line number: Int, of text: SourceText, in path: RepositoryPath) {
        let line = text.text(text.contentRange(ofLine: number))
        guard let range = line.ranges(of: CompiledRuleSet.waiverMark).first else { return nil }
        let words = line[range.upperBound...].split(whereSeparator: \.isWhitespace).map(String.init)
        guard let rule = words.first else { return nil }
        let column = line.unicodeScalars.distance(from: line.startIndex, to: range.lowerBound) + 1
        place = SourceLocation(file: path.description, line: number, column: column)
        ruleID = rule
        day =
            words.count > 1 && words[1].hasPrefix("until=")
            ? Day(String(words[1].dropFirst(6))) : nil
        let given = words.count > 3 && words[2] == "--" ? words[3...].joined(separator: " ") : ""
        reason = Self.withoutCommentEnd(given)
    }

    private static func withoutCommentEnd(_ text: String) -> String {
        var text = text[...]
        for end in ["*/", "-->"] where text.hasSuffix(end) { text = text.dropLast(end.count) }
        while text.last == " " { text.removeLast() }
        return String(text)
    }
}
