internal import FoundationEssentials

/// What the responses interface sends, as far as it is read here.
enum ResponsesDocument {
    /// One event of a stream.
    struct Event: Decodable {
        var type: String?
        var delta: String?
        var arguments: String?
        var outputIndex: Int?
        var item: Item?
        var response: Answer?
        var error: ErrorDocument?
        var message: String?
        var code: String?

        enum CodingKeys: String, CodingKey {
            case type, delta, arguments, item, response, error, message, code
            case outputIndex = "output_index"
        }

        init(from decoder: any Decoder) throws {
            let form = try decoder.container(keyedBy: CodingKeys.self)
            type = try form.decodeIfPresent(String.self, forKey: .type)
            // Events of kinds that are not read have other things by these names.
            delta = try? form.decodeIfPresent(String.self, forKey: .delta)
            arguments = try? form.decodeIfPresent(String.self, forKey: .arguments)
            outputIndex = try form.decodeIfPresent(Int.self, forKey: .outputIndex)
            item = try form.decodeIfPresent(Item.self, forKey: .item)
            response = try form.decodeIfPresent(Answer.self, forKey: .response)
            error = try form.decodeIfPresent(ErrorDocument.self, forKey: .error)
            message = try? form.decodeIfPresent(String.self, forKey: .message)
            code = try? form.decodeIfPresent(String.self, forKey: .code)
        }
    }

    /// The answer as a whole, as far as it has come.
    struct Answer: Decodable {
        var status: String?
        var error: ErrorDocument?
        var output: [Item]?
        var usage: Usage?
        var incompleteDetails: Details?

        struct Details: Decodable { var reason: String? }

        enum CodingKeys: String, CodingKey {
            case status, error, output, usage
            case incompleteDetails = "incomplete_details"
        }
    }

    /// A part of the answer: a message, or a call of a function.
    struct Item: Decodable {
        var type: String?
        var callID: String?
        var name: String?
        var arguments: String?
        var content: [Content]?

        enum CodingKeys: String, CodingKey {
            case type, name, arguments, content
            case callID = "call_id"
        }

        init(from decoder: any Decoder) throws {
            let form = try decoder.container(keyedBy: CodingKeys.self)
            type = try form.decodeIfPresent(String.self, forKey: .type)
            // Items of kinds that are not read have other things by these names.
            callID = try? form.decodeIfPresent(String.self, forKey: .callID)
            name = try? form.decodeIfPresent(String.self, forKey: .name)
            arguments = try? form.decodeIfPresent(String.self, forKey: .arguments)
            content = try? form.decodeIfPresent([Content].self, forKey: .content)
        }
    }

    /// A piece of a message.
    struct Content: Decodable {
        var type: String?
        var text: String?
        var refusal: String?
    }

    /// The tokens counted.
    struct Usage: Decodable {
        var inputTokens: Int?
        var outputTokens: Int?
        var inputDetails: Details?

        struct Details: Decodable {
            var cachedTokens: Int?

            enum CodingKeys: String, CodingKey { case cachedTokens = "cached_tokens" }
        }

        enum CodingKeys: String, CodingKey {
            case inputTokens = "input_tokens"
            case outputTokens = "output_tokens"
            case inputDetails = "input_tokens_details"
        }

        var value: ModelUsage? {
            ModelUsage(told: inputTokens, outputTokens, cached: inputDetails?.cachedTokens)
        }
    }

    /// Reads a document; nil when it is none.
    static func read<Form: Decodable>(_ bytes: [UInt8], as form: Form.Type) -> Form? {
        try? JSONDecoder().decode(form, from: Data(bytes))
    }
}
