/// A policy in Markdown, as far as rules cite it.
struct PolicyDocument {
    /// The `id` of the front matter.
    let id: String?
    /// Headings in order, each with the text up to the next heading of its level or above, white space folded.
    private let sections: [(heading: String, text: String)]

    /// Reads a document.
    init(text: String) {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        id = Self.frontMatterID(lines)
        var headings: [(level: Int, heading: String, start: Int)] = []
        var isInFence = false
        for (number, line) in lines.enumerated() {
            if line.hasPrefix("```") { isInFence.toggle() }
            let level = line.prefix { $0 == "#" }.count
            guard !isInFence, (1...6).contains(level), line.dropFirst(level).first == " " else {
                continue
            }
            headings.append((level, line.dropFirst(level).folded, number + 1))
        }
        sections = headings.enumerated().map { index, item in
            let end = headings[(index + 1)...].first { $0.level <= item.level }.map(\.start)
            let body = lines[item.start..<((end ?? lines.count + 1) - 1)]
            return (item.heading, body.joined(separator: " ").folded)
        }
    }

    private static func frontMatterID(_ lines: [Substring]) -> String? {
        guard lines.first == "---" else { return nil }
        for line in lines.dropFirst() {
            if line == "---" { return nil }
            if line.hasPrefix("id:") { return line.dropFirst(3).folded }
        }
        return nil
    }

    /// The headings, in order.
    var headings: [String] { sections.map(\.heading) }

    /// Whether a text stands in a section, white space aside.
    func states(_ clause: String, inSection heading: String) -> Bool {
        let wanted = clause.folded
        return sections.contains { $0.heading == heading && $0.text.contains(wanted) }
    }
}

extension StringProtocol {
    /// The words of the text with one space between them.
    fileprivate var folded: String { split { $0.isWhitespace }.joined(separator: " ") }
}
