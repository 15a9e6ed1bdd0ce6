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

    /// The citations as they are kept with a run: with the rules of the patch that ask for each.
    func records(of citations: [Citation], for patch: PatchResult) -> [CitationRecord] {
        var asked: [(rule: String, citation: Citation)] = []
        for applied in patch.applied {
            for reference in applied.policies {
                let citation = retriever.library.citation(
                    document: reference.document, section: reference.section,
                    clause: reference.clause)
                if let citation { asked.append((applied.finding.ruleID, citation)) }
            }
        }
        return citations.map { citation in
            let rules = asked.filter { $0.citation.overlaps(citation) }.map(\.rule)
            return CitationRecord(citation, rules: Set(rules).sorted())
        }
    }

    private func add(_ citation: Citation, to citations: inout [Citation]) {
        guard case .resolved = CitationVerifier.verify(citation, in: retriever.library) else {
            return
        }
        if !citations.contains(where: { $0.overlaps(citation) }) { citations.append(citation) }
    }
}

extension Citation {
    /// Whether both cite the same lines of the same document, in part at least.
    fileprivate func overlaps(_ other: Citation) -> Bool {
        documentID == other.documentID && lines.overlaps(other.lines)
    }
}
