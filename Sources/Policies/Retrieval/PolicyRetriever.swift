internal import Basics

/// How passages are ranked.
package enum RetrievalMethod: String, Hashable, Sendable, CaseIterable {
    /// By the words they share with the question.
    case bm25
    /// By the nearness of their vectors to the question's.
    case dense
    /// By both, and by a search elsewhere where there is one, fused by reciprocal rank.
    case fused
}

/// Finds the passages of a library that answer a question, by words, by vectors, and elsewhere.
///
/// Vectors are made when they are first needed and kept in the store, so that only new text is sent to the model. What
/// fails besides the words is said once and left out.
package actor PolicyRetriever {
    /// How many passages of each ranking are fused.
    static let depth = 100
    /// How many texts go to the model before their vectors are kept.
    static let batch = 256
    /// How many questions are remembered.
    static let maximumQuestions = 1024

    /// The documents that are searched.
    package nonisolated let library: PolicyLibrary
    private let index: PolicyIndex
    private let model: (any EmbeddingModel)?
    private let store: VectorStore?
    private let elsewhere: (any PassageSource)?
    private var making: Task<Vectors, any Error>?
    private let note: @Sendable (String) -> Void
    private var told: Set<String> = []
    /// Vectors of questions: a fleet's patches ask the same ones again and again.
    private var questions: [String: [Float]] = [:]

    /// Vectors with how many of them had to be made.
    struct Vectors: Sendable {
        var index: VectorIndex
        var made: Int
        var texts: Set<Digest>
    }

    /// Whether anything but words can decide.
    package nonisolated var goesByMeaning: Bool { model != nil || elsewhere != nil }

    /// A retriever over an index; without a model it goes by words alone.
    ///
    /// `note` is told in words what could not be done, each thing once.
    package init(
        _ index: PolicyIndex, model: (any EmbeddingModel)? = nil, store: VectorStore? = nil,
        elsewhere: (any PassageSource)? = nil, note: @escaping @Sendable (String) -> Void = { _ in }
    ) {
        library = index.library
        self.index = index
        self.model = model
        self.store = store
        self.elsewhere = elsewhere
        self.note = note
        if let damage = store?.note { note(damage) }
    }

    /// The passages that answer a question best, at most `limit` of them.
    ///
    /// - Throws: what failed, where the method has nothing to fall back on.
    package func search(
        _ query: String, limit: Int, by method: RetrievalMethod = .fused
    ) async throws -> [Evidence] {
        let limit = min(limit, PolicyIndex.maximumResults)
        guard limit > 0, SearchQuery(query).expression != nil else {
            return []
        }
        let depth = max(limit, Self.depth)
        let positions =
            switch method {
            case .bm25: try index.positions(for: query, limit: depth)
            case .dense: try await nearest(to: query, limit: depth)
            case .fused: try await fused(for: query, limit: depth)
            }
        return evidence(at: positions, limit: limit)
    }

    private func fused(for query: String, limit: Int) async throws -> [Int] {
        var rankings = [try index.positions(for: query, limit: limit)]
        if model != nil {
            rankings += await attempt("search by meaning") {
                try await self.nearest(to: query, limit: limit)
            }
        }
        if let elsewhere {
            rankings += await attempt("search \(elsewhere.name)") {
                try await self.found(elsewhere, for: query)
            }
        }
        return rankings.count == 1 ? rankings[0] : ReciprocalRankFusion.fused(rankings)
    }

    /// The passages at some positions, ranked without gaps, those that do not resolve left out.
    private func evidence(at positions: [Int], limit: Int) -> [Evidence] {
        var evidence: [Evidence] = []
        for position in positions where evidence.count < limit {
            let passage = index.chunks[position].evidence(rank: evidence.count + 1)
            if CitationVerifier.verify(passage.citation, in: library) == .resolved {
                evidence.append(passage)
            }
        }
        return evidence
    }

    private func attempt(
        _ attempted: String, _ ranking: () async throws -> [Int]
    ) async -> [[Int]] {
        do {
            return [try await ranking()]
        } catch {
            let problem = Diagnostic(describing: error, while: attempted)
            if told.insert(problem.description).inserted {
                note("\(problem); the search goes on without it")
            }
            return []
        }
    }

    private func found(
        _ source: any PassageSource, for query: String
    ) async throws -> [Int] {
        let pieces = try await source.passages(for: query, limit: PolicyIndex.maximumResults)
        var resolver = ForeignPassageResolver(library, chunks: index.chunks)
        return resolver.positions(of: Array(pieces.prefix(PolicyIndex.maximumResults)))
    }

    private func nearest(to query: String, limit: Int) async throws -> [Int] {
        guard let model else {
            throw PolicyError(
                .noModel, file: "policy index", reason: "no embedding model is configured")
        }
        let vectors = try await vectors()
        if questions[query] == nil { try await remember([query], by: model) }
        return vectors.index.nearest(to: questions[query] ?? [], limit: limit)
    }

    /// Asks the model for many questions at once, which is cheaper than one by one; what fails is said by the search.
    package func prepare(_ queries: [String], for method: RetrievalMethod) async throws {
        guard let model, method != .bm25, queries.count > 1 else { return }
        let new = Set(queries).subtracting(questions.keys).sorted().prefix(Self.maximumQuestions)
        do {
            try await remember(Array(new), by: model)
        } catch {
            if method == .dense { throw error }
        }
    }

    private func remember(_ queries: [String], by model: any EmbeddingModel) async throws {
        guard !queries.isEmpty else { return }
        // A model reads no more of a question than of a passage; a longer one may be refused.
        let vectors = try await Self.embedded(
            queries.map { PassagePieces.prefix($0, PassagePieces.maximumBytes) }, by: model)
        if questions.count + queries.count > Self.maximumQuestions { questions = [:] }
        for (query, vector) in zip(queries, vectors) { questions[query] = vector }
    }

    /// The vectors of all passages, made where they are missing; whoever asks meanwhile waits for the same ones.
    func vectors() async throws -> Vectors {
        if let making { return try await making.value }
        guard let model else {
            return Vectors(index: VectorIndex(dimensions: 0), made: 0, texts: [])
        }
        let task = Task { [chunks = index.chunks, store] in
            try await Self.makeVectors(of: chunks, by: model, keptIn: store)
        }
        making = task
        do {
            return try await task.value
        } catch {
            making = nil
            throw error
        }
    }

    private static func makeVectors(
        of chunks: [PolicyChunk], by model: any EmbeddingModel, keptIn store: VectorStore?
    ) async throws -> Vectors {
        let pieces = chunks.enumerated().flatMap { position, chunk in
            PassagePieces.pieces(of: chunk).map {
                (owner: position, text: $0, digest: Digest(of: $0))
            }
        }
        let texts = Set(pieces.map(\.digest))
        var known = try store?.vectors(of: model.id, for: texts.sorted()) ?? [:]
        var missing: [(digest: Digest, text: String)] = []
        var seen = Set(known.keys)
        for piece in pieces where seen.insert(piece.digest).inserted {
            missing.append((piece.digest, piece.text))
        }
        for start in stride(from: 0, to: missing.count, by: batch) {
            let part = missing[start..<min(start + batch, missing.count)]
            let vectors = zip(part, try await embedded(part.map(\.text), by: model)).map {
                (text: $0.digest, numbers: $1)
            }
            try store?.keep(vectors, of: model.id)
            for vector in vectors { known[vector.text] = vector.numbers }
        }
        var index = VectorIndex(dimensions: known.values.first?.count ?? 0)
        for piece in pieces {
            if let vector = known[piece.digest] { index.add(vector, of: piece.owner) }
        }
        return Vectors(index: index, made: missing.count, texts: texts)
    }

    /// The model's answer, checked: a vector of finite numbers for each text, all of one length.
    private static func embedded(
        _ texts: [String], by model: any EmbeddingModel
    ) async throws -> [[Float]] {
        let vectors = try await model.embed(texts)
        let length = vectors.first?.count ?? 0
        guard vectors.count == texts.count, length > 0,
            vectors.allSatisfy({ $0.count == length && $0.allSatisfy(\.isFinite) })
        else {
            throw PolicyError(
                .badVectors, file: model.id,
                reason: "the model did not answer with a vector of numbers for each text")
        }
        return vectors
    }
}

extension PolicyRetriever {
    /// Brings the store up to date with the library, and says what has changed since it was last.
    ///
    /// Without a store everything is new.
    package func ingest() async throws -> IngestReport {
        var places: [PassagePlace: [UInt8]] = [:]
        var numbers: [[String]: Int] = [:]
        for chunk in index.chunks {
            let section = [chunk.documentID] + chunk.section
            let number = numbers[section, default: 0] + 1
            numbers[section] = number
            let place = PassagePlace(
                document: chunk.documentID,
                place: (chunk.section + ["\(number)"]).joined(separator: "\u{1f}"))
            places[place] = Digest(of: chunk.text).bytes
        }
        let vectors = try await vectors()
        var report = IngestReport(before: try store?.passages() ?? [:], after: places)
        report.embedded = vectors.made
        if let model, let store {
            report.forgotten = try store.prune(model.id, keeping: vectors.texts)
            report.vectors = try store.count(of: model.id)
        }
        try store?.replacePassages(with: places)
        return report
    }
}
