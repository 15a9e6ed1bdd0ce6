internal import Documents
internal import Snapshots

/// The lines of a place in a file, each with a line of carets below it.
struct SourceExcerpt {
    /// One line.
    struct Line: Equatable {
        var number: Int
        var text: String
        /// Blanks and carets, as wide as what they point at.
        var marker: String
    }

    let lines: [Line]
    /// How many further lines the place has.
    let omitted: Int

    static let maximumLines = 3
    static let defaultColumns = 100
    /// How many bytes of a line are looked at, before the place and from it on.
    private static let reach = (before: 2_000, after: 8_000)

    /// The excerpt of a range of bytes; nil for a range that is not in the file, and for binary files.
    init?(_ source: SourceText, _ range: Range<Int>, columns: Int = defaultColumns) {
        guard range.lowerBound >= 0, range.upperBound <= source.bytes.count, !source.isBinary
        else { return nil }
        let first = source.lineNumber(at: range.lowerBound)
        // The last line is the one with the last byte: a range often ends with a line's terminator.
        let last = source.lineNumber(at: max(range.lowerBound, range.upperBound - 1))
        let shown = first...min(last, first + Self.maximumLines - 1)
        lines = shown.map { Self.line($0, of: source, marking: range, columns: max(columns, 20)) }
        omitted = last - shown.upperBound
    }

    private static func line(
        _ number: Int, of source: SourceText, marking range: Range<Int>, columns: Int
    ) -> Line {
        let content = source.contentRange(ofLine: number)
        let marked = range.clamped(to: content)
        let start = scalarStart(
            max(content.lowerBound, marked.lowerBound - reach.before), in: source)
        let end = min(content.upperBound, marked.lowerBound + reach.after)
        let cells = DisplayCell.cells(of: source.bytes[start..<max(start, end)])
        let window = Window(
            cells, marking: marked, columns: columns, cutBefore: start > content.lowerBound,
            cutAfter: end < content.upperBound)
        return Line(number: number, text: window.text, marker: window.marker)
    }

    /// The first byte of the scalar that a byte belongs to.
    private static func scalarStart(_ offset: Int, in source: SourceText) -> Int {
        var start = offset
        while start > 0, start < source.bytes.count, source.bytes[start] & 0xc0 == 0x80,
            offset - start < 3
        {
            start -= 1
        }
        return start
    }

    /// The part of a line's cells that fits, with what it marks.
    private struct Window {
        var text = ""
        var marker = ""
        private static let cut = "…"
        /// How many columns are kept before the mark of a line that does not fit.
        private static let lead = 30

        init(
            _ cells: [DisplayCell], marking range: Range<Int>, columns: Int, cutBefore: Bool,
            cutAfter: Bool
        ) {
            let mark = cells.firstIndex { $0.offset >= range.lowerBound } ?? cells.count
            let isWhole = cells.reduce(0) { $0 + $1.width } <= columns && !cutBefore && !cutAfter
            let first = isWhole ? 0 : Self.start(of: cells, before: mark)
            if first > 0 || cutBefore { append(Self.cut, width: 1, isMarked: false) }
            var room = columns - 2
            var index = first
            while index < cells.count, isWhole || room >= cells[index].width {
                room -= cells[index].width
                append(
                    cells[index].text, width: cells[index].width,
                    isMarked: range.contains(cells[index].offset))
                index += 1
            }
            if !marker.contains("^") {
                // Nothing of it is on the line, as with an insertion point: one caret where it would be.
                let before = cells[first..<max(first, min(mark, index))]
                let width = before.reduce(first > 0 || cutBefore ? 1 : 0) { $0 + $1.width }
                marker = String(repeating: " ", count: width) + "^"
            }
            if index < cells.count || cutAfter { text += Self.cut }
            while marker.last == " " { marker.removeLast() }
        }

        /// Where to begin so that some of what stands before the mark is seen; never with a mark on nothing.
        private static func start(of cells: [DisplayCell], before mark: Int) -> Int {
            var index = mark
            var width = 0
            while index > 0, width + cells[index - 1].width <= lead {
                index -= 1
                width += cells[index].width
            }
            while index < mark, cells[index].width == 0 { index += 1 }
            return index
        }

        private mutating func append(_ piece: String, width: Int, isMarked: Bool) {
            text += piece
            marker += String(repeating: isMarked ? "^" : " ", count: width)
        }
    }
}

/// Reads source lines for reports, one file at a time in memory.
struct SourceLines {
    private let snapshot: any Snapshot
    private var path: RepositoryPath?
    private var source: SourceText?
    /// The largest file that lines are shown of.
    private static let limit = 8 << 20

    init(_ snapshot: any Snapshot) { self.snapshot = snapshot }

    /// The text of a file; nil when it cannot be read.
    mutating func text(of path: RepositoryPath) -> SourceText? {
        if path != self.path {
            self.path = path
            source = (try? snapshot.bytes(of: path, limit: Self.limit)).map { SourceText($0) }
        }
        return source
    }
}
