/// Cuts a Dockerfile into its parts, from the first line to the last.
struct DockerfileReader {
    let source: SourceText
    private(set) var escape = UInt8(ascii: "\\")
    private(set) var parts: [Dockerfile.Part] = []
    private(set) var directives: [Dockerfile.Directive] = []
    private(set) var instructions: [DockerInstruction] = []
    private(set) var comments: [Range<Int>] = []
    private let lines: [Line]
    /// The next line to read.
    private var next = 0

    /// A line that ends with LF or at the end of the file.
    struct Line {
        /// Without the line end.
        var content: Range<Int>
        /// With it.
        var full: Range<Int>
    }

    private var bytes: [UInt8] { source.bytes }

    init(_ bytes: [UInt8]) throws(DocumentError) {
        source = SourceText(bytes)
        lines = Self.lines(of: source)
        if bytes.count > Dockerfile.sizeLimit {
            throw error("the file has more than \(Dockerfile.sizeLimit) bytes", at: 0)
        }
        if let zero = bytes.firstIndex(of: 0) { throw error("a NUL byte", at: zero) }
        for line in lines where line.full.count > Dockerfile.lineLimit {
            throw error(
                "the line has more than \(Dockerfile.lineLimit) bytes", at: line.full.lowerBound)
        }
    }

    private static func lines(of source: SourceText) -> [Line] {
        var lines: [Line] = []
        let bytes = source.bytes
        var start = source.hasByteOrderMark ? 3 : 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
            var last = end
            while last > start, bytes[last - 1] == 0x0A || bytes[last - 1] == 0x0D { last -= 1 }
            lines.append(Line(content: start..<last, full: start..<end))
            start = end
        }
        return lines
    }

    func error(_ reason: String, at offset: Int) -> DocumentError {
        DocumentError(format: "dockerfile", reason: reason, position: source.position(at: offset))
    }

    /// Reads the whole file.
    mutating func read() throws(DocumentError) {
        if source.hasByteOrderMark { parts.append(.init(kind: .byteOrderMark, span: 0..<3)) }
        var mayBeDirective = true
        while next < lines.count {
            let line = lines[next]
            guard let start = firstByte(of: line.content) else {
                parts.append(.init(kind: .blank, span: line.full))
                mayBeDirective = false
                next += 1
                continue
            }
            guard bytes[start] == UInt8(ascii: "#") else {
                mayBeDirective = false
                try readInstruction()
                continue
            }
            if mayBeDirective, try readDirective(start..<line.content.upperBound, line: line) {
                next += 1
                continue
            }
            mayBeDirective = false
            comments.append(start..<line.content.upperBound)
            parts.append(.init(kind: .comment, span: line.full))
            next += 1
        }
        if instructions.isEmpty { throw error("the file has no instructions", at: bytes.count) }
    }

    private func firstByte(of range: Range<Int>) -> Int? {
        bytes[range].firstIndex { !$0.isDockerSpace }
    }

    /// Whether a comment in front of everything else is a parser directive, which is noted then.
    private mutating func readDirective(
        _ range: Range<Int>, line: Line
    ) throws(DocumentError) -> Bool {
        let text = bytes[range].dropFirst()
        guard let equals = text.firstIndex(of: UInt8(ascii: "=")) else { return false }
        let name = String(decoding: text[..<equals].trimmed, as: UTF8.self).lowercased()
        let value = text[(equals + 1)...].trimmed
        guard ["syntax", "escape", "check"].contains(name), !value.isEmpty else { return false }
        if directives.contains(where: { $0.name == name }) {
            throw error("the directive `\(name)` is given twice", at: range.lowerBound)
        }
        if name == "escape" {
            guard let byte = value.first, value.count == 1,
                byte == UInt8(ascii: "\\") || byte == UInt8(ascii: "`")
            else {
                throw error(
                    "the escape character is a backslash or a backtick", at: value.startIndex)
            }
            escape = byte
        }
        parts.append(.init(kind: .directive(directives.count), span: line.full))
        directives.append(
            .init(name: name, value: String(decoding: value, as: UTF8.self), span: range))
        return true
    }

    // MARK: Instructions

    private mutating func readInstruction() throws(DocumentError) {
        let first = next
        var line = joinedLine()
        let whole = line.trimmed(0..<line.bytes.count)
        guard !whole.isEmpty else {
            throw error("a line is continued to nothing", at: lines[first].content.lowerBound)
        }
        if instructions.count == Dockerfile.instructionLimit {
            throw error(
                "more than \(Dockerfile.instructionLimit) instructions",
                at: line.offset(whole.lowerBound))
        }
        let parser = DockerInstructionParser(line: line, escape: escape, reader: self)
        let starts = try parser.heredocs(in: whole)
        let heredocs = try readHeredocs(starts, at: line.offset(whole.lowerBound))
        line = parser.line
        let instruction = try parser.instruction(whole, heredocs: heredocs, isTriggered: false)
        let start = lines[first].full.lowerBound
        parts.append(
            .init(
                kind: .instruction(instructions.count),
                span: start..<lines[next - 1].full.upperBound))
        instructions.append(instruction)
    }

    /// The next line and those that continue it, without comments and blank lines between them.
    private mutating func joinedLine() -> DockerLine {
        var joined = DockerLine()
        let first = next
        while next < lines.count {
            let content = lines[next].content
            let start = firstByte(of: content)
            next += 1
            if next - 1 > first {
                guard let start else { continue }
                if bytes[start] == UInt8(ascii: "#") {
                    comments.append(start..<content.upperBound)
                    continue
                }
            }
            let from = next - 1 == first ? start ?? content.lowerBound : content.lowerBound
            guard let end = continuation(in: from..<content.upperBound) else {
                joined.append(from..<content.upperBound, of: bytes)
                break
            }
            joined.append(from..<end, of: bytes)
        }
        return joined
    }

    /// Where the escape character stands that continues a line; nil for a line that ends.
    ///
    /// It is the last byte but for spaces and tabs, and no escape character stands in front of it.
    private func continuation(in content: Range<Int>) -> Int? {
        guard let last = bytes[content].lastIndex(where: { $0 != 0x20 && $0 != 0x09 }),
            bytes[last] == escape,
            last == content.lowerBound || bytes[last - 1] != escape
        else { return nil }
        return last
    }

    private mutating func readHeredocs(
        _ starts: [DockerWords.HeredocStart], at place: Int
    ) throws(DocumentError) -> [DockerInstruction.Heredoc] {
        guard starts.count <= 32 else { throw error("more than 32 heredocs", at: place) }
        var heredocs: [DockerInstruction.Heredoc] = []
        for start in starts {
            let end = (next..<lines.count).first { number in
                var content = bytes[lines[number].content]
                if start.stripsTabs { content = content.drop { $0 == 0x09 } }
                return content.elementsEqual(start.name)
            }
            guard let end else {
                if start.isSpaced { continue }
                let name = String(decoding: start.name, as: UTF8.self)
                throw error("the heredoc `\(name)` has no end", at: place)
            }
            heredocs.append(
                .init(
                    name: String(decoding: start.name, as: UTF8.self),
                    isExpanded: start.isExpanded, stripsTabs: start.stripsTabs,
                    body: lines[next].full.lowerBound..<lines[end].full.lowerBound,
                    terminator: lines[end].content))
            next = end + 1
        }
        return heredocs
    }
}

extension ArraySlice<UInt8> {
    /// Without the white space around it.
    fileprivate var trimmed: Self {
        var result = drop(while: \.isDockerSpace)
        while result.last?.isDockerSpace ?? false { result.removeLast() }
        return result
    }
}
