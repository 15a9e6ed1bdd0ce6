/// The part of a body that is ours: from one marker to the other, both included.
enum GeneratedRegion {
    static let begin = "<!-- complybot:begin -->"
    static let end = "<!-- complybot:end -->"

    /// Where the region lies in a body; nil when it has none.
    ///
    /// Bytes, not characters: a mark after `-->` would melt into it and hide the marker. The region is the first
    /// end marker that has a begin marker before it, with the nearest of these; a torn pair is left to people.
    static func range(in body: [UInt8]) -> Range<Int>? {
        let begin = Array(Self.begin.utf8)
        let end = Array(Self.end.utf8)
        var start: Int?
        var position = 0
        while let mark = body[position...].firstIndex(of: UInt8(ascii: "<")) {
            if body[mark...].starts(with: begin) {
                start = mark
            } else if let start, body[mark...].starts(with: end) {
                return start..<(mark + end.count)
            }
            position = mark + 1
        }
        return nil
    }
}
