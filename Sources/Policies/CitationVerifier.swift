/// Whether a citation still says what a library holds.
package enum CitationVerdict: Hashable, Sendable {
    /// The document, its digest, the section, the lines and the quote all agree.
    case resolved
    /// They do not; the first disagreement found.
    case unresolved(Reason)

    /// What disagrees, checked in this order.
    package enum Reason: String, Hashable, Sendable {
        /// The library has no document of that id.
        case missingDocument = "missing-document"
        /// The document has other bytes than those cited.
        case digestMismatch = "digest-mismatch"
        /// The document has no section of that path.
        case missingSection = "missing-section"
        /// The section does not have those lines.
        case linesOutOfRange = "lines-out-of-range"
        /// Those lines do not hold the quote.
        case quoteNotThere = "quote-not-there"
    }
}

/// Checks citations against the documents they name, trusting nothing they say.
package enum CitationVerifier {
    /// The verdict on one citation.
    package static func verify(_ citation: Citation, in library: PolicyLibrary) -> CitationVerdict {
        guard let document = library.document(named: citation.documentID) else {
            return .unresolved(.missingDocument)
        }
        guard document.digest == citation.digest else { return .unresolved(.digestMismatch) }
        let named = document.sections.indices.filter {
            document.sections[$0].headingPath == citation.section
        }
        guard !named.isEmpty else { return .unresolved(.missingSection) }
        let holding = named.filter {
            let lines = document.sections[$0].linesWithSubsections
            return lines.lowerBound <= citation.lines.lowerBound
                && citation.lines.upperBound <= lines.upperBound
        }
        guard !holding.isEmpty else { return .unresolved(.linesOutOfRange) }
        let isThere = holding.contains {
            document.lines(of: citation.quote, within: citation.lines, ofSectionAt: $0) != nil
        }
        return isThere ? .resolved : .unresolved(.quoteNotThere)
    }
}
