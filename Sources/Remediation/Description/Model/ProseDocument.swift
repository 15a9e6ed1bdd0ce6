internal import Basics
internal import FoundationEssentials

/// The JSON form of prose: exactly its members, nothing else.
enum ProseDocument {
    /// The most bytes of an answer.
    static let maxBytes = 64 << 10

    /// The JSON Schema that a provider is asked to keep to.
    static let schema: JSONValue = object([
        ("summary", text),
        ("changes", list(object([("path", text), ("text", text)]))),
        (
            "policyCompliance",
            list(object([("citation", .members(["type": "integer"])), ("text", text)]))
        ),
        ("riskAssessment", text),
        ("testing", text),
    ])

    /// Reads an answer; nil for anything but one such document, in a fence or bare.
    static func read(_ answer: String) -> DescriptionProse? {
        let bytes = Array(answer.utf8)
        guard bytes.count <= maxBytes else { return nil }
        return try? JSONDecoder().decode(Form.self, from: Data(withoutFence(bytes))).prose
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

    private static let text: JSONValue = .members(["type": "string"])

    private static func list(_ item: JSONValue) -> JSONValue {
        .members(["type": "array", "items": item])
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .members([
            "type": "object", "additionalProperties": .bool(false),
            "required": .array(members.map { .string($0.0) }),
            "properties": .object(members.map { .init($0.0, $0.1) }),
        ])
    }
}

/// The decoded document; members beyond the known ones are an error.
private struct Form: Decodable {
    let prose: DescriptionProse

    init(from decoder: any Decoder) throws {
        let form = try decoder.strict([
            "summary", "changes", "policyCompliance", "riskAssessment", "testing",
        ])
        prose = DescriptionProse(
            summary: try form.decode(String.self, forKey: "summary"),
            changes: try form.decode([Change].self, forKey: "changes").map(\.value),
            policyCompliance: try form.decode([Compliance].self, forKey: "policyCompliance").map(
                \.value),
            riskAssessment: try form.decode(String.self, forKey: "riskAssessment"),
            testing: try form.decode(String.self, forKey: "testing"))
    }

    struct Change: Decodable {
        let value: DescriptionProse.Change

        init(from decoder: any Decoder) throws {
            let form = try decoder.strict(["path", "text"])
            value = .init(
                path: try form.decode(String.self, forKey: "path"),
                text: try form.decode(String.self, forKey: "text"))
        }
    }

    struct Compliance: Decodable {
        let value: DescriptionProse.Compliance

        init(from decoder: any Decoder) throws {
            let form = try decoder.strict(["citation", "text"])
            value = .init(
                citation: try form.decode(Int.self, forKey: "citation"),
                text: try form.decode(String.self, forKey: "text"))
        }
    }
}

private struct MemberName: CodingKey, ExpressibleByStringLiteral {
    let stringValue: String
    var intValue: Int? { nil }

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
    init(stringLiteral value: String) { stringValue = value }
}

extension Decoder {
    /// The object's members, all of them known.
    fileprivate func strict(_ known: Set<String>) throws -> KeyedDecodingContainer<MemberName> {
        let form = try container(keyedBy: MemberName.self)
        if let other = form.allKeys.first(where: { !known.contains($0.stringValue) }) {
            throw DecodingError.dataCorruptedError(
                forKey: other, in: form, debugDescription: "unknown member")
        }
        return form
    }
}
