internal import Basics

/// How many tokens a text can be at most, without the provider's own tables.
///
/// Tokens of the usual vocabularies stand for two bytes of ASCII or more on average even in dense code, and for one byte
/// of any other script in the worst case; prose has twice as many bytes to a token.
package enum TokenEstimate {
    /// What a provider adds to each message and each tool.
    private static let frame = 8

    /// The most tokens of a prompt.
    package static func most(of request: ModelRequest) -> Int {
        var sum = frame
        for message in request.messages {
            sum += frame + most(of: message.text)
            if case .assistant(_, let calls) = message {
                for call in calls { sum += frame + most(of: call.name + call.arguments) }
            }
        }
        for tool in request.tools {
            sum += frame + most(of: tool.name + tool.summary)
            sum += most(of: tool.parameters.text(indented: false))
        }
        if case .json(_, let schema) = request.format {
            sum += 8 * frame + most(of: schema.text(indented: false))
        }
        return sum
    }

    /// The tokens of a question and its answer: what the provider counted, or an upper estimate where it told nothing.
    package static func tokens(of response: ModelResponse, to request: ModelRequest) -> Int {
        response.usage?.total ?? most(of: request) + most(of: response.text)
    }

    /// The most tokens of a text.
    package static func most(of text: String) -> Int {
        var ascii = 0
        var other = 0
        for byte in text.utf8 {
            if byte < 0x80 { ascii += 1 } else { other += 1 }
        }
        return (ascii + 1) / 2 + other
    }
}
