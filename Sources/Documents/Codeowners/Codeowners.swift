internal import Basics

/// A CODEOWNERS file as GitHub reads it: the last line that matches a path says who owns it.
///
/// https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
package struct Codeowners: Sendable {
    /// GitHub does not load a larger file; in bytes.
    package static let sizeLimit = 3_000_000
    /// Where a file may stand, in the order in which GitHub looks; the first that is there counts.
    package static let locations = [".github/CODEOWNERS", "CODEOWNERS", "docs/CODEOWNERS"]

    /// A line that gives paths owners, or takes them away.
    package struct Rule: Sendable {
        /// As written, without its escapes undone.
        package let pattern: String
        /// `@user`, `@org/team` or an e-mail address, as written; none for paths that nobody owns.
        package let owners: [String]
        /// From the pattern's first byte to the last owner's last.
        package let span: Range<Int>
        let matcher: IgnorePattern
        /// Whether only what lies in the folder itself is meant, as of `docs/*`.
        let isShallow: Bool
    }

    /// A line that GitHub skips.
    package struct Mistake: Hashable, Sendable {
        /// In words for people.
        package let reason: String
        /// The line without its line end.
        package let span: Range<Int>
    }

    /// The text, every byte of which belongs to a rule, a mistake, a comment or blank space.
    package let source: SourceText
    package let rules: [Rule]
    package let mistakes: [Mistake]

    /// Reads a file; there is none that cannot be read, but lines may be mistakes.
    package init(_ bytes: [UInt8]) {
        source = SourceText(bytes)
        var rules: [Rule] = []
        var mistakes: [Mistake] = []
        for line in 1...max(source.lineCount, 1) {
            let range = source.contentRange(ofLine: line)
            switch CodeownersLine(source.bytes[range]).reading {
            case .nothing: break
            case .rule(let rule): rules.append(rule)
            case .mistake(let reason): mistakes.append(Mistake(reason: reason, span: range))
            }
        }
        self.rules = rules
        self.mistakes = mistakes
    }

    /// The rule that decides about a file; nil when none matches.
    package func rule(for path: [UInt8]) -> Rule? { rules.last { $0.matches(path) } }

    /// The owners of a file; none when no rule gives it one.
    package func owners(of path: [UInt8]) -> [String] { rule(for: path)?.owners ?? [] }
}

extension Codeowners.Rule {
    /// Whether the pattern means a file: the file itself, or a folder that it lies in.
    func matches(_ path: [UInt8]) -> Bool {
        if matcher.matches(path[...], isFolder: false) { return true }
        if isShallow { return false }
        return path.indices.contains { index in
            path[index] == UInt8(ascii: "/") && matcher.matches(path[..<index], isFolder: true)
        }
    }
}
