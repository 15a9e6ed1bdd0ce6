internal import Basics
internal import Documents
internal import FoundationEssentials

/// What the messages interface sends, as far as it is read here.
enum MessagesDocument {
    /// One event of a stream.
    struct Event: Decodable {
        var type: String?
        var index: Int?
        var message: Answer?
        var contentBlock: Block?
        var delta: Delta?
        var usage: Usage?
        var error: ErrorDocument?

        enum CodingKeys: String, CodingKey {
            case type, index, message, delta, usage, error
            case contentBlock = "content_block"
        }
    }

    /// The answer as a whole, or its beginning.
    struct Answer: Decodable {
        var type: String?
        var content: [Block]?
        var stopReason: String?
        var usage: Usage?
        var error: ErrorDocument?

        enum CodingKeys: String, CodingKey {
            case type, content, usage, error
            case stopReason = "stop_reason"
        }
    }

    /// A block of the answer: text, or the use of a tool.
    struct Block: Decodable {
        var type: String?
        var text: String?
        var id: String?
        var name: String?

        init(from decoder: any Decoder) throws {
            let form = try decoder.container(keyedBy: CodingKeys.self)
            type = try form.decodeIfPresent(String.self, forKey: .type)
            text = try? form.decodeIfPresent(String.self, forKey: .text)
            id = try? form.decodeIfPresent(String.self, forKey: .id)
            name = try? form.decodeIfPresent(String.self, forKey: .name)
        }

        enum CodingKeys: String, CodingKey { case type, text, id, name }
    }

    /// A piece of a block, or what changes at the end.
    struct Delta: Decodable {
        var type: String?
        var text: String?
        var partialJSON: String?
        var stopReason: String?

        enum CodingKeys: String, CodingKey {
            case type, text
            case partialJSON = "partial_json"
            case stopReason = "stop_reason"
        }
    }

    /// The tokens counted; the prompt's come at the beginning and may come again.
    struct Usage: Decodable {
        var inputTokens: Int?
        var outputTokens: Int?
        var cacheReads: Int?
        var cacheWrites: Int?

        enum CodingKeys: String, CodingKey {
            case inputTokens = "input_tokens"
            case outputTokens = "output_tokens"
            case cacheReads = "cache_read_input_tokens"
            case cacheWrites = "cache_creation_input_tokens"
        }

        /// This count with what a later one adds.
        func updated(by later: Usage) -> Usage {
            Usage(
                inputTokens: later.inputTokens ?? inputTokens,
                outputTokens: later.outputTokens ?? outputTokens,
                cacheReads: later.cacheReads ?? cacheReads,
                cacheWrites: later.cacheWrites ?? cacheWrites)
        }

        /// The count in the way of the other providers: cached tokens are among those of the prompt.
        var value: ModelUsage? {
            let parts = [inputTokens, cacheReads, cacheWrites].map { $0 ?? 0 }
            guard inputTokens != nil, parts.allSatisfy({ (0...ModelUsage.most).contains($0) })
            else { return nil }
            return ModelUsage(
                told: parts.reduce(0, +), outputTokens, cached: cacheReads, writes: cacheWrites)
        }
    }

    /// Reads a document; nil when it is none.
    static func read<Form: Decodable>(_ bytes: [UInt8], as form: Form.Type) -> Form? {
        try? JSONDecoder().decode(form, from: Data(bytes))
    }

    /// The inputs of the tools, as they are written: of the block of an event, or of the blocks of a whole answer.
    static func inputs(in bytes: [UInt8]) -> [String?] {
        guard let document = try? DataDocument(parsing: bytes, format: .json, mebibytes: 16),
            let root = document.roots.first
        else { return [] }
        let blocks = root["content"]?.items ?? root["content_block"].map { [$0] } ?? []
        return blocks.map { block in
            guard let input = block["input"], !input.members.isEmpty else { return nil }
            return document.source.text(input.span)
        }
    }
}
