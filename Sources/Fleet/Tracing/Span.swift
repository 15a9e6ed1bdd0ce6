package import Basics

/// One stretch of work, as a trace shows it.
package struct Span: Hashable, Sendable {
    /// The trace that it belongs to, and itself: 16 and 8 random bytes.
    package var traceID: [UInt8]
    package var id: [UInt8]
    /// The span in which it took place; nil for a trace's first.
    package var parent: [UInt8]?
    package var name: String
    /// Nanoseconds since 1970.
    package var start: Int64
    package var end: Int64
    /// What else is known, by dotted name; texts, whole numbers and truth values.
    package var attributes: [String: JSONValue]
    /// Why it failed; nil when it did not.
    package var failure: String?

    /// A span that begins now and is not over yet.
    package init(
        _ name: String, traceID: [UInt8] = Span.randomBytes(16), parent: [UInt8]? = nil,
        start: Int64, attributes: [String: JSONValue] = [:]
    ) {
        (self.name, self.traceID, self.parent) = (name, traceID, parent)
        (self.start, end, self.attributes) = (start, start, attributes)
        id = Self.randomBytes(8)
    }

    /// Bytes for an id, never all zero.
    package static func randomBytes(_ count: Int) -> [UInt8] {
        var bytes = (0..<count).map { _ in UInt8.random(in: .min ... .max) }
        if bytes.allSatisfy({ $0 == 0 }) { bytes[count - 1] = 1 }
        return bytes
    }
}

extension Span {
    /// The span as OTLP writes it in JSON: ids in hex, 64-bit numbers as texts, enumerations as numbers.
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("traceId", .string(Hexadecimal.encode(traceID))),
            .init("spanId", .string(Hexadecimal.encode(id))),
        ]
        if let parent { members.append(.init("parentSpanId", .string(Hexadecimal.encode(parent)))) }
        members += [
            .init("name", .string(name)), .init("kind", .int(1)),
            .init("startTimeUnixNano", .string(String(start))),
            .init("endTimeUnixNano", .string(String(max(start, end)))),
            .init("attributes", Self.attributes(attributes)),
            .init(
                "status",
                failure.map { .members(["code": .int(2), "message": .string($0)]) }
                    ?? .members(["code": .int(1)])),
        ]
        return .object(members)
    }

    /// Attributes as OTLP writes them, sorted by name; a value of another kind is written as its JSON text.
    static func attributes(_ attributes: [String: JSONValue]) -> JSONValue {
        .array(
            attributes.sorted { $0.key < $1.key }.map { key, value in
                .members(["key": .string(key), "value": wrapped(value)])
            })
    }

    private static func wrapped(_ value: JSONValue) -> JSONValue {
        switch value {
        case .string: .members(["stringValue": value])
        case .bool: .members(["boolValue": value])
        case .int(let number): .members(["intValue": .string(String(number))])
        case .number: .members(["doubleValue": value])
        case .null, .array, .object: .members(["stringValue": .string(value.text(indented: false))])
        }
    }
}
