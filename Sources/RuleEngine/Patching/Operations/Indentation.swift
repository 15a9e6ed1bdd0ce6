internal import Documents

/// How the lines of a text are indented.
struct Indentation {
    /// What one level is written as.
    var unit: [UInt8]

    private static let space = UInt8(ascii: " ")
    private static let tab = UInt8(ascii: "\t")

    /// The indentation that a text uses, four spaces for one that uses none.
    ///
    /// Only lines behind one that opens a block count, so that aligned arguments do not.
    init(of lines: [ArraySlice<UInt8>]) {
        var counts: [Int: Int] = [:]
        var tabs = 0
        var previous: (depth: Int, opens: Bool) = (0, false)
        for line in lines {
            let content = line.trimmedAtEnd
            guard !content.isEmpty else { continue }
            if content.first == Self.tab { tabs += 1 }
            let depth = content.prefix { $0 == Self.space }.count
            if previous.opens, depth > previous.depth {
                counts[depth - previous.depth, default: 0] += 1
            }
            previous = (depth, content.last.map { ":{([".utf8.contains($0) } ?? false)
        }
        if tabs > counts.values.reduce(0, +) {
            unit = [Self.tab]
        } else {
            let widest = counts.filter { $0.key <= 8 }.max {
                ($0.value, -$0.key) < ($1.value, -$1.key)
            }
            unit = Array(repeating: Self.space, count: widest?.key ?? 4)
        }
    }

    /// The indentation that a file uses.
    init(of source: SourceText) {
        self.init(of: (1...source.lineCount).map { source.content(ofLine: $0) })
    }

    /// The lines of a text, whatever ends them, without an empty one at the end.
    static func lines(of text: String) -> [[UInt8]] {
        let source = SourceText(Array(text.utf8))
        return text.isEmpty ? [] : (1...source.lineCount).map { Array(source.content(ofLine: $0)) }
    }

    /// Lines without the indentation that they share and without blanks at their ends.
    static func stripped(_ lines: [[UInt8]]) -> [[UInt8]] {
        let trimmed = lines.map { Array($0[...].trimmedAtEnd) }
        let filled = trimmed.filter { !$0.isEmpty }
        guard var shared = filled.first?.prefix(while: { $0 == space || $0 == tab }) else {
            return trimmed
        }
        for line in filled {
            while !line.starts(with: shared) { shared.removeLast() }
        }
        return trimmed.map { Array($0.dropFirst(shared.count)) }
    }

    /// Lines of a template, moved to stand at `base` with this indentation's unit for each level below.
    func applied(to lines: [[UInt8]], base: [UInt8]) -> [[UInt8]] {
        let stripped = Self.stripped(lines)
        let own = Indentation(of: stripped.map { $0[...] }).unit
        return stripped.map { line in
            guard !line.isEmpty else { return line }
            var rest = line[...]
            var levels: [UInt8] = []
            while rest.starts(with: own) {
                rest = rest.dropFirst(own.count)
                levels += unit
            }
            return base + levels + rest
        }
    }
}
