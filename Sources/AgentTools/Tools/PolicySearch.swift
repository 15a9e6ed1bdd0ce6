internal import Basics
package import Policies

/// What `rag_search` does; it needs no job.
package struct PolicySearch: Sendable {
    let retriever: PolicyRetriever

    /// A search with a retriever.
    package init(_ retriever: PolicyRetriever) { self.retriever = retriever }

    /// The passages that answer the arguments' question best.
    func answer(_ arguments: JSONValue) async throws -> JSONValue {
        let found = try await retriever.search(
            arguments["query"]?.text ?? "", limit: arguments["limit"]?.integer ?? 5)
        return .members([
            "results": .array(
                found.map { evidence in
                    .members([
                        "document": .string(evidence.documentID),
                        "title": .string(evidence.title), "file": .string(evidence.fileName),
                        "section": .array(evidence.section.map { .string($0) }),
                        "start_line": .int(evidence.lines.lowerBound),
                        "end_line": .int(evidence.lines.upperBound),
                        "digest": .string(evidence.digest.description),
                        "excerpt": .string(evidence.excerpt),
                    ])
                })
        ])
    }
}
