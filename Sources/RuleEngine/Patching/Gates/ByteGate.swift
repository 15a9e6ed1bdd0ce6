internal import Documents

/// Encoding, line ends, and blanks of a changed file.
struct ByteGate {
    let change: FileChange

    /// The gate of a change.
    init(_ change: FileChange) { self.change = change }

    /// What was checked.
    func check() throws(GateFailure) -> String {
        let after = change.after
        try require(after.isUTF8 && !after.isBinary, "would not be UTF-8 text")
        guard let before = change.before else { return "UTF-8" }
        try require(
            before.hasByteOrderMark == after.hasByteOrderMark,
            "would gain or lose its byte order mark")
        if !before.isEmptyText, !after.isEmptyText {
            try require(
                before.endsWithNewline == after.endsWithNewline,
                "would gain or lose the line end behind its last line")
        }
        for splice in change.splices {
            try require(
                Self.terminators(in: splice.replacement)
                    .isSubset(of: [before.terminator(near: splice.range.lowerBound)]),
                "would get line ends that its neighbours do not have")
        }
        try checkBlanks(before)
        return "UTF-8, byte order mark, line ends and last line kept"
    }

    /// No line that is touched may come to end in blanks, unless one there did.
    private func checkBlanks(_ before: SourceText) throws(GateFailure) {
        var shift = 0
        for splice in change.splices {
            let start = splice.range.lowerBound + shift
            let end = start + splice.replacement.count
            shift += splice.replacement.count - splice.range.count
            let old = Self.endsInBlanks(before, splice.range.lowerBound, splice.range.upperBound)
            guard !old else { continue }
            try require(
                !Self.endsInBlanks(change.after, start, end),
                "would get blanks at the end of a line")
        }
    }

    private static func endsInBlanks(_ source: SourceText, _ start: Int, _ end: Int) -> Bool {
        let first = source.lineNumber(at: start)
        let last = source.lineNumber(at: end)
        guard first <= last else { return false }
        return (first...last).contains { line in
            let last = source.content(ofLine: line).last
            return last == 0x20 || last == 0x09
        }
    }

    private static func terminators(in bytes: [UInt8]) -> Set<LineTerminator> {
        let source = SourceText(bytes)
        return Set((1...source.lineCount).compactMap { source.terminator(ofLine: $0) })
    }

    private func require(_ holds: Bool, _ reason: String) throws(GateFailure) {
        guard holds else {
            throw GateFailure(gate: .bytes, reason: "\(change.path) \(reason)")
        }
    }
}
