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
        while position < body.count {
            if body[position...].starts(with: begin) {
                start = position
                position += begin.count
            } else if let start, body[position...].starts(with: end) {
                return start..<(position + end.count)
            } else {
                position += 1
            }
        }
        return nil
    }
}
