internal import Basics
internal import Documents

/// Reads JSON that strangers sent: capped in bytes and depth, no key twice, no half of a surrogate pair.
enum JSONText {
    /// Why a text is no JSON that can be worked with, in words for its sender.
    struct Problem: Error, Hashable {
        let reason: String
    }

    /// The value that a text holds; whole numbers are `.int` however they are spelled.
    static func value(parsing bytes: [UInt8], limit: Int) throws(Problem) -> JSONValue {
        guard bytes.count <= limit else {
            throw Problem(reason: "it has \(bytes.count) bytes, the most is \(limit)")
        }
        do throws(DocumentError) {
            let mebibytes = (limit + (1 << 20) - 1) >> 20
            let document = try DataDocument(
                parsing: bytes, format: .json, mebibytes: max(1, mebibytes))
            return document.roots.first.map { JSONValue($0.value) } ?? .null
        } catch {
            throw Problem(
                reason:
                    "\(error.reason) (line \(error.position.line), column \(error.position.column))"
            )
        }
    }
}

extension JSONValue {
    /// The same value to be written again.
    init(_ value: DataValue) {
        switch value {
        case .null: self = .null
        case .bool(let flag): self = .bool(flag)
        case .integer(let text): self = Int(text).map { .int($0) } ?? .number(text)
        case .float(let text): self = Self.number(spelled: text)
        case .string(let text), .other(let text): self = .string(text)
        case .sequence(let items): self = .array(items.map { JSONValue($0) })
        case .mapping(let members):
            self = .object(members.map { Member($0.key, JSONValue($0.value)) })
        }
    }

    /// A number with a point or an exponent; one without a fraction is an integer to JSON Schema.
    private static func number(spelled text: String) -> JSONValue {
        guard let number = Double(text), abs(number) < 9_007_199_254_740_992,
            number.rounded() == number
        else { return .number(text) }
        return .int(Int(number))
    }
}
