internal import Basics

/// The path and the query of a request, taken apart and decoded once.
///
/// Only one spelling of a path is understood: no empty part, no `.` or `..`, nothing escaped that need not be. Whatever
/// stands before us and reads the path cannot read it otherwise than we do.
package struct RequestTarget: Hashable, Sendable {
    /// One name of the query with its value.
    package struct Item: Hashable, Sendable {
        package var name: String
        package var value: String
    }

    /// The parts of the path, decoded; none for `/`.
    package let path: [String]
    /// The query's names and values, decoded, in the order given.
    package let query: [Item]

    /// Reads a target as it stands in the request line; nil when it is not written in the one way.
    package init?(parsing target: some Collection<UInt8>) {
        let bytes = Array(target)
        let end = bytes.firstIndex(of: UInt8(ascii: "?")) ?? bytes.count
        guard bytes.first == UInt8(ascii: "/") else { return nil }
        var path: [String] = []
        if end > 1 {
            let parts = bytes[1..<end].split(
                separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            for part in parts {
                guard let text = Self.part(part) else { return nil }
                path.append(text)
            }
        }
        self.path = path
        guard let query = Self.items(bytes[end...].dropFirst()) else { return nil }
        self.query = query
    }

    /// The first value of a name in the query.
    package subscript(name: String) -> String? { query.first { $0.name == name }?.value }

    private static func part(_ bytes: ArraySlice<UInt8>) -> String? {
        guard let decoded = decode(bytes, strictly: true), !decoded.isEmpty,
            let text = String(validating: decoded, as: UTF8.self), text != ".", text != ".."
        else { return nil }
        return text
    }

    private static func items(_ bytes: ArraySlice<UInt8>) -> [Item]? {
        var items: [Item] = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
            guard let name = decode(pair[..<equals], strictly: false),
                let value = decode(pair[equals...].dropFirst(), strictly: false),
                let nameText = String(validating: name, as: UTF8.self),
                let valueText = String(validating: value, as: UTF8.self)
            else { return nil }
            items.append(Item(name: nameText, value: valueText))
        }
        return items
    }

    /// Undoes escapes; nil for a broken one, for control characters and, strictly, for a needless one.
    static func decode(_ bytes: ArraySlice<UInt8>, strictly: Bool) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            var byte = bytes[index]
            if byte == UInt8(ascii: "%") {
                guard let escaped = escapedByte(bytes[index...]) else { return nil }
                guard !strictly || !isUnreserved(escaped) else { return nil }
                byte = escaped
                index += 2
            } else if byte == UInt8(ascii: "+"), !strictly {
                byte = UInt8(ascii: " ")
            }
            guard byte >= 0x20, byte != 0x7f else { return nil }
            result.append(byte)
            index += 1
        }
        return result
    }

    private static func escapedByte(_ bytes: ArraySlice<UInt8>) -> UInt8? {
        let digits = bytes.dropFirst().prefix(2)
        return Hexadecimal.decode(String(decoding: digits, as: UTF8.self))?.first
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"), UInt8(ascii: "~"):
            true
        default: false
        }
    }

    /// A part of a path as it is written in an address: everything but unreserved characters escaped.
    package static func escaped(_ part: String) -> String {
        var result: [UInt8] = []
        for byte in part.utf8 {
            if isUnreserved(byte) {
                result.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }
}
