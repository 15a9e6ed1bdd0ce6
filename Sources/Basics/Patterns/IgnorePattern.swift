/// A pattern of paths as `.gitignore`, `.gitattributes` and CODEOWNERS write it, compiled.
///
/// Matching takes time proportional to pattern times path, never more.
package struct IgnorePattern: Sendable {
    /// Whether a match takes the path back in.
    package let isNegated: Bool
    /// Whether only folders match.
    package let isForFolders: Bool
    /// Whether the whole path below the file's folder is matched, not only the last component.
    private let isAnchored: Bool
    private let tokens: [Token]
    /// The bytes themselves when the pattern has nothing but literals.
    private let literal: [UInt8]?
    /// The literals that every match starts and ends with, which tell most paths apart at little cost.
    private let head: [UInt8]
    private let tail: [UInt8]

    private static let maximumLength = 4096
    private static let slash = UInt8(ascii: "/")

    private enum Token: Equatable, Sendable {
        case byte(UInt8)
        case anyByte
        case set(ByteSet)
        /// `*`: any run without a slash.
        case run
        /// `**` at the end of a pattern: any run.
        case everything
        /// `**/`: any number of folders; always followed by `insideFolder`.
        case folders
        case insideFolder
    }

    /// Compiles a line without its line end; nil for blank lines, comments and patterns that match nothing.
    package init?(line: ArraySlice<UInt8>) {
        var rest = Self.withoutTrailingSpaces(line)
        guard !rest.isEmpty, rest.count <= Self.maximumLength, rest.first != UInt8(ascii: "#")
        else { return nil }
        isNegated = rest.first == UInt8(ascii: "!")
        if isNegated { rest = rest.dropFirst() }
        isForFolders = rest.last == Self.slash
        if isForFolders { rest = rest.dropLast() }
        isAnchored = rest.contains(Self.slash)
        if rest.first == Self.slash { rest = rest.dropFirst() }
        guard !rest.isEmpty, let tokens = Self.compile(Array(rest)) else { return nil }
        self.tokens = tokens
        var bytes: [UInt8] = []
        for case .byte(let byte) in tokens { bytes.append(byte) }
        literal = bytes.count == tokens.count ? bytes : nil
        head = Self.literals(tokens)
        tail = Self.literals(tokens.reversed()).reversed()
    }

    /// The bytes up to the first token that is none.
    private static func literals(_ tokens: some Sequence<Token>) -> [UInt8] {
        var bytes: [UInt8] = []
        for token in tokens {
            guard case .byte(let byte) = token else { break }
            bytes.append(byte)
        }
        return bytes
    }

    /// Whether a path, relative to the folder of the file with the pattern, matches.
    package func matches(_ path: ArraySlice<UInt8>, isFolder: Bool) -> Bool {
        if isForFolders && !isFolder { return false }
        let subject =
            isAnchored
            ? path : path[(path.lastIndex(of: Self.slash).map { $0 + 1 } ?? path.startIndex)...]
        if let literal { return literal.elementsEqual(subject) }
        guard subject.starts(with: head), subject.suffix(tail.count).elementsEqual(tail) else {
            return false
        }
        var states = Set<Int>()
        insert(0, into: &states)
        for byte in subject {
            var next = Set<Int>()
            for state in states { step(state, byte, into: &next) }
            if next.isEmpty { return false }
            states = next
        }
        return states.contains(tokens.count)
    }

    private func insert(_ state: Int, into states: inout Set<Int>) {
        guard states.insert(state).inserted, state < tokens.count else { return }
        switch tokens[state] {
        case .run, .everything: insert(state + 1, into: &states)
        case .folders: insert(state + 2, into: &states)
        default: break
        }
    }

    private func step(_ state: Int, _ byte: UInt8, into next: inout Set<Int>) {
        guard state < tokens.count else { return }
        let isSlash = byte == Self.slash
        switch tokens[state] {
        case .byte(let wanted): if byte == wanted { insert(state + 1, into: &next) }
        case .anyByte: if !isSlash { insert(state + 1, into: &next) }
        case .set(let set): if !isSlash, set.contains(byte) { insert(state + 1, into: &next) }
        case .run: if !isSlash { insert(state, into: &next) }
        case .everything: insert(state, into: &next)
        case .folders: if !isSlash { next.insert(state + 1) }
        case .insideFolder:
            if isSlash { insert(state - 1, into: &next) } else { next.insert(state) }
        }
    }

    private static func compile(_ pattern: [UInt8]) -> [Token]? {
        var tokens: [Token] = []
        var index = 0
        while index < pattern.count {
            switch pattern[index] {
            case UInt8(ascii: "\\"):
                // A backslash at the end matches nothing, as in git.
                guard index + 1 < pattern.count else { return nil }
                tokens.append(.byte(pattern[index + 1]))
                index += 2
            case UInt8(ascii: "?"):
                tokens.append(.anyByte)
                index += 1
            case UInt8(ascii: "["):
                guard let (set, end) = ByteSet.parse(pattern, from: index) else { return nil }
                tokens.append(.set(set))
                index = end
            case UInt8(ascii: "*"): index = star(in: pattern, from: index, into: &tokens)
            case let byte:
                tokens.append(.byte(byte))
                index += 1
            }
        }
        return tokens
    }

    private static func star(in pattern: [UInt8], from start: Int, into tokens: inout [Token])
        -> Int
    {
        var end = start
        while end < pattern.count, pattern[end] == UInt8(ascii: "*") { end += 1 }
        let opensComponent = start == 0 || pattern[start - 1] == slash
        if end - start == 2, opensComponent {
            if end == pattern.count {
                tokens.append(.everything)
                return end
            }
            if pattern[end] == slash {
                tokens += [.folders, .insideFolder]
                return end + 1
            }
        }
        if tokens.last != .run { tokens.append(.run) }
        return end
    }

    private static func withoutTrailingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var end = line.startIndex
        var index = line.startIndex
        while index < line.endIndex {
            if line[index] == UInt8(ascii: "\\"), index + 1 < line.endIndex {
                index += 1
            } else if line[index] == 0x20 {
                index += 1
                continue
            }
            index += 1
            end = index
        }
        return line[..<end]
    }
}
