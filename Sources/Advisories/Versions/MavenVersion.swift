/// A version as Maven's POM reference orders them, whatever its text is.
///
/// It is kept as the reference's tokens without the empty ones that mean nothing, so that equal versions have equal
/// tokens: `1.0`, `1-ga` and `1` are the same.
struct MavenVersion: Hashable, Sendable {
    /// What stands between two separators.
    enum Part: Hashable, Sendable {
        /// Decimal digits without leading zeros, as many as there are; empty for zero.
        case number([UInt8])
        case word(MavenQualifier)

        var isNull: Bool {
            switch self {
            case .number(let digits): digits.isEmpty
            case .word(let word): word == .release
            }
        }
    }

    struct Token: Hashable, Sendable {
        /// Whether it stands after a hyphen or what counts as one; words always do.
        let isHyphenated: Bool
        let part: Part
    }

    let tokens: [Token]
    /// As written.
    let text: String

    /// Reads any text that can name a version; nil for an empty one, for one of more than 256 bytes, and for one with
    /// characters of a range, of a property or of white space.
    init?(_ text: String) {
        guard (1...256).contains(text.utf8.count),
            !text.utf8.contains(where: { $0 <= 0x20 || $0 == 0x7f || "[](),${}".utf8.contains($0) })
        else { return nil }
        self.text = text
        tokens = MavenVersionReader.tokens(text)
    }

    /// The numbers in front, at least one.
    var numbers: [UInt64] {
        let numbers = tokens.prefix { !$0.isHyphenated }.compactMap { token -> UInt64? in
            guard case .number(let digits) = token.part else { return nil }
            return digits.isEmpty ? 0 : UInt64(String(decoding: digits, as: UTF8.self)) ?? .max
        }
        return numbers.isEmpty ? [0] : numbers
    }

    /// The words of the version in order, without those of a plain release.
    private var words: [MavenQualifier] {
        tokens.compactMap { token in
            guard case .word(let word) = token.part, word != .release else { return nil }
            return word
        }
    }

    /// Whether it is named as something that comes before its release.
    ///
    /// That is by its words, not by its place: the reference puts `ea` and `preview` after the release, and says itself
    /// what they stand for.
    var isPrerelease: Bool { words.contains { $0.isEarly } }

    /// The words that tell apart lines of releases of one package, such as `jre` and `android`.
    var line: [MavenQualifier] { words.filter { $0.isOwn && !$0.isEarly } }

    /// The same by its tokens: the text does not count.
    static func == (left: MavenVersion, right: MavenVersion) -> Bool {
        left.tokens == right.tokens
    }

    func hash(into hasher: inout Hasher) { hasher.combine(tokens) }
}

extension MavenVersion: Comparable {
    static func < (left: MavenVersion, right: MavenVersion) -> Bool {
        for index in 0..<max(left.tokens.count, right.tokens.count) {
            let one = index < left.tokens.count ? left.tokens[index] : nil
            let other = index < right.tokens.count ? right.tokens[index] : nil
            // What is missing is as empty as its counterpart can be.
            guard let first = one ?? other?.null, let second = other ?? one?.null else { break }
            if first != second { return first.precedes(second) }
        }
        return false
    }
}

extension MavenVersion.Token {
    /// What stands for nothing opposite this token.
    fileprivate var null: Self {
        .init(isHyphenated: isHyphenated, part: isHyphenated ? .word(.release) : .number([]))
    }

    /// Words come first, then numbers after a hyphen, then numbers after a dot.
    fileprivate func precedes(_ other: Self) -> Bool {
        switch (part, other.part) {
        case (.word(let left), .word(let right)): return left < right
        case (.word, .number): return true
        case (.number, .word): return false
        case (.number(let left), .number(let right)):
            if isHyphenated != other.isHyphenated { return isHyphenated }
            return left.count == right.count
                ? left.lexicographicallyPrecedes(right) : left.count < right.count
        }
    }
}

extension MavenVersion: CustomStringConvertible {
    var description: String { text }
}
