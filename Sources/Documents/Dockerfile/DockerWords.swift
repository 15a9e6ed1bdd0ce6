/// Cuts the text of an instruction into words.
struct DockerWords {
    let line: DockerLine
    let escape: UInt8

    private static let quotes: [UInt8] = [UInt8(ascii: "'"), UInt8(ascii: "\"")]

    /// The words of a range; quotes hold white space together where the instruction knows quotes.
    func words(in range: Range<Int>, quoting: Bool) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var index = range.lowerBound
        while let start = line.bytes[index..<range.upperBound].firstIndex(where: {
            !$0.isDockerSpace
        }) {
            index =
                quoting
                ? endOfWord(from: start, to: range.upperBound).end
                : line.bytes[start..<range.upperBound].firstIndex(where: \.isDockerSpace)
                    ?? range.upperBound
            words.append(start..<index)
        }
        return words
    }

    /// The flags at the start of a range and where they end.
    ///
    /// `--` alone ends the flags and counts as none.
    func flags(in range: Range<Int>) -> (flags: [Range<Int>], end: Int) {
        var flags: [Range<Int>] = []
        var end = range.lowerBound
        while let start = line.bytes[end..<range.upperBound].firstIndex(where: {
            !$0.isDockerSpace
        }) {
            guard line.bytes[start..<range.upperBound].starts(with: Array("--".utf8)) else {
                return (flags, start)
            }
            // Flags know the backslash only, whatever the escape character is.
            let word =
                start..<DockerWords(line: line, escape: UInt8(ascii: "\\"))
                .endOfWord(from: start, to: range.upperBound).end
            end = word.upperBound
            if word.count == 2 { return (flags, end) }
            flags.append(word)
        }
        return (flags, range.upperBound)
    }

    /// Where a word ends, and whether a quote in it never does.
    private func endOfWord(from start: Int, to limit: Int) -> (end: Int, isOpen: Bool) {
        var index = start
        var quote: UInt8?
        while index < limit {
            let byte = line.bytes[index]
            if let open = quote {
                if byte == escape, open != Self.quotes[0] { index += 1 }
                if byte == open { quote = nil }
            } else if byte.isDockerSpace {
                return (index, false)
            } else if Self.quotes.contains(byte) {
                quote = byte
            } else if byte == escape {
                index += 1
            }
            index += 1
        }
        return (min(index, limit), quote != nil)
    }
}

// MARK: - Heredocs

extension DockerWords {
    /// What announces a heredoc.
    struct HeredocStart: Hashable {
        var name: [UInt8]
        var isExpanded: Bool
        var stripsTabs: Bool
        /// Whether blanks stand in front of the name, which early versions did not take for a heredoc.
        var isSpaced: Bool
    }

    /// The heredocs that a line announces; none when a quote in it has no end.
    ///
    /// A word of digits, `<<`, perhaps `-`, and a name. Words are cut with the backslash here, whatever the
    /// escape character is.
    func heredocs(in range: Range<Int>) -> [HeredocStart] {
        let lexer = DockerWords(line: line, escape: UInt8(ascii: "\\"))
        var found: [HeredocStart] = []
        var index = range.lowerBound
        while let start = line.bytes[index..<range.upperBound].firstIndex(where: {
            !$0.isDockerSpace
        }) {
            var nameStart = start
            while nameStart < range.upperBound, line.bytes[nameStart].isDigit { nameStart += 1 }
            let isMark = line.bytes[nameStart..<range.upperBound].starts(with: Array("<<".utf8))
            guard isMark else {
                let (end, isOpen) = lexer.endOfWord(from: start, to: range.upperBound)
                if isOpen { return [] }
                index = end
                continue
            }
            nameStart += 2
            let afterMark = nameStart
            while nameStart < range.upperBound, line.bytes[nameStart].isDockerSpace {
                nameStart += 1
            }
            let (end, isOpen) = lexer.endOfWord(from: nameStart, to: range.upperBound)
            if isOpen { return [] }
            if let heredoc = heredoc(nameStart..<end, isSpaced: nameStart > afterMark) {
                found.append(heredoc)
            }
            index = max(end, nameStart)
        }
        return found
    }

    private func heredoc(_ word: Range<Int>, isSpaced: Bool) -> HeredocStart? {
        var rest = line.bytes[word]
        let stripsTabs = !isSpaced && rest.first == UInt8(ascii: "-")
        if stripsTabs { rest = rest.dropFirst() }
        guard !rest.isEmpty, !rest.contains(UInt8(ascii: "<")) else { return nil }
        let hasQuotes = rest.contains { Self.quotes.contains($0) }
        return HeredocStart(
            name: Self.unquoted(rest, escape: UInt8(ascii: "\\")), isExpanded: !hasQuotes,
            stripsTabs: stripsTabs, isSpaced: isSpaced)
    }

    /// A word without its quotes and escapes.
    static func unquoted(_ word: ArraySlice<UInt8>, escape: UInt8) -> [UInt8] {
        var result: [UInt8] = []
        var quote: UInt8?
        var isEscaped = false
        for byte in word {
            if isEscaped {
                // Between double quotes an escape stands for itself unless it escapes something there.
                if quote != nil, byte != quotes[1], byte != escape, byte != UInt8(ascii: "$") {
                    result.append(escape)
                }
                result.append(byte)
                isEscaped = false
            } else if byte == escape, quote != quotes[0] {
                isEscaped = true
            } else if let open = quote, byte == open {
                quote = nil
            } else if quote == nil, quotes.contains(byte) {
                quote = byte
            } else {
                result.append(byte)
            }
        }
        return result
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (0x30...0x39).contains(self) }
}
