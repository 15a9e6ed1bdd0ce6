internal import Documents
internal import Snapshots

extension PatchSite {
    /// Adds, replaces or removes one instruction.
    mutating func changeDockerfile(
        _ file: Template, _ change: PatchOperation.DockerChange
    ) throws(Declined) {
        let path = try path(file)
        let document = try dockerfile(path)
        switch change {
        case .insert(let text, let stage, let place):
            let line = try instruction(text, escape: document.escape)
            let number = try document.number(for: place, inStage: stage, of: path)
            add(
                [document.inserting(line, at: number)], to: path,
                role: .dockerfile(InstructionChange(kind: .insert(line), number: number.value)))
        case .replace(let leaf, let text):
            let line = try instruction(text, escape: document.escape)
            let number = try number(of: leaf, in: document, at: path)
            let span = document.instructions[number].span
            guard !document.source.bytes[span].elementsEqual(line.utf8) else { return }
            add(
                [TextEdit(range: span, replacement: Array(line.utf8))], to: path,
                role: .dockerfile(InstructionChange(kind: .replace(line), number: number)))
        case .delete(let leaf):
            let number = try number(of: leaf, in: document, at: path)
            add(
                [document.deleting(number)], to: path,
                role: .dockerfile(InstructionChange(kind: .delete, number: number)))
        }
    }

    private func dockerfile(_ path: RepositoryPath) throws(Declined) -> Dockerfile {
        let source = try source(of: path)
        do throws(DocumentError) {
            return try Dockerfile(parsing: source.bytes)
        } catch {
            throw Declined(
                reason: "\(path) does not parse: \(error.reason) in line \(error.position.line)")
        }
    }

    /// The number of the instruction at a leaf's match.
    private func number(
        of leaf: String, in file: Dockerfile, at path: RepositoryPath
    ) throws(Declined) -> Int {
        let place = try place(leaf)
        guard place.path == path,
            let number = file.instructions.firstIndex(where: { $0.span == place.span })
        else { throw Declined(reason: "`\(leaf)` is no instruction in \(path)") }
        return number
    }

    /// The text of one instruction, which it must be to a builder too.
    private func instruction(_ template: Template, escape: UInt8) throws(Declined) -> String {
        let line = try text(template)
        let head = escape == UInt8(ascii: "`") ? "# escape=`\nFROM a\n" : "FROM a\n"
        let bytes = Array((head + line).utf8)
        guard !line.utf8.contains(where: { $0 == 0x0A || $0 == 0x0D }),
            let file = try? Dockerfile(parsing: bytes), file.instructions.count == 2,
            let last = file.instructions.last, last.keyword != "FROM",
            last.span.count == line.utf8.count
        else { throw Declined(reason: "`\(line)` is not one instruction on one line") }
        return line
    }
}

extension Dockerfile {
    /// A gap between instructions.
    fileprivate struct Gap {
        /// The instruction behind it; the count of instructions at the end.
        var value: Int
        /// Whether what is put there belongs to the instruction in front, not to the one behind.
        var isBehind: Bool
    }

    /// Where a new instruction goes.
    fileprivate func number(
        for place: PatchOperation.DockerPlace, inStage name: String, of path: RepositoryPath
    ) throws(Declined) -> Gap {
        let found = stages(DockerfileLeaf.Stage(name))
        guard let stage = found.last, found.count == 1 else {
            throw Declined(reason: "\(path) has no stage `\(name)`, or several")
        }
        // Nothing goes in front of the FROM.
        let body = stage.instructions.dropFirst()
        func isOne(of keywords: [String]) -> (Int) -> Bool {
            { [instructions] in keywords.contains(instructions[$0].keyword) }
        }
        switch place {
        case .before(let keywords):
            if let number = body.first(where: isOne(of: keywords)) {
                return Gap(value: number, isBehind: false)
            }
            throw Declined(reason: "the stage has no \(keywords.joined(separator: " or "))")
        case .after(let keywords):
            if let number = stage.instructions.last(where: isOne(of: keywords)) {
                return Gap(value: number + 1, isBehind: true)
            }
            throw Declined(reason: "the stage has no \(keywords.joined(separator: " or "))")
        case .beforeTrailing(let keywords):
            let count = body.reversed().prefix(while: isOne(of: keywords)).count
            return Gap(value: stage.instructions.upperBound - count, isBehind: count == 0)
        }
    }

    /// Puts a line into a gap, indented as what it belongs to; in front of the comments that stand on the instruction behind.
    fileprivate func inserting(_ line: String, at gap: Gap) -> TextEdit {
        let neighbour = gap.isBehind ? gap.value - 1 : gap.value
        guard var index = parts.firstIndex(where: { $0.kind == .instruction(neighbour) }) else {
            return .insertion([], at: 0)
        }
        let here = source.lineNumber(at: parts[index].span.lowerBound)
        let text = source.indentation(ofLine: here) + Array(line.utf8)
        if gap.isBehind {
            let last = source.lineNumber(at: parts[index].span.upperBound - 1)
            return source.inserting([text], beforeLine: last + 1)
        }
        while index > 0, parts[index - 1].kind == .comment { index -= 1 }
        return source.inserting(
            [text], beforeLine: source.lineNumber(at: parts[index].span.lowerBound))
    }

    /// Takes an instruction's lines away; a missing last line end stays missing.
    fileprivate func deleting(_ number: Int) -> TextEdit {
        guard let part = parts.first(where: { $0.kind == .instruction(number) }) else {
            return .insertion([], at: 0)
        }
        var start = part.span.lowerBound
        if part.span.upperBound == source.bytes.count, !source.endsWithNewline {
            start = source.contentRange(ofLine: source.lineNumber(at: start) - 1).upperBound
        }
        return TextEdit(range: start..<part.span.upperBound, replacement: [])
    }
}
