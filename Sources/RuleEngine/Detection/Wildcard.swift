/// A text in which `*` stands for any text, slashes too, and `?` for one byte.
struct Wildcard {
    private let items: [Glob.Alternative.Item]

    init(_ pattern: String) {
        items = pattern.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "*"): .anyBytes
            case UInt8(ascii: "?"): .anyByte
            default: .byte(byte)
            }
        }
    }

    /// Whether the whole text matches; takes time in proportion to pattern and text.
    func matches(_ text: String) -> Bool { items.match(Array(text.utf8)[...]) }
}
