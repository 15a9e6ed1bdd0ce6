internal import Basics

/// What a reviewer said of a change that is to be proposed.
package struct Review: Sendable, Hashable {
    /// Something that speaks against it.
    package struct Reason: Sendable, Hashable {
        /// In words on one line, which may be a stranger's.
        package let text: String
        package var path: String?
        package var line: Int?
        /// A passage of a policy, as `document:first-last`.
        package var citation: String?

        init(_ text: String, path: String? = nil, line: Int? = nil, citation: String? = nil) {
            self.text = text.asLine(atMost: 300)
            self.path = path.map { $0.asLine(atMost: 300) }
            self.line = line
            self.citation = citation.map { $0.asLine(atMost: 200) }
        }

        var json: JSONValue {
            .members([
                "text": .string(text), "path": .optional(path),
                "line": line.map { .int($0) } ?? .null, "citation": .optional(citation),
            ])
        }

        /// The reason with its place, on one line that is safe for a terminal.
        package var words: String {
            let place = path.map { path in line.map { "\(path):\($0)" } ?? path } ?? citation
            return place.map { "\($0): \(text)" } ?? text
        }
    }

    /// Whether the host's own checks said so, before any model was asked.
    package let isByHost: Bool
    /// What speaks against it; nothing when it may be proposed.
    package let reasons: [Reason]
    /// Which review of the job it is, from 1.
    package let round: Int

    /// Whether it may be proposed.
    package var agrees: Bool { reasons.isEmpty }

    /// The members of its event.
    var members: [JSONValue.Member] {
        [
            .init("round", .int(round)), .init("agrees", .bool(agrees)),
            .init("by", .string(isByHost ? "host" : "model")),
            .init("reasons", .array(reasons.map(\.json))),
        ]
    }
}

/// Reads what a model answers as reviewer: anything but a clear yes is a no.
struct ReviewAnswer {
    let reasons: [Review.Reason]

    private static let schema = ToolSchema.object([
        .required("verdict", .choice(["approve", "reject"])),
        .required(
            "reasons",
            .array(
                of: .object([
                    .required("text", .text(1...1_000)),
                    .optional("path", ToolSchema.text(1...4_096).orNull),
                    .optional("line", ToolSchema.integer(1...10_000_000).orNull),
                    .optional("citation", ToolSchema.text(1...400).orNull),
                ]), count: 0...10)),
    ])

    /// Reads an answer about a change to some files, with some evidence.
    init(_ text: String, paths: Set<String>, evidence: [PassageReference]) {
        guard let answer = Self.schema.document(inAnswer: text) else {
            reasons = [.init("the reviewer's answer is not of the form that was asked for")]
            return
        }
        let given = (answer["reasons"]?.items ?? []).map { reason in
            Review.Reason(
                reason["text"]?.text ?? "", path: reason["path"]?.text,
                line: reason["line"]?.integer, citation: reason["citation"]?.text)
        }
        let isApproval = answer["verdict"]?.text == "approve"
        if isApproval, !given.isEmpty {
            reasons = [.init("the reviewer agreed and gave reasons against it")] + given
        } else if isApproval {
            reasons = []
        } else {
            let placed = given.filter { Self.isPlaced($0, paths, evidence) }
            reasons =
                placed.isEmpty
                ? [
                    .init(
                        "the reviewer did not agree, and gave no reason with a place of the change")
                ]
                : placed
        }
    }

    /// Whether a reason names a line of a file of the change, or a passage that was found.
    private static func isPlaced(
        _ reason: Review.Reason, _ paths: Set<String>, _ evidence: [PassageReference]
    ) -> Bool {
        if let path = reason.path, reason.line != nil, paths.contains(path) { return true }
        guard let cited = reason.citation.flatMap(PassageReference.init) else { return false }
        return evidence.contains { $0.covers(cited) }
    }
}
