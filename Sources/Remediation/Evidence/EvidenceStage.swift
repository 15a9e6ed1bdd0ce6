internal import Basics
package import Policies
package import RuleEngine

/// The policy evidence for a patch: what its rules cite, and what retrieval finds besides, each verified.
package struct EvidenceStage {
    let library: PolicyLibrary
    let index: PolicyIndex
    /// The most citations that a description carries.
    static let maximumCitations = 12
    /// The longest retrieved section that is quoted, in bytes.
    static let longestQuote = 400

    /// The evidence of a library and its index.
    package init(library: PolicyLibrary, index: PolicyIndex) {
        self.library = library
        self.index = index
    }

    /// The citations, those of the rules first, each place once; one that does not resolve is dropped.
    package func run(_ patch: PatchResult) throws -> [Citation] {
        var citations: [Citation] = []
        let references = patch.applied.flatMap(\.policies)
        for reference in references {
            guard
                let citation = library.citation(
                    document: reference.document, section: reference.section,
                    clause: reference.clause)
            else { continue }
            add(citation, to: &citations)
        }
        let query = Set(references.map(\.clause)).sorted().joined(separator: " ")
        for evidence in try index.ragSearch(query: query, limit: 3) {
            // A whole section with its tables is no quotation; people follow the citation for that.
            let isQuotable =
                evidence.excerpt.utf8.count <= Self.longestQuote && !evidence.excerpt.contains("|")
            guard isQuotable, references.contains(where: { $0.id == evidence.documentID }) else {
                continue
            }
            add(evidence.citation, to: &citations)
        }
        return Array(citations.prefix(Self.maximumCitations))
    }

    private func add(_ citation: Citation, to citations: inout [Citation]) {
        guard case .resolved = CitationVerifier.verify(citation, in: library) else { return }
        let isKnown = citations.contains {
            $0.documentID == citation.documentID && $0.lines.overlaps(citation.lines)
        }
        if !isKnown { citations.append(citation) }
    }
}
