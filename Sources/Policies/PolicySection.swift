/// One section of a policy document: a heading and what stands under it.
package struct PolicySection: Hashable, Sendable {
    /// The heading's text; empty for what stands before the first heading.
    package let heading: String
    /// 1 for `#` to 6 for `######`; 0 for what stands before the first heading.
    package let level: Int
    /// The headings from the outermost to this one.
    package let headingPath: [String]
    /// What people call a section of a catalog, such as `AC-2(1)`; nil in Markdown.
    package var label: String?
    /// Its own lines, heading included, up to the next heading of any level; 1-based, inclusive.
    ///
    /// In a catalog, the lines that hold its prose.
    package let lines: ClosedRange<Int>
    /// As `lines`, with the sections below it: up to the next heading of the same or a higher level.
    package let linesWithSubsections: ClosedRange<Int>
}

/// Finds the ATX headings (`#` to `######`) of a Markdown text, and from them its sections.
///
/// A heading inside a fenced code block is code. Underlined headings are not recognised, as in the rest of
/// the pack format; everything else in the Markdown, markup or attack, is just text.
struct SectionReader {
    private struct Heading {
        let text: String
        let level: Int
        let line: Int
    }

    private let lines: TextLines
    private let firstLine: Int

    init(_ lines: TextLines, from firstLine: Int) {
        self.lines = lines
        self.firstLine = firstLine
    }

    func sections() -> [PolicySection] {
        guard firstLine <= lines.count else { return [] }
        let headings = headings()
        let ends = subtreeEnds(headings)
        var sections: [PolicySection] = []
        let preambleEnd = (headings.first?.line ?? lines.count + 1) - 1
        if preambleEnd >= firstLine,
            (firstLine...preambleEnd).contains(where: { !lines.isBlank($0) })
        {
            let range = firstLine...preambleEnd
            sections.append(
                PolicySection(
                    heading: "", level: 0, headingPath: [], lines: range,
                    linesWithSubsections: range))
        }
        var open: [Heading] = []
        for (index, heading) in headings.enumerated() {
            while let last = open.last, last.level >= heading.level { open.removeLast() }
            open.append(heading)
            let next = index + 1 < headings.count ? headings[index + 1].line : lines.count + 1
            sections.append(
                PolicySection(
                    heading: heading.text, level: heading.level, headingPath: open.map(\.text),
                    lines: heading.line...(next - 1),
                    linesWithSubsections: heading.line...ends[index]))
        }
        return sections
    }

    /// For each heading, the last line before the next heading that is not below it.
    private func subtreeEnds(_ headings: [Heading]) -> [Int] {
        var ends = [Int](repeating: lines.count, count: headings.count)
        var open: [Int] = []
        for (index, heading) in headings.enumerated() {
            while let last = open.last, headings[last].level >= heading.level {
                ends[last] = heading.line - 1
                open.removeLast()
            }
            open.append(index)
        }
        return ends
    }

    private func headings() -> [Heading] {
        var headings: [Heading] = []
        var fence: (byte: UInt8, length: Int)?
        for number in firstLine...lines.count {
            guard let line = unindented(lines.line(number)) else { continue }
            if let open = fence {
                let run = line.prefix { $0 == open.byte }.count
                if run >= open.length, line.dropFirst(run).allSatisfy(\.isBlank) { fence = nil }
            } else if let opening = fenceOpening(line) {
                fence = opening
            } else if let heading = heading(line, number) {
                headings.append(heading)
            }
        }
        return headings
    }

    /// The line without up to three leading spaces; nil for an indented code line.
    private func unindented(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        let spaces = line.prefix { $0 == 0x20 }.count
        return spaces > 3 ? nil : line.dropFirst(spaces)
    }

    private func fenceOpening(_ line: ArraySlice<UInt8>) -> (byte: UInt8, length: Int)? {
        guard let byte = line.first, byte == UInt8(ascii: "`") || byte == UInt8(ascii: "~") else {
            return nil
        }
        let length = line.prefix { $0 == byte }.count
        // A back-tick after the opening run makes it inline code.
        let isInline = byte == UInt8(ascii: "`") && line.dropFirst(length).contains(byte)
        return length >= 3 && !isInline ? (byte, length) : nil
    }

    private func heading(_ line: ArraySlice<UInt8>, _ number: Int) -> Heading? {
        let level = line.prefix { $0 == UInt8(ascii: "#") }.count
        guard (1...6).contains(level) else { return nil }
        let rest = line.dropFirst(level)
        guard rest.first.map(\.isBlank) ?? true else { return nil }
        var text = rest.trimmed
        let withoutHashes = text.reversed().drop { $0 == UInt8(ascii: "#") }
        // A closing run of # counts only after a space, or when there is nothing else.
        if withoutHashes.first.map(\.isBlank) ?? true {
            text = Array(withoutHashes.reversed()).trimmed
        }
        return Heading(text: String(decoding: text, as: UTF8.self), level: level, line: number)
    }
}
