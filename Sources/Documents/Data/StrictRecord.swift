package import Basics

/// Something wrong in a file of ours: where, what, and the key or value that was probably meant.
package struct RecordProblem: Error, Hashable, Sendable, Comparable, DiagnosableError {
    /// What was being read, as an infinitive: "read the configuration".
    package var attempted: String
    /// The file, as the user would type it.
    package var file: String
    package var position: TextPosition
    package var reason: String
    package var remedy: String?

    /// A problem from its parts.
    package init(
        attempted: String, file: String, position: TextPosition, reason: String,
        remedy: String? = nil
    ) {
        self.attempted = attempted
        self.file = file
        self.position = position
        self.reason = reason
        self.remedy = remedy
    }

    package var diagnostic: Diagnostic {
        Diagnostic(
            .usage, attempted, on: "\(file):\(position.line):\(position.column)", because: reason,
            remedy: remedy)
    }

    package static func < (left: RecordProblem, right: RecordProblem) -> Bool {
        (left.file, left.position, left.reason) < (right.file, right.position, right.reason)
    }
}

/// The problems of one file while it is read; reading goes on after a problem, so that all are told at once.
package final class RecordProblems {
    private let attempted: String
    private let file: String
    private let source: SourceText
    /// The problems so far, in the order in which they were met.
    package private(set) var all: [RecordProblem] = []

    /// A list without problems, for one file.
    package init(attempted: String, file: String, source: SourceText) {
        self.attempted = attempted
        self.file = file
        self.source = source
    }

    /// Notes a problem at a byte offset.
    package func add(at offset: Int, _ reason: String, remedy: String? = nil) {
        all.append(
            RecordProblem(
                attempted: attempted, file: file, position: source.position(at: offset),
                reason: reason, remedy: remedy))
    }
}

/// A mapping whose keys are all known beforehand: unknown and repeated keys and wrong types are problems.
///
/// Read every key that may be there, then call `finish()`.
package struct StrictRecord: ~Copyable {
    private let node: DataNode
    private let name: String
    private let problems: RecordProblems
    private var known: [String] = []

    /// A reader of one node; `name` is what the mapping is, for messages: "tests".
    package init(_ node: DataNode, name: String, problems: RecordProblems) {
        self.node = node
        self.name = name
        self.problems = problems
        switch node.content {
        case .mapping, .scalar(.null): break
        default: problems.add(at: node.span.lowerBound, "\(name) must be a mapping")
        }
        var seen: Set<String> = []
        for member in node.members where !seen.insert(member.key).inserted {
            problems.add(at: member.keySpan.lowerBound, "\(member.key) stands twice")
        }
    }

    /// The node of a key, whatever it is; null counts as absent.
    package mutating func node(_ key: String) -> DataNode? {
        known.append(key)
        guard let value = node[key] else { return nil }
        if case .scalar(.null) = value.content { return nil }
        return value
    }

    /// The text of a key: any scalar as it is written.
    package mutating func text(_ key: String) -> String? {
        guard let value = node(key) else { return nil }
        if let text = value.scalarText { return text }
        problems.add(at: value.span.lowerBound, "\(key) must be a text")
        return nil
    }

    /// The text of a key that must be there; empty after a problem.
    package mutating func requiredText(_ key: String) -> String {
        if node(key) == nil {
            problems.add(at: node.span.lowerBound, "\(name) needs \(key)")
            return ""
        }
        known.removeLast()
        return text(key) ?? ""
    }

    /// The whole number of a key, within bounds.
    package mutating func number(_ key: String, in range: ClosedRange<Int>) -> Int? {
        guard let value = node(key) else { return nil }
        if case .scalar(.integer(let text)) = value.content, let number = Int(text),
            range.contains(number)
        {
            return number
        }
        problems.add(
            at: value.span.lowerBound,
            "\(key) must be a whole number from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    /// The truth value of a key.
    package mutating func flag(_ key: String) -> Bool? {
        guard let value = node(key) else { return nil }
        if case .scalar(.bool(let flag)) = value.content { return flag }
        problems.add(at: value.span.lowerBound, "\(key) must be true or false")
        return nil
    }

    /// The texts of a key: a list, or one text alone.
    package mutating func texts(_ key: String) -> [String] {
        guard let value = node(key) else { return [] }
        if let text = value.scalarText { return [text] }
        if case .mapping = value.content {
            problems.add(at: value.span.lowerBound, "\(key) must be a list of texts")
            return []
        }
        return value.items.compactMap { item in
            if let text = item.scalarText { return text }
            problems.add(at: item.span.lowerBound, "each of \(key) must be a text")
            return nil
        }
    }

    /// One of the cases of an enumeration.
    package mutating func choice<Choice>(_ key: String, of type: Choice.Type = Choice.self)
        -> Choice?
    where Choice: RawRepresentable<String> & CaseIterable {
        guard let value = node(key) else { return nil }
        if let text = value.scalarText, let choice = Choice(rawValue: text) { return choice }
        let names = Choice.allCases.map(\.rawValue)
        problems.add(
            at: value.span.lowerBound, "\(key) must be one of \(names.joined(separator: ", "))",
            remedy: value.scalarText.flatMap { NearestName.to($0, among: names) }.map {
                "did you mean \($0)?"
            })
        return nil
    }

    /// Names the keys that nothing asked for, each with the nearest one that exists.
    package consuming func finish() {
        for member in node.members where !known.contains(member.key) {
            let nearest = NearestName.to(member.key, among: known)
            problems.add(
                at: member.keySpan.lowerBound, "unknown key \(member.key) in \(name)",
                remedy: nearest.map { "did you mean \($0)?" }
                    ?? "known are \(known.sorted().joined(separator: ", "))")
        }
    }
}
