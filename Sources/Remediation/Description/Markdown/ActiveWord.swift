/// Tells words in which a forge may see more than a word.
enum ActiveWord {
    private static let signs = [
        "@", "$", "#", "://", "www.", "mailto:", "xmpp:", "javascript:", "vbscript:", "data:",
        "/complybot", "complybot:",
    ]

    /// Whether the word, between blanks or brackets, could be a mention, a reference, an address, a formula, a
    /// commit or a command.
    static func isActive(_ word: String) -> Bool {
        // Nothing active is made of letters alone, and most words are.
        guard !word.utf8.allSatisfy(isLetter) else { return false }
        let lower = Array(word.lowercased().utf8)
        return signs.contains { lower.holds($0) } || hasNumberedReference(lower) || hasCommit(lower)
    }

    /// `GH-12`, which a forge takes for an issue.
    private static func hasNumberedReference(_ bytes: [UInt8]) -> Bool {
        guard bytes.count >= 4 else { return false }
        return (0...(bytes.count - 4)).contains {
            bytes[$0...].starts(with: "gh-".utf8) && isDigit(bytes[$0 + 3])
        }
    }

    /// Seven or more hex digits in a row with a digit among them, which a forge takes for a commit.
    private static func hasCommit(_ bytes: [UInt8]) -> Bool {
        bytes.split { !isDigit($0) && !(0x61...0x66).contains($0) }
            .contains { $0.count >= 7 && $0.contains(where: isDigit) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (0x61...0x7a).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
