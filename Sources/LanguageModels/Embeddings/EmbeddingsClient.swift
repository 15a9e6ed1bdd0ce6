internal import Basics
package import HTTPClient

/// A model behind the `/embeddings` interface that OpenAI began and many servers speak.
package struct EmbeddingsClient: Sendable {
    /// The longest vector that is taken.
    static let maximumDimensions = 8192
    /// The most texts of one request.
    static let maximumTexts = 64
    /// The most bytes of text in one request; a single longer text still goes, and the provider may refuse it.
    static let maximumBytes = 96 << 10

    /// What the vectors depend on besides the text.
    package let id: String
    private let model: String
    private let dimensions: Int?
    private let call: ProviderCall

    /// A client; every text passes the redactor before it leaves.
    ///
    /// `dimensions` asks for vectors of that length.
    package init(
        _ access: ProviderAccess, model: String, dimensions: Int? = nil, client: HTTPClient,
        redactor: Redactor = Redactor(secrets: []), retries: RetryPolicy = RetryPolicy()
    ) {
        id = "\(access.baseURL.withoutQuery)#\(model)" + (dimensions.map { "/\($0)" } ?? "")
        self.model = model
        self.dimensions = dimensions
        call = ProviderCall(
            access, name: model, client: client, redactor: redactor, retries: retries)
    }

    /// A vector for each text, in their order, all of one length.
    package func embed(_ texts: [String]) async throws -> [[Float]] {
        var vectors: [[Float]] = []
        var rest = texts[...]
        while !rest.isEmpty {
            let batch = Self.batch(of: rest)
            vectors += try await self.vectors(of: Array(batch))
            rest = rest[batch.endIndex...]
        }
        let length = dimensions ?? vectors.first?.count ?? 0
        guard vectors.allSatisfy({ $0.count == length }) else {
            throw call.error(
                .malformed,
                dimensions.map { "the vectors do not have the \($0) numbers that were asked for" }
                    ?? "the vectors are not of one length")
        }
        return vectors
    }

    /// As many texts as one request may hold, at least one.
    static func batch(of texts: ArraySlice<String>) -> ArraySlice<String> {
        var bytes = 0
        var end = texts.startIndex
        while end < texts.endIndex, end - texts.startIndex < maximumTexts {
            bytes += texts[end].utf8.count
            if bytes > maximumBytes, end > texts.startIndex { break }
            end += 1
        }
        return texts[..<end]
    }

    private func vectors(of texts: [String]) async throws(EmbeddingError) -> [[Float]] {
        var members: [JSONValue.Member] = [
            .init("model", .string(model)),
            .init("input", .array(texts.map { .string(call.redactor.redacted($0)) })),
            .init("encoding_format", "float"),
        ]
        if let dimensions { members.append(.init("dimensions", .int(dimensions))) }
        // A number of a vector takes up to 24 bytes as text.
        let limit = (64 << 10) + texts.count * (dimensions ?? Self.maximumDimensions) * 24
        let answer = try await call.answer(
            to: .object(members), at: "embeddings", upTo: limit, as: Answer.self)
        var vectors = [[Float]?](repeating: nil, count: texts.count)
        for item in answer.data {
            guard vectors.indices.contains(item.index), vectors[item.index] == nil,
                (1...Self.maximumDimensions).contains(item.embedding.count),
                item.embedding.allSatisfy(\.isFinite)
            else { throw call.error(.malformed, "a vector stands twice, or is none") }
            vectors[item.index] = item.embedding
        }
        let whole = vectors.compactMap(\.self)
        guard whole.count == texts.count else {
            throw call.error(
                .malformed, "\(whole.count) vectors came back for \(texts.count) texts")
        }
        return whole
    }

    private struct Answer: Decodable {
        struct Item: Decodable {
            var index: Int
            var embedding: [Float]
        }
        var data: [Item]
    }
}
