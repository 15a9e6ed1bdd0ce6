internal import Basics
package import Snapshots

/// A check's result for one commit, with everything cut to what GitHub takes.
package struct CheckRun: Sendable, Hashable {
    /// What the check says; it always says something.
    package enum Conclusion: String, Sendable, Hashable, CaseIterable {
        case success, failure, neutral
        /// A person has to do something first.
        case actionRequired = "action_required"
    }

    /// A remark on lines of a file.
    package struct Annotation: Sendable, Hashable {
        /// How loud it is.
        package enum Level: String, Sendable, Hashable, CaseIterable {
            case notice, warning, failure
        }

        package var path: String
        package var startLine: Int
        package var endLine: Int
        /// The first and the last column; nil unless the remark is about one line.
        package var columns: ClosedRange<Int>?
        package var level: Level
        package var title: String
        package var message: String

        /// A remark from its parts; lines begin at 1, and what is longer than GitHub takes is cut.
        package init(
            path: String, startLine: Int, endLine: Int? = nil, columns: ClosedRange<Int>? = nil,
            level: Level, title: String, message: String
        ) {
            self.path = path
            self.startLine = max(1, startLine)
            self.endLine = max(self.startLine, endLine ?? startLine)
            self.columns =
                self.endLine == self.startLine && (columns?.lowerBound ?? 1) >= 1
                ? columns : nil
            self.level = level
            self.title = title.cut(to: CheckRun.maximumTitle)
            self.message = message.cut(to: CheckRun.maximumMessage)
        }
    }

    /// The most characters of a title, and bytes of a message and of a summary.
    static let maximumTitle = 255
    static let maximumMessage = 60_000
    static let maximumSummary = 65_000
    /// How many annotations one request may bring.
    static let batchSize = 50
    /// The most annotations of a run; each batch is a write of the budget.
    package static let maximumAnnotations = 250

    /// The name under which branches may require it, such as `complybot`.
    package let name: String
    /// The commit that it is about.
    package let head: ObjectID
    package let conclusion: Conclusion
    /// One line.
    package let title: String
    /// Markdown.
    package let summary: String
    /// At most ``maximumAnnotations``.
    package let annotations: [Annotation]

    /// A run from its parts.
    ///
    /// The annotations should come the most important first; when there are too many the rest is dropped, and the
    /// summary says how many.
    package init(
        name: String, head: ObjectID, conclusion: Conclusion, title: String, summary: String,
        annotations: [Annotation] = []
    ) {
        self.name = name
        self.head = head
        self.conclusion = conclusion
        self.title = title.cut(to: Self.maximumTitle)
        let dropped = annotations.count - Self.maximumAnnotations
        let notice =
            dropped <= 0
            ? ""
            : "\n\n\(dropped) more annotations are not shown: a check has at most "
                + "\(Self.maximumAnnotations) of them."
        self.summary = summary.cut(to: Self.maximumSummary - notice.utf8.count) + notice
        self.annotations = Array(annotations.prefix(Self.maximumAnnotations))
    }

    /// What GitHub keeps for us with the run: equal for equal results of one commit, and different otherwise.
    package var externalID: String {
        var fields = [
            "check-run-1", name, head.description, conclusion.rawValue, title, summary,
        ]
        for annotation in annotations {
            fields += [
                annotation.path, String(annotation.startLine), String(annotation.endLine),
                annotation.columns.map { "\($0.lowerBound)-\($0.upperBound)" } ?? "",
                annotation.level.rawValue, annotation.title, annotation.message,
            ]
        }
        return "\(Self.externalIDPrefix)\(Digest.framed(fields).hex.prefix(40))"
    }

    /// How every such mark of ours begins.
    static let externalIDPrefix = "complybot:"
}

extension String {
    /// The text cut to so many bytes between two scalars, its end then an ellipsis.
    func cut(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var result = ""
        var size = 3
        for scalar in unicodeScalars {
            size += UTF8.width(scalar)
            if size > limit { break }
            result.unicodeScalars.append(scalar)
        }
        return result + "…"
    }
}
