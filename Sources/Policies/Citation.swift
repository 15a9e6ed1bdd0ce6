package import Basics

/// A passage of a policy that the index found for a query.
package struct Evidence: Hashable, Sendable {
    /// The document's id.
    package let documentID: String
    /// The document's file name.
    package let fileName: String
    /// The document's title.
    package let title: String
    /// The headings from the outermost to the passage's own.
    package let section: [String]
    /// The passage's lines, 1-based and inclusive.
    package let lines: ClosedRange<Int>
    /// The digest of the document's bytes.
    package let digest: Digest
    /// The passage's beginning, whole lines where they fit.
    package let excerpt: String
    /// 1 for the best passage of the query, 2 for the next, without gaps.
    package let rank: Int

    /// The citation of the excerpt.
    package var citation: Citation {
        Citation(
            documentID: documentID, fileName: fileName, title: title, section: section,
            lines: lines,
            digest: digest, quote: excerpt)
    }
}

/// A reference to words of a policy document, exact enough to be checked.
package struct Citation: Hashable, Sendable, CustomStringConvertible {
    /// The document's id.
    package let documentID: String
    /// The document's file name.
    package let fileName: String
    /// The document's title.
    package let title: String
    /// The headings from the outermost to the section's own.
    package let section: [String]
    /// The lines that hold the quote, 1-based and inclusive.
    package let lines: ClosedRange<Int>
    /// The digest of the document's bytes when the citation was made.
    package let digest: Digest
    /// The words cited; white space is folded when they are compared.
    package let quote: String

    /// A citation from its parts, unchecked (see `CitationVerifier`).
    package init(
        documentID: String, fileName: String, title: String, section: [String],
        lines: ClosedRange<Int>, digest: Digest, quote: String
    ) {
        self.documentID = documentID
        self.fileName = fileName
        self.title = title
        self.section = section
        self.lines = lines
        self.digest = digest
        self.quote = quote
    }

    /// Such as `OPS-2.1 › Endpoints, lines 12-14`.
    package var description: String {
        let place = ([documentID] + section.suffix(1)).joined(separator: " › ")
        return lines.count == 1
            ? "\(place), line \(lines.lowerBound)"
            : "\(place), lines \(lines.lowerBound)-\(lines.upperBound)"
    }
}
