/// The `Link` field of an answer (RFC 8288), as far as pages need it.
package enum LinkHeader {
    private static let longest = 16 << 10

    /// The address of the next page as written; nil when there is none, or when the field cannot be read.
    package static func next(in field: String) -> String? {
        let bytes = Array(field.utf8)
        guard bytes.count <= longest else { return nil }
        var position = 0
        while let link = link(in: bytes, from: &position) {
            if isNext(link.parameters) {
                return String(validating: bytes[link.target], as: UTF8.self)
            }
        }
        return nil
    }

    /// One `<address>; name="value"; …`; `position` is left behind its comma.
    private static func link(
        in bytes: [UInt8], from position: inout Int
    ) -> (target: Range<Int>, parameters: ArraySlice<UInt8>)? {
        guard let open = bytes[position...].firstIndex(of: UInt8(ascii: "<")),
            let close = bytes[open...].firstIndex(of: UInt8(ascii: ">")),
            bytes[position..<open].allSatisfy({ $0 == 0x20 || $0 == 0x09 })
        else { return nil }
        var end = close + 1
        var isQuoted = false
        while end < bytes.count, isQuoted || bytes[end] != UInt8(ascii: ",") {
            if bytes[end] == UInt8(ascii: "\"") { isQuoted.toggle() }
            end += 1
        }
        position = min(end + 1, bytes.count)
        return (open + 1..<close, bytes[close + 1..<end])
    }

    private static func isNext(_ parameters: ArraySlice<UInt8>) -> Bool {
        for parameter in unquoted(parameters) {
            let text = String(decoding: parameter, as: UTF8.self)
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2, trimmed(parts[0]).lowercased() == "rel" else { continue }
            let value = trimmed(parts[1]).filter { $0 != "\"" }
            return value.split(separator: " ").contains { $0.lowercased() == "next" }
        }
        return false
    }

    /// The parameters between the semicolons that stand in no quotes.
    private static func unquoted(_ parameters: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
        var isQuoted = false
        return parameters.split { byte in
            if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
            return !isQuoted && byte == UInt8(ascii: ";")
        }
    }

    private static func trimmed(_ text: Substring) -> Substring {
        let start = text.drop { $0 == " " || $0 == "\t" }
        let end = start.lastIndex { $0 != " " && $0 != "\t" }
        return end.map { start[...$0] } ?? ""
    }
}
