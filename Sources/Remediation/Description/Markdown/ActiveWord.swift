/// Tells words in which a forge may see more than a word.
enum ActiveWord {
    private static let signs = [
        "@", "$", "#", "://", "www.", "mailto:", "xmpp:", "javascript:", "vbscript:", "data:",
        "/complybot", "complybot:",
    ]

    /// Whether the word, between blanks or brackets, could be a mention, a reference, an address, a formula, a
    /// commit or a command.
    static func isActive(_ word: String) -> Bool {
        let lower = Array(word.lowercased().utf8)
        return signs.contains { contains($0, in: lower) } || hasNumberedReference(lower)
            || hasCommit(lower)
    }

    private static func contains(_ sign: String, in bytes: [UInt8]) -> Bool {
        let sign = Array(sign.utf8)
        guard bytes.count >= sign.count else { return false }
        return (0...(bytes.count - sign.count)).contains { bytes[$0...].starts(with: sign) }
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

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
