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

    private init(_ document: PolicyDocument, _ section: PolicySection, _ lines: ClosedRange<Int>) {
        documentID = document.id
        fileName = document.fileName
        title = document.title
        self.section = section.headingPath
        self.lines = lines
        digest = document.digest
        text = document.lines.text(lines)
        let hasHeading = section.level > 0 && lines.lowerBound == section.lines.lowerBound
        excerpt = Self.excerpt(document.lines, lines, skippingHeading: hasHeading)
    }

    func evidence(rank: Int) -> Evidence {
        Evidence(
            documentID: documentID, fileName: fileName, title: title, section: section,
            lines: lines,
            digest: digest, excerpt: excerpt, rank: rank)
    }

    /// A document's passages in the order of their lines, without its sources: what others call things answers no question.
    static func chunks(of document: PolicyDocument) -> [PolicyChunk] {
        document.sections.filter { $0.headingPath.last != "Sources" }.flatMap { section in
            pieces(of: section.lines, in: document.lines)
                .map { PolicyChunk(document, section, $0) }
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
    private static func excerpt(
        _ lines: TextLines, _ range: ClosedRange<Int>, skippingHeading: Bool
    ) -> String {
        let body = skippingHeading ? Array(range.dropFirst()) : Array(range)
        guard let first = body.first(where: { !lines.isBlank($0) }) else {
            return cut(lines.text(range.lowerBound...range.lowerBound))
        }
        var text = lines.text(first...first)
        for number in body where number > first {
            let line = lines.text(number...number)
            guard text.utf8.count + line.utf8.count < maximumExcerpt else { break }
            text += "\n" + line
        }
        return cut(text)
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
