/// The `tests` of a rule's file, found without reading the file as YAML: they are most of it, and looking for drift needs none.
enum TestsBlock {
    /// The file with its tests as comments, so that all else stands where it stood; nil where that cannot be told from the
    /// lines alone.
    static func commentedOut(of bytes: [UInt8]) -> [UInt8]? {
        var result = bytes
        var isInside = false
        var blocks = 0
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            let line = bytes[start..<end]
            if isDocumentMark(line) { return nil }
            if line.starts(with: "tests:".utf8) {
                isInside = true
                blocks += 1
            } else if let first = line.first, !" \t\r#-".utf8.contains(first) {
                isInside = false
            }
            if isInside, let first = line.first, first != UInt8(ascii: "\r") {
                result[start] = UInt8(ascii: "#")
            }
            start = end + 1
        }
        return blocks == 1 ? result : nil
    }

    /// Whether a line ends a document or starts another.
    private static func isDocumentMark(_ line: ArraySlice<UInt8>) -> Bool {
        line.starts(with: "---".utf8) || line.starts(with: "...".utf8)
    }
}
