extension [UInt8] {
    /// The first position of a pattern at or after `start`; nil when there is none or the pattern is empty.
    func firstIndex(of pattern: [UInt8], from start: Int = 0) -> Int? {
        guard let first = pattern.first else { return nil }
        var position = start
        while position + pattern.count <= count {
            if self[position] == first, self[position...].starts(with: pattern) { return position }
            position += 1
        }
        return nil
    }

    /// Whether the UTF-8 of a text stands somewhere among the bytes.
    func holds(_ text: String) -> Bool { firstIndex(of: Array(text.utf8)) != nil }
}
