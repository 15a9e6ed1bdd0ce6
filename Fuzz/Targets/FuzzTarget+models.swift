internal import Basics
internal import LanguageModels

/// What language models send, and what is kept of it.
extension FuzzTarget {
    static let models: [FuzzTarget] =
        [
            answer("model-chat", .compatible, "answers of chat completions"),
            answer("model-responses", .openAIResponses, "answers of the responses interface"),
            answer("model-messages", .anthropic, "answers of the messages interface"),
        ] + [
            FuzzTarget("transcript", "transcripts: what was read is written the same") { input in
                guard let transcript = try? Transcript(parsing: input, file: "t.json") else {
                    return nil
                }
                let again = try? Transcript(parsing: transcript.bytes, file: "t.json")
                return again?.bytes == transcript.bytes ? nil : "written, it is another"
            },
            FuzzTarget("prices", "lists of prices") { input in
                guard let list = try? PriceList(parsing: input, file: "prices.yaml") else {
                    return nil
                }
                let usage = ModelUsage(input: 1_000_000_000, output: 1_000_000_000)
                for name in list.names {
                    let parts = name.split(separator: "/", maxSplits: 1).map(String.init)
                    guard parts.count == 2 else { continue }
                    let identity = ModelIdentity(provider: parts[0], model: parts[1])
                    if let price = list.price(of: identity), price.cost(of: usage) < .zero {
                        return "\(name) costs less than nothing"
                    }
                }
                return nil
            },
            FuzzTarget("addresses", "e-mail addresses and hosts: none is left") { input in
                let redactor = Redactor(secrets: [], addresses: AddressFinder())
                let text = String(decoding: input, as: UTF8.self) + " eve@mail.example 10.1.2.3 "
                let vault = RedactionVault(redactor)
                let redacted = vault.redacted(text)
                if redacted.contains("eve@mail.example") || redacted.contains(" 10.1.2.3 ") {
                    return "an address is left"
                }
                if vault.redacted(redacted) != redacted {
                    return "redacting again changes the text"
                }
                let kinds: Set = [AddressFinder.email, AddressFinder.host]
                // A text that holds placeholders of its own gets other texts back, and a credential never comes back.
                return text.contains("[redacted:") || !vault.counts.keys.allSatisfy(kinds.contains)
                    || vault.restored(redacted, kinds: kinds).utf8.elementsEqual(text.utf8)
                    ? nil : "the text does not come back"
            },
        ]

    /// The laws of every interface: pieces do not matter, and the limits hold.
    private static func answer(
        _ name: String, _ interface: ModelConfiguration.Interface, _ summary: String
    ) -> FuzzTarget {
        FuzzTarget(name, summary) { input in
            let limits = ModelLimits(textBytes: 64, toolBytes: 64, toolCalls: 3)
            func response(_ pieces: [[UInt8]]) -> ModelResponse? {
                var reader = AnswerReader(
                    interface, for: ModelRequest(messages: []), limits: limits)
                for piece in pieces {
                    // A reader stops where the provider says that all is said.
                    if reader.isDone { break }
                    guard (try? reader.take(piece)) != nil else { return nil }
                }
                return try? reader.finish().response
            }
            let middle = input.count / 2
            let whole = response([input])
            // What follows the last word in the same piece may be broken without harm.
            if let whole, response([Array(input[..<middle]), Array(input[middle...])]) != whole {
                return "the answer depends on how the bytes arrive"
            }
            guard let whole else { return nil }
            if whole.text.utf8.count > 64 { return "the text is longer than allowed" }
            if whole.toolCalls.count > 3 { return "there are more calls than allowed" }
            let arguments = whole.toolCalls.map(\.arguments.utf8.count).reduce(0, +)
            return arguments > 64 + 3 * 2 ? "the arguments are longer than allowed" : nil
        }
    }
}
