/// Lines of a policy's document as somebody cites them: `document:first-last`, or `document:line`.
struct PassageReference: Hashable, Sendable {
    let document: String
    let lines: ClosedRange<Int>

    init(document: String, lines: ClosedRange<Int>) {
        self.document = document
        self.lines = lines
    }

    /// Reads a reference, with or without the brackets around it; nil for anything else.
    init?(_ text: String) {
        var text = text[...]
        if text.hasPrefix("["), text.hasSuffix("]") { text = text.dropFirst().dropLast() }
        guard text.utf8.count <= 400, let colon = text.lastIndex(of: ":"), colon > text.startIndex
        else { return nil }
        let numbers = text[text.index(after: colon)...].split(
            separator: "-", omittingEmptySubsequences: false
        ).map(Self.number)
        guard (1...2).contains(numbers.count), let first = numbers.first ?? nil,
            let last = numbers.last ?? nil, 1 <= first, first <= last
        else { return nil }
        document = String(text[..<colon])
        lines = first...last
    }

    private static func number(_ text: Substring) -> Int? {
        let isDigits = !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
        return isDigits && text.utf8.count <= 8 ? Int(text) : nil
    }

    /// Whether another reference stays within this one's lines.
    func covers(_ other: PassageReference) -> Bool {
        document.utf8.elementsEqual(other.document.utf8)
            && lines.lowerBound <= other.lines.lowerBound
            && other.lines.upperBound <= lines.upperBound
    }

    var description: String { "\(document):\(lines.lowerBound)-\(lines.upperBound)" }

    /// A text without what stands in brackets and is of this form, and those references.
    static func cut(from text: String) -> (rest: String, references: [PassageReference]) {
        var rest = ""
        var references: [PassageReference] = []
        var remaining = text[...]
        while let open = remaining.firstIndex(of: "[") {
            let after = remaining[open...]
            guard let close = after.firstIndex(of: "]") else { break }
            rest += remaining[..<open]
            let inner = after[...close]
            if let reference = PassageReference(String(inner)) {
                references.append(reference)
            } else {
                rest += inner
            }
            remaining = after[after.index(after: close)...]
        }
        return (rest + remaining, references)
    }
}
