internal import Basics

/// One line of a CODEOWNERS file.
struct CodeownersLine {
    enum Reading {
        /// Blank, or a comment.
        case nothing
        case rule(Codeowners.Rule)
        case mistake(String)
    }

    private let line: ArraySlice<UInt8>

    init(_ line: ArraySlice<UInt8>) { self.line = line }

    /// What the line says.
    var reading: Reading {
        let words = words
        guard let first = words.first, let last = words.last else { return .nothing }
        let pattern = line[first]
        if let reason = Self.problem(of: pattern) { return .mistake(reason) }
        var owners: [String] = []
        for word in words.dropFirst() {
            let owner = String(decoding: line[word], as: UTF8.self)
            guard Self.isOwner(owner) else {
                return .mistake("`\(owner)` is no @user, @organisation/team or e-mail address")
            }
            owners.append(owner)
        }
        guard let matcher = IgnorePattern(line: pattern) else {
            return .mistake("the pattern matches nothing")
        }
        let isShallow = pattern.count > 1 && pattern.suffix(2).elementsEqual("/*".utf8)
        return .rule(
            Codeowners.Rule(
                pattern: String(decoding: pattern, as: UTF8.self), owners: owners,
                span: first.lowerBound..<last.upperBound, matcher: matcher, isShallow: isShallow))
    }

    /// The words before a comment; a space behind a backslash does not part words.
    private var words: [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        var index = line.startIndex
        func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
        while index < line.endIndex {
            let byte = line[index]
            if isBlank(byte) {
                if let begin = start { words.append(begin..<index) }
                start = nil
            } else if start == nil {
                if byte == UInt8(ascii: "#") { return words }
                start = index
            }
            if byte == UInt8(ascii: "\\"), index + 1 < line.endIndex { index += 1 }
            index += 1
        }
        if let begin = start { words.append(begin..<line.endIndex) }
        return words
    }

    /// Why GitHub does not take a pattern; nil when it does.
    private static func problem(of pattern: ArraySlice<UInt8>) -> String? {
        if pattern.first == UInt8(ascii: "!") { return "a pattern cannot be negated with `!`" }
        if pattern.first == UInt8(ascii: "[") || pattern.first == UInt8(ascii: "^") {
            return "sections are GitLab's, and GitHub skips them"
        }
        if pattern.contains(UInt8(ascii: "[")) { return "a pattern cannot have a range in `[ ]`" }
        if pattern.starts(with: "\\#".utf8) { return "`#` cannot be escaped" }
        return nil
    }

    private static func isOwner(_ text: String) -> Bool {
        guard let sign = text.firstIndex(of: "@") else { return false }
        func isName(_ name: some StringProtocol) -> Bool {
            !name.isEmpty
                && name.utf8.allSatisfy { byte in
                    byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
                        || byte == UInt8(ascii: ".") || byte.isLetterOrDigit
                }
        }
        if sign == text.startIndex {
            let parts = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false)
            return parts.count <= 2 && parts.allSatisfy(isName)
        }
        let domain = text[text.index(after: sign)...]
        return isName(domain) && domain.contains(".") && !text.contains("/")
    }
}

extension UInt8 {
    fileprivate var isLetterOrDigit: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
