internal import Basics

/// A `.gitattributes` file: of the lines that match a path, the last that names an attribute decides it.
///
/// https://git-scm.com/docs/gitattributes
package struct GitAttributes: Sendable {
    /// What a line says of an attribute.
    package enum State: Hashable, Sendable {
        case set, unset
        case value(String)
        /// Takes back what lines before said.
        case unspecified

        /// Whether the attribute is on: set, or given the value `true`.
        package var isOn: Bool { self == .set || self == .value("true") }
    }

    /// A line that gives paths attributes.
    package struct Rule: Sendable {
        /// The attributes in their order, by name.
        package let states: [(name: String, state: State)]
        /// The line without its line end.
        package let span: Range<Int>
        let matcher: IgnorePattern
    }

    /// The longest line that git reads, in bytes; longer ones are skipped.
    private static let lineLimit = 2048

    /// The text, every byte of which belongs to a rule, a comment, or a line that git skips.
    package let source: SourceText
    package let rules: [Rule]

    /// Reads a file; there is none that cannot be read.
    package init(_ bytes: [UInt8]) {
        let source = SourceText(bytes)
        self.source = source
        rules = (1...max(source.lineCount, 1)).compactMap { line in
            let range = source.contentRange(ofLine: line)
            guard range.count <= Self.lineLimit else { return nil }
            return Self.rule(source.bytes[range], at: range)
        }
    }

    /// What the file says of an attribute of a path, which is relative to the file's folder; nil when nothing.
    package func state(of attribute: String, at path: ArraySlice<UInt8>) -> State? {
        for rule in rules.reversed() {
            guard let state = rule.states.last(where: { $0.name == attribute })?.state,
                rule.matcher.matches(path, isFolder: false)
            else { continue }
            return state
        }
        return nil
    }

    private static func rule(_ line: ArraySlice<UInt8>, at span: Range<Int>) -> Rule? {
        var rest = line.drop(while: isBlank)
        guard let first = rest.first, first != UInt8(ascii: "#") else { return nil }
        let pattern: [UInt8]
        if first == UInt8(ascii: "\"") {
            guard let (text, after) = quoted(rest) else { return nil }
            pattern = text
            rest = after
        } else {
            pattern = Array(rest.prefix { !isBlank($0) })
            rest = rest.drop { !isBlank($0) }
        }
        // Patterns that are negated, or for folders, match no file; macros are no patterns.
        guard pattern.first != UInt8(ascii: "!"), !pattern.starts(with: "[attr]".utf8),
            let matcher = IgnorePattern(line: pattern[...]), !matcher.isForFolders
        else { return nil }
        let words = rest.split(whereSeparator: isBlank)
        return Rule(states: words.compactMap(state), span: span, matcher: matcher)
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D
    }

    /// A pattern in double quotes, its escapes undone but for those that the pattern itself may have.
    private static func quoted(
        _ text: ArraySlice<UInt8>
    ) -> (text: [UInt8], rest: ArraySlice<UInt8>)? {
        var result: [UInt8] = []
        var rest = text.dropFirst()
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return (result, rest)
            case UInt8(ascii: "\\"):
                guard let next = rest.popFirst() else { return nil }
                if next == UInt8(ascii: "\\") { result.append(next) }
                result.append(next)
            default: result.append(byte)
            }
        }
        return nil
    }

    private static func state(_ word: ArraySlice<UInt8>) -> (name: String, state: State)? {
        func name(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
        switch word.first {
        case UInt8(ascii: "-"): return (name(word.dropFirst()), .unset)
        case UInt8(ascii: "!"): return (name(word.dropFirst()), .unspecified)
        default:
            guard let sign = word.firstIndex(of: UInt8(ascii: "=")) else {
                return (name(word), .set)
            }
            return (name(word[..<sign]), .value(name(word[(sign + 1)...])))
        }
    }
}
