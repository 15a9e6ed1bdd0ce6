/// One header field of a request or a response.
///
/// A credential belongs into a header that is marked secret and nowhere else: such a value appears in no
/// description and no error.
package struct HTTPHeader: Sendable, Hashable {
    /// The field's name as written; names compare without regard to case.
    package let name: String
    /// The field's value.
    package let value: String
    /// Whether the value is a credential.
    package let isSecret: Bool

    /// A header; nothing is checked until it is sent.
    package init(_ name: String, _ value: String, isSecret: Bool = false) {
        self.name = name
        self.value = value
        self.isSecret = isSecret
    }

    /// A bearer credential.
    package static func bearer(_ token: String) -> HTTPHeader {
        HTTPHeader("Authorization", "Bearer \(token)", isSecret: true)
    }

    /// Whether this is the field of that name.
    package func isNamed(_ other: String) -> Bool { name.lowercased() == other.lowercased() }
}

extension HTTPHeader: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "\(name): \(isSecret ? "(secret)" : value)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}

extension HTTPHeader {
    /// Whether the field can be sent: a token as name, and a value that cannot begin another line.
    var isWellFormed: Bool {
        !name.isEmpty && name.utf8.allSatisfy(Self.isTokenByte)
            && value.utf8.allSatisfy { $0 == 0x09 || $0 >= 0x20 && $0 != 0x7f }
    }

    private static func isTokenByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
        }
    }
}

extension [HTTPHeader] {
    /// The value of the first field of that name, whatever its case.
    package func first(named name: String) -> String? { first { $0.isNamed(name) }?.value }
}
