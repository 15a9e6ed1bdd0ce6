internal import HTTPClient

/// An answer of GitHub's of any status.
struct GitHubReply: Sendable {
    var status: Int
    var headers: [HTTPHeader]
    var body: [UInt8]

    /// The value of a field.
    func field(_ name: String) -> String? { headers.first(named: name) }

    /// The value of a field that is a number.
    func number(_ name: String) -> Int? { field(name).flatMap { Int($0) } }

    /// Whether the body calls itself JSON and begins and ends like it; nothing at all counts, too.
    var looksLikeJSON: Bool {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || $0 == 0x0a || $0 == 0x0d || $0 == 0x09 }
        guard let first = body.first(where: { !isBlank($0) }),
            let last = body.last(where: { !isBlank($0) })
        else { return true }
        guard field("content-type")?.lowercased().contains("json") == true else { return false }
        switch first {
        case UInt8(ascii: "{"): return last == UInt8(ascii: "}")
        case UInt8(ascii: "["): return last == UInt8(ascii: "]")
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "\""),
            UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            return true
        default: return false
        }
    }
}
