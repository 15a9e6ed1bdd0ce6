internal import Basics

/// What the index holds as one passage: a section, or a piece of a long one.
struct PolicyChunk: Sendable {
    /// A section of more lines is cut, at a blank line where there is one.
    static let maximumLines = 60
    /// The most of a passage that evidence quotes, in bytes.
    static let maximumExcerpt = 600

    let documentID: String
    let fileName: String
    let title: String
    let section: [String]
    let lines: ClosedRange<Int>
    let digest: Digest
    let text: String
    let excerpt: String

    private init(_ document: PolicyDocument, _ section: PolicySection, _ words: Words) {
        documentID = document.id
        fileName = document.fileName
        title = document.title
        self.section = section.headingPath
        lines = words.lines
        digest = document.digest
        text = words.text
        excerpt = words.excerpt
    }

    private struct Words {
        let lines: ClosedRange<Int>
        let text: String
        let excerpt: String
    }

    func evidence(rank: Int) -> Evidence {
        Evidence(
            documentID: documentID, fileName: fileName, title: title, section: section,
            lines: lines,
            digest: digest, excerpt: excerpt, rank: rank)
    }

    /// A document's passages in the order of their lines, without its sources: what others call things answers no question.
    static func chunks(of document: PolicyDocument) -> [PolicyChunk] {
        guard let catalog = document.catalog else {
            return document.sections.filter { $0.headingPath.last != "Sources" }.flatMap {
                section in
                pieces(of: section.lines, in: document.lines).map {
                    PolicyChunk(document, section, words(of: $0, in: section, of: document.lines))
                }
            }
        }
        return zip(document.sections, catalog.own).flatMap { section, positions in
            pieces(of: positions, in: catalog).map { PolicyChunk(document, section, $0) }
        }
    }

    private static func words(
        of range: ClosedRange<Int>, in section: PolicySection, of lines: TextLines
    ) -> Words {
        let hasHeading = section.level > 0 && range.lowerBound == section.lines.lowerBound
        let body = (hasHeading ? Array(range.dropFirst()) : Array(range))
        guard let first = body.firstIndex(where: { !lines.isBlank($0) }) else {
            return Words(
                lines: range, text: lines.text(range),
                excerpt: cut(lines.text(range.lowerBound...range.lowerBound)))
        }
        return Words(
            lines: range, text: lines.text(range),
            excerpt: excerpt(of: body[first...].lazy.map { lines.text($0...$0) }))
    }

    private static func pieces(of positions: Range<Int>, in catalog: CatalogText) -> [Words] {
        stride(from: positions.lowerBound, to: positions.upperBound, by: maximumLines).compactMap {
            let piece = $0..<min($0 + maximumLines, positions.upperBound)
            guard let lines = catalog.fileLines(piece) else { return nil }
            return Words(
                lines: lines, text: catalog.text(piece),
                excerpt: excerpt(of: piece.lazy.map { catalog.text($0..<($0 + 1)) }))
        }
    }

    private static func pieces(
        of range: ClosedRange<Int>, in lines: TextLines
    ) -> [ClosedRange<Int>] {
        var pieces: [ClosedRange<Int>] = []
        var start = range.lowerBound
        while start <= range.upperBound {
            var end = min(start + maximumLines - 1, range.upperBound)
            if end < range.upperBound, let blank = (start...end).last(where: lines.isBlank),
                blank > start
            {
                end = blank
            }
            if let last = (start...end).last(where: { !lines.isBlank($0) }) {
                pieces.append(start...last)
            }
            start = end + 1
        }
        return pieces
    }

    /// Whole lines while they fit; a first line that is too long is cut between two characters.
    private static func excerpt(of lines: some Sequence<String>) -> String {
        var text: String?
        for line in lines {
            guard let whole = text else {
                text = line
                continue
            }
            guard whole.utf8.count + line.utf8.count < maximumExcerpt else { break }
            text = whole + "\n" + line
        }
        return cut(text ?? "")
    }

    private static func cut(_ text: String) -> String {
        guard text.utf8.count > maximumExcerpt else { return text }
        var result = String.UnicodeScalarView()
        var length = 0
        for scalar in text.unicodeScalars {
            length += UTF8.width(scalar)
            if length > maximumExcerpt { break }
            result.append(scalar)
        }
        return String(result)
    }
}
