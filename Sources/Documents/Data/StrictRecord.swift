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

    init(attempted: String, file: String, source: SourceText) {
        self.attempted = attempted
        self.file = file
        self.source = source
    }

    /// A list of problems of the same file that starts empty, for a part that may be wrong without the rest.
    package func apart(while attempted: String) -> RecordProblems {
        RecordProblems(attempted: attempted, file: file, source: source)
    }

    /// Throws the problem that stands first in the file, if there is any.
    package func throwFirst() throws(RecordProblem) {
        if let first = all.min() { throw first }
    }

    /// Line and column of a byte of the file.
    package func position(at offset: Int) -> TextPosition { source.position(at: offset) }

    /// Notes a problem at a byte offset.
    package func add(at offset: Int, _ reason: String, remedy: String? = nil) {
        all.append(
            RecordProblem(
                attempted: attempted, file: file, position: source.position(at: offset),
                reason: reason, remedy: remedy))
    }
}

/// A file of ours that has been parsed and is about to be read.
package struct RecordFile {
    /// The tops of its documents; none in an empty file.
    package let roots: [DataNode]
    /// Where whoever reads it notes what is wrong.
    package let problems: RecordProblems

    /// Parses a file; `attempted` is what it is read for, as an infinitive: "read the configuration".
    package init(
        parsing bytes: [UInt8], format: DataFormat, name: String, while attempted: String,
        mebibytes: Int = DataLimits.mebibytes
    ) throws(RecordProblem) {
        do throws(DocumentError) {
            let document = try DataDocument(
                parsing: bytes, format: format, mebibytes: mebibytes)
            roots = document.roots
            problems = RecordProblems(attempted: attempted, file: name, source: document.source)
        } catch {
            throw RecordProblem(
                attempted: attempted, file: name, position: error.position, reason: error.reason)
        }
    }
}

/// A mapping whose keys are all known beforehand: unknown and repeated keys and wrong types are problems.
///
/// Read every key that may be there, then call `finish()`.
package struct StrictRecord: ~Copyable {
    private let node: DataNode
    private let name: String
    private let problems: RecordProblems
    private var known: Set<String> = []
    private var missing: [String] = []

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
        known.insert(key)
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

    /// Lets a key that is absent be a problem.
    package mutating func require(_ keys: String...) {
        for key in keys where node(key) == nil { missing.append(key) }
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

    /// The items of a key's list, whatever they are.
    package mutating func list(_ key: String) -> [DataNode] {
        guard let value = node(key) else { return [] }
        if case .sequence(let items) = value.content { return items }
        problems.add(at: value.span.lowerBound, "\(key) must be a list")
        return []
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
            remedy: value.scalarText.flatMap { NearestName.remedy(for: $0, among: names) })
        return nil
    }

    /// Names the keys that nothing asked for, each with the nearest one that exists, and else those that are missing:
    /// a key that is missing is most often one that is misspelt.
    package consuming func finish() {
        if node.members.allSatisfy({ known.contains($0.key) }) {
            for key in missing { problems.add(at: node.span.lowerBound, "\(name) needs \(key)") }
        }
        for member in node.members where !known.contains(member.key) {
            problems.add(
                at: member.keySpan.lowerBound, "unknown key \(member.key) in \(name)",
                remedy: NearestName.remedy(for: member.key, among: known)
                    ?? "known are \(known.sorted().joined(separator: ", "))")
        }
    }
}
