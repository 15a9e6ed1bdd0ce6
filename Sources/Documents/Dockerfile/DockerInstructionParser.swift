/// Reads one instruction from its joined line.
struct DockerInstructionParser {
    let line: DockerLine
    let escape: UInt8
    /// For the places of errors.
    let reader: DockerfileReader

    private static let execForms: Set<String> = [
        "ADD", "CMD", "COPY", "ENTRYPOINT", "RUN", "SHELL", "VOLUME",
    ]
    private static let needingArguments: Set<String> = [
        "ADD", "ARG", "COPY", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "ONBUILD", "SHELL",
        "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
    ]

    private var words: DockerWords { DockerWords(line: line, escape: escape) }

    private func error(_ reason: String, at index: Int) -> DocumentError {
        reader.error(reason, at: line.offset(index))
    }

    /// What stands where on the line.
    private struct Layout {
        var keyword: String
        var keywordRange: Range<Int>
        var flags: [Range<Int>]
        var rest: Range<Int>
        /// The elements of the exec form; nil for the shell form.
        var elements: [DockerInstruction.Argument]?
    }

    private func layout(of range: Range<Int>) throws(DocumentError) -> Layout {
        let end =
            line.bytes[range].firstIndex(where: \.isDockerSpace) ?? range.upperBound
        let keywordRange = range.lowerBound..<end
        let keyword = line.text(keywordRange).uppercased()
        guard DockerInstruction.keywords.contains(keyword) else {
            throw error(
                "unknown instruction `\(keyword.prefix(40))`", at: range.lowerBound)
        }
        let (flags, flagEnd) = words.flags(in: end..<range.upperBound)
        let rest = line.trimmed(flagEnd..<range.upperBound)
        if rest.isEmpty, Self.needingArguments.contains(keyword) {
            throw error("`\(keyword)` has no arguments", at: range.lowerBound)
        }
        return Layout(
            keyword: keyword, keywordRange: keywordRange, flags: flags, rest: rest,
            elements: try execForm(of: rest, keyword: keyword))
    }

    /// The strings of a JSON list; nil for text that is none, which the shell form is then.
    private func execForm(
        of rest: Range<Int>, keyword: String
    ) throws(DocumentError) -> [DockerInstruction.Argument]? {
        guard Self.execForms.contains(keyword), rest.first.map({ line.bytes[$0] }) == 0x5B,
            let document = try? DataDocument(parsing: Array(line.bytes[rest]), format: .json),
            let root = document.roots.first, case .sequence(let items) = root.content
        else { return nil }
        var arguments: [DockerInstruction.Argument] = []
        for item in items {
            let start = item.span.lowerBound + rest.lowerBound
            guard let text = item.string else {
                throw error("the list holds something that is no string", at: start)
            }
            let span = line.span(start..<item.span.upperBound + rest.lowerBound)
            arguments.append(.init(value: text, span: span))
        }
        return arguments
    }

    /// The heredocs that the instruction announces.
    func heredocs(in range: Range<Int>) throws(DocumentError) -> [DockerWords.HeredocStart] {
        var layout = try layout(of: range)
        if layout.keyword == "ONBUILD" { layout = try self.layout(of: layout.rest) }
        guard ["ADD", "COPY", "RUN"].contains(layout.keyword), layout.elements == nil else {
            return []
        }
        return words.heredocs(in: range)
    }

    /// The instruction on a range of the line; one that `ONBUILD` triggers may not be such itself.
    func instruction(
        _ range: Range<Int>, heredocs: [DockerInstruction.Heredoc], isTriggered: Bool
    ) throws(DocumentError) -> DockerInstruction {
        let layout = try layout(of: range)
        var triggered: [DockerInstruction] = []
        if isTriggered, ["ONBUILD", "FROM", "MAINTAINER"].contains(layout.keyword) {
            throw error("`ONBUILD` cannot trigger `\(layout.keyword)`", at: range.lowerBound)
        }
        if layout.keyword == "ONBUILD" {
            triggered = [
                try instruction(layout.rest, heredocs: heredocs, isTriggered: true)
            ]
        }
        let shellWords = words.words(in: layout.rest, quoting: layout.keyword != "FROM")
        let arguments =
            layout.elements
            ?? shellWords.map { .init(value: line.text($0), span: line.span($0)) }
        let start = line.offset(range.lowerBound)
        let end = heredocs.last?.terminator.upperBound ?? line.offset(range.upperBound - 1) + 1
        return DockerInstruction(
            keyword: layout.keyword, keywordSpan: line.span(layout.keywordRange),
            flags: layout.flags.map(flag), arguments: arguments,
            isExecForm: layout.elements != nil, text: line.text(layout.rest),
            textSpan: line.span(layout.rest), heredocs: heredocs, triggered: triggered,
            span: start..<end)
    }

    private func flag(_ range: Range<Int>) -> DockerInstruction.Flag {
        let body = range.lowerBound + 2..<range.upperBound
        let equals = line.bytes[body].firstIndex(of: UInt8(ascii: "="))
        return DockerInstruction.Flag(
            name: line.text(body.lowerBound..<(equals ?? body.upperBound)),
            value: equals.map { line.text($0 + 1..<body.upperBound) }, span: line.span(range))
    }
}
