internal import Basics
package import Policies
package import RuleEngine

/// The policy evidence for a patch: what its rules cite, and what retrieval finds besides, each verified.
package struct EvidenceStage: Sendable {
    let retriever: PolicyRetriever
    /// Documents from which passages are quoted that no rule cites, by their ids.
    let sources: Set<String>
    /// The most citations that a description carries.
    static let maximumCitations = 12
    /// The longest retrieved section that is quoted, in bytes.
    static let longestQuote = 400

    /// The evidence of a retriever's library.
    package init(retriever: PolicyRetriever, sources: Set<String>) {
        self.retriever = retriever
        self.sources = sources
    }

    /// The citations, those of the rules first, each place once; one that does not resolve is dropped.
    package func run(_ patch: PatchResult) async throws -> [Citation] {
        var citations: [Citation] = []
        let references = patch.applied.flatMap(\.policies)
        for reference in references {
            guard
                let citation = retriever.library.citation(
                    document: reference.document, section: reference.section,
                    clause: reference.clause)
            else { continue }
            add(citation, to: &citations)
        }
        let query = Set(references.map(\.clause)).sorted().joined(separator: " ")
        for evidence in try await retriever.search(query, limit: 3) {
            // A whole section with its tables is no quotation; people follow the citation for that.
            let isQuotable =
                evidence.excerpt.utf8.count <= Self.longestQuote && !evidence.excerpt.contains("|")
            let isAskedFor =
                sources.contains(evidence.documentID)
                || references.contains { $0.id == evidence.documentID }
            guard isQuotable, isAskedFor else { continue }
            add(evidence.citation, to: &citations)
        }
        return Array(citations.prefix(Self.maximumCitations))
    }

    private func add(_ citation: Citation, to citations: inout [Citation]) {
        guard case .resolved = CitationVerifier.verify(citation, in: retriever.library) else {
            return
        }
        let isKnown = citations.contains {
            $0.documentID == citation.documentID && $0.lines.overlaps(citation.lines)
        }
        if !isKnown { citations.append(citation) }
    }
}
