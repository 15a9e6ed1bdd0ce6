internal import Documents

/// Which lines a set of splices changes.
struct LineDifference {
    let effect: LineEffect

    /// Compares the lines around each run of splices, leaving out those that are the same at both ends.
    init(before: SourceText, after: SourceText, edits: [TextEdit]) {
        var effect = LineEffect()
        var shift = 0
        var index = edits.startIndex
        while index < edits.endIndex {
            let first = edits[index]
            let start = first.range.lowerBound
            var end = first.range.upperBound
            let shiftBefore = shift
            shift += first.replacement.count - first.range.count
            index += 1
            // Splices whose lines meet are one change.
            while index < edits.endIndex,
                before.lineNumber(at: edits[index].range.lowerBound)
                    <= before.lineNumber(at: end) + 1
            {
                end = edits[index].range.upperBound
                shift += edits[index].replacement.count - edits[index].range.count
                index += 1
            }
            let old = Self.lines(of: before, from: start, to: end)
            let new = Self.lines(of: after, from: start + shiftBefore, to: end + shift)
            effect = effect + Self.difference(old, new)
        }
        self.effect = effect
    }

    /// The lines that hold a range of bytes, with the end's own line.
    private static func lines(
        of source: SourceText, from start: Int, to end: Int
    ) -> [ArraySlice<UInt8>] {
        let isAtEnd = start >= source.bytes.count && source.endsWithNewline
        let first = isAtEnd ? source.lineCount + 1 : source.lineNumber(at: start)
        let last = source.lineNumber(at: min(end, source.bytes.count))
        guard first <= last, !source.isEmptyText else { return [] }
        return (first...last).map { source.content(ofLine: $0) }
    }

    private static func difference(
        _ old: [ArraySlice<UInt8>], _ new: [ArraySlice<UInt8>]
    ) -> LineEffect {
        let shorter = min(old.count, new.count)
        var head = 0
        while head < shorter, old[head] == new[head] { head += 1 }
        var tail = 0
        while tail < shorter - head, old[old.count - 1 - tail] == new[new.count - 1 - tail] {
            tail += 1
        }
        return LineEffect(added: new.count - head - tail, removed: old.count - head - tail)
    }
}
