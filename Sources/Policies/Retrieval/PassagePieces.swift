/// A passage cut to what an embedding model reads at once.
///
/// MiniLM looks at 256 tokens, about a thousand bytes of English, and ignores the rest. Each piece begins with the document's title and the
/// passage's headings, without which a paragraph does not say what it is about.
enum PassagePieces {
    /// The most bytes of a passage's own words in a piece.
    static let maximumBytes = 900
    private static let maximumContext = 200

    static func pieces(of chunk: PolicyChunk) -> [String] {
        let context = prefix(chunk.section.suffix(2).joined(separator: ". "), maximumContext)
        return cut(chunk.text).map { context.isEmpty ? $0 : "\(context)\n\($0)" }
    }

    /// Whole lines together while they fit; a line that is too long is cut at spaces, or where it must be.
    private static func cut(_ text: String) -> [String] {
        var pieces: [String] = []
        var piece = ""
        for line in text.split(separator: "\n").flatMap({ words(of: $0) }) {
            if !piece.isEmpty, piece.utf8.count + line.utf8.count >= maximumBytes {
                pieces.append(piece)
                piece = ""
            }
            piece += piece.isEmpty ? line : "\n" + line
        }
        return piece.isEmpty ? pieces : pieces + [piece]
    }

    private static func words(of line: Substring) -> [String] {
        var parts: [String] = []
        var rest = Substring(line)
        while rest.utf8.count > maximumBytes {
            let head = prefix(String(rest), maximumBytes)
            let space = head.utf8.lastIndex(of: UInt8(ascii: " ")).map { head.utf8[..<$0].count }
            let length = max(space ?? head.utf8.count, 1)
            let end = rest.utf8.index(rest.startIndex, offsetBy: length)
            parts.append(String(rest[..<end]))
            rest = rest[end...].drop { $0 == " " }
        }
        return rest.isEmpty ? parts : parts + [String(rest)]
    }

    /// As many whole characters as fit; at least one.
    static func prefix(_ text: String, _ limit: Int) -> String {
        guard text.utf8.count > limit else { return text }
        var result = String.UnicodeScalarView()
        var length = 0
        for scalar in text.unicodeScalars {
            length += UTF8.width(scalar)
            if length > limit, !result.isEmpty { break }
            result.append(scalar)
        }
        return String(result)
    }
}
