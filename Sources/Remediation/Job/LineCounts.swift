/// How many lines a unified diff adds and removes.
struct LineCounts: Hashable {
    var added = 0
    var removed = 0

    /// Counts the lines of a diff of one file; the header's `+++` and `---` lines do not count.
    init(in diff: [UInt8]) {
        var isInHunk = false
        for line in diff.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if line.starts(with: "@@".utf8) {
                isInHunk = true
            } else if isInHunk, line.first == UInt8(ascii: "+") {
                added += 1
            } else if isInHunk, line.first == UInt8(ascii: "-") {
                removed += 1
            }
        }
    }
}
