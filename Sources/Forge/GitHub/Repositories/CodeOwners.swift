internal import Basics
package import Snapshots

/// Who owns which files of a repository, as its CODEOWNERS file says.
///
/// Patterns are those of `.gitignore` without `!`, `[…]` and `\#`; the last line that matches decides, and one
/// without owners takes ownership away.
package struct CodeOwners: Sendable, Hashable {
    /// One line.
    struct Line: Sendable, Hashable {
        var pattern: [UInt8]
        var owners: [String]
    }

    let lines: [Line]

    /// GitHub does not read a larger file.
    private static let maximumBytes = 3 << 20
    private static let maximumLines = 20_000

    /// The owners that a file names; what is not understood is left out, as GitHub does.
    package init(parsing bytes: [UInt8]) {
        guard bytes.count <= Self.maximumBytes else {
            lines = []
            return
        }
        lines = bytes.split(whereSeparator: { $0 == 0x0a || $0 == 0x0d }).prefix(Self.maximumLines)
            .compactMap(Self.line)
    }

    /// The owners of a file, in the order of its line: `@user`, `@org/team` or an address.
    package func owners(of path: RepositoryPath) -> [String] {
        lines.last { Self.matches($0.pattern, path.bytes) }?.owners ?? []
    }

    /// The owners of any of the files, sorted, each once.
    package func owners(of paths: some Sequence<RepositoryPath>) -> [String] {
        Set(paths.flatMap { owners(of: $0) }).sorted()
    }

    private static func line(_ bytes: ArraySlice<UInt8>) -> Line? {
        var words: [[UInt8]] = []
        var word: [UInt8] = []
        var isEscaped = false
        for byte in bytes {
            if isEscaped {
                word.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "#"), word.isEmpty {
                break
            } else if byte == 0x20 || byte == 0x09 {
                if !word.isEmpty { words.append(word) }
                word = []
            } else {
                word.append(byte)
            }
        }
        if !word.isEmpty { words.append(word) }
        guard let pattern = words.first, !pattern.contains(UInt8(ascii: "[")),
            pattern.first != UInt8(ascii: "!")
        else { return nil }
        let owners = words.dropFirst().compactMap { String(validating: $0, as: UTF8.self) }
            .filter(Self.isOwner)
        return Line(pattern: pattern, owners: owners)
    }

    private static func isOwner(_ word: String) -> Bool {
        word.contains("@") && word.utf8.count <= 256
            && word.utf8.allSatisfy { (0x21...0x7e).contains($0) }
    }
}

// How a pattern matches.
extension CodeOwners {
    /// Whether a pattern covers a path or a folder above it.
    static func matches(_ pattern: [UInt8], _ path: [UInt8]) -> Bool {
        let slash = UInt8(ascii: "/")
        var body = pattern[...]
        // `*` and `/*`: everything, and all that lies at the root.
        let wantsFolder = body.last == slash
        if wantsFolder { body = body.dropLast() }
        let isAnchored = body.contains(slash)
        if body.first == slash { body = body.dropFirst() }
        let parts = body.split(separator: slash, omittingEmptySubsequences: true).map(Array.init)
        guard !parts.isEmpty else { return wantsFolder || !pattern.isEmpty }
        let steps = path.split(separator: slash).map(Array.init)
        // A last part with a wildcard covers no folder's content, unlike a plain name.
        let coversBelow =
            parts.last.map { last in
                last == Array("**".utf8) || !last.contains(UInt8(ascii: "*")) || !isAnchored
            } ?? false
        let full = isAnchored ? parts : [Array("**".utf8)] + parts
        return prefixes(full, steps).contains { length in
            if length == steps.count { return !wantsFolder }
            return coversBelow || wantsFolder
        }
    }

    /// How many leading steps of a path a pattern may match, each possible number.
    private static func prefixes(_ pattern: [[UInt8]], _ steps: [[UInt8]]) -> Set<Int> {
        var reached: Set<Int> = [0]
        for part in pattern {
            guard let first = reached.min() else { return [] }
            if part == Array("**".utf8) {
                reached = Set(first...steps.count)
            } else {
                reached = Set(
                    reached.compactMap { at in
                        at < steps.count && glob(part, steps[at]) ? at + 1 : nil
                    })
            }
        }
        return reached
    }

    /// `*` and `?` within one step; goes back to the last star only, so its time is the product of the lengths.
    private static func glob(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
        var (at, place) = (0, 0)
        var star: (pattern: Int, text: Int)?
        while place < text.count {
            if at < pattern.count, pattern[at] == UInt8(ascii: "*") {
                star = (at, place)
                at += 1
            } else if at < pattern.count,
                pattern[at] == text[place] || pattern[at] == UInt8(ascii: "?")
            {
                at += 1
                place += 1
            } else if let last = star {
                star = (last.pattern, last.text + 1)
                at = last.pattern + 1
                place = last.text + 1
            } else {
                return false
            }
        }
        return pattern[at...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
