/// Reads the requirements of a go.mod file.
struct GoModuleReader {
    private let source: SourceText
    private(set) var dependencies: [DeclaredDependency] = []
    /// The lines inside of the first `require ( … )`; nil when there is no such block.
    private(set) var block: Range<Int>?
    /// The line of the `go` or `module` directive, whichever comes last; 0 when there is none.
    private(set) var headLine = 0

    init(_ source: SourceText) {
        self.source = source
        var openDirective: String?
        for line in 1...source.lineCount {
            var words = words(ofLine: line)
            guard let first = words.first.map({ source.text($0) }) else { continue }
            if openDirective == "require", block == nil || block?.upperBound == line {
                block = (block?.lowerBound ?? line)..<(line + (first == ")" ? 0 : 1))
            }
            if openDirective != nil, first == ")" {
                openDirective = nil
                continue
            }
            if openDirective == nil {
                if words.count == 2, source.text(words[1]) == "(" {
                    openDirective = first
                    if first == "require", block == nil { block = line + 1..<line + 1 }
                    continue
                }
                if first == "go" || first == "module" { headLine = line }
                guard first == "require" else { continue }
                words.removeFirst()
            } else if openDirective != "require" {
                continue
            }
            add(words, line: line)
        }
    }

    private mutating func add(_ words: [Range<Int>], line: Int) {
        guard words.count == 2 else { return }
        let name = unquoted(words[0])
        let version = source.text(words[1])
        guard version.hasPrefix("v"), !name.isEmpty else { return }
        dependencies.append(
            DeclaredDependency(
                ecosystem: .go, name: name, writtenName: name, extras: [], specifier: version,
                specifierSpan: words[1], pinnedVersion: version, marker: nil, isDevelopment: false,
                hasHashes: false, span: words[0].lowerBound..<words[1].upperBound, line: line))
    }

    private func unquoted(_ range: Range<Int>) -> String {
        let text = source.text(range)
        guard text.count > 1, let first = text.first, first == "\"" || first == "`",
            text.last == first
        else {
            return text
        }
        return String(text.dropFirst().dropLast())
    }

    /// The words of a line up to its comment; parentheses that touch a word are words of their own.
    private func words(ofLine line: Int) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        let content = source.contentRange(ofLine: line)
        for offset in content {
            let byte = source.bytes[offset]
            let isComment =
                byte == 0x2F && offset + 1 < content.upperBound && source.bytes[offset + 1] == 0x2F
            if byte <= 0x20 || isComment || byte == 0x28 || byte == 0x29 {
                if let begun = start { words.append(begun..<offset) }
                start = nil
                if isComment { return words }
                if byte == 0x28 || byte == 0x29 { words.append(offset..<offset + 1) }
            } else if start == nil {
                start = offset
            }
        }
        if let start { words.append(start..<content.upperBound) }
        return words
    }
}
