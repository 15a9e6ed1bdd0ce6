/// A text in which `*` stands for any text, slashes too, and `?` for one byte.
struct Wildcard {
    private let pattern: [UInt8]

    init(_ pattern: String) { self.pattern = Array(pattern.utf8) }

    /// Whether the whole text matches; takes time in proportion to pattern and text.
    func matches(_ text: String) -> Bool {
        let text = Array(text.utf8)
        var place = 0
        var index = 0
        // Where the last star stands, and how much of the text it has taken so far.
        var star: (index: Int, place: Int)?
        while place < text.count {
            if index < pattern.count, pattern[index] == UInt8(ascii: "*") {
                star = (index, place)
                index += 1
            } else if index < pattern.count,
                pattern[index] == text[place] || pattern[index] == UInt8(ascii: "?")
            {
                index += 1
                place += 1
            } else if let last = star {
                star = (last.index, last.place + 1)
                index = last.index + 1
                place = last.place + 1
            } else {
                return false
            }
        }
        return pattern[index...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}
