internal import FoundationEssentials

/// Reads the one JSON document that an answer is meant to be.
package enum AnswerDocument {
    /// The most bytes of an answer.
    package static let maxBytes = 64 << 10

    /// The decoded document, in a fence or bare; nil for anything else.
    static func read<Form: Decodable>(_ form: Form.Type, from answer: String) -> Form? {
        bytes(of: answer).flatMap { try? JSONDecoder().decode(form, from: Data($0)) }
    }

    /// The bytes of the document, in a fence or bare; nil where an answer is too long to be one.
    package static func bytes(of answer: String) -> [UInt8]? {
        let bytes = Array(answer.utf8)
        return bytes.count <= maxBytes ? Array(withoutFence(bytes)) : nil
    }

    /// Models put JSON into a fence however often they are told not to.
    private static func withoutFence(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
        var rest = trimmed(bytes[...])
        guard rest.starts(with: "```".utf8), let line = rest.firstIndex(of: 0x0a),
            rest.suffix(3).elementsEqual("```".utf8), line < rest.endIndex - 3
        else { return rest }
        rest = rest[(line + 1)..<(rest.endIndex - 3)]
        return trimmed(rest)
    }

    private static func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let isBlank: (UInt8) -> Bool = { " \t\r\n".utf8.contains($0) }
        let start = bytes.firstIndex { !isBlank($0) } ?? bytes.endIndex
        let end = bytes.lastIndex { !isBlank($0) }.map { $0 + 1 } ?? start
        return bytes[start..<end]
    }
}
