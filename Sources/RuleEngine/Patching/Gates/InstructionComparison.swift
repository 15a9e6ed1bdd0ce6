internal import Documents

/// Two readings of a Dockerfile: the second must have the instructions of the first with exactly the declared change.
///
/// Instructions are compared byte for byte, with their continued lines, their comments between and their heredocs.
struct InstructionComparison {
    /// What is wrong, said of the file; nil when nothing is.
    private(set) var problem: String?
    /// Whether every edit is an operation on instructions, so that the result was compared as a whole.
    let isExact: Bool
    /// How many instructions were found again.
    private(set) var kept = 0

    /// Compares what was with what is.
    init(before: Dockerfile, after: Dockerfile, change: FileChange) {
        let changes = change.edits.compactMap { edit in
            if case .dockerfile(let change) = edit.role { change } else { nil }
        }
        isExact = changes.count == change.edits.count
        guard before.escape == after.escape,
            before.directives.map(\.value) == after.directives.map(\.value)
        else {
            problem = "would change its parser directives"
            return
        }
        if isExact {
            compare(before, after, changes)
        } else {
            compare(before, after, splices: change.splices)
        }
        if problem == nil { compareComments(before, after, splices: change.splices) }
    }

    /// The instructions after are those before with each change made.
    private mutating func compare(
        _ before: Dockerfile, _ after: Dockerfile, _ changes: [InstructionChange]
    ) {
        var expected: [ArraySlice<UInt8>] = []
        var seen: Set<InstructionChange> = []
        let changes = changes.filter { seen.insert($0).inserted }
        for number in 0...before.instructions.count {
            let here = changes.filter { $0.number == number }
            for case .insert(let text) in here.map(\.kind) {
                expected.append(Array(text.utf8)[...])
            }
            guard number < before.instructions.count else { break }
            var own: ArraySlice<UInt8>? = before.bytes(ofInstruction: number)
            kept += 1
            for change in here {
                switch change.kind {
                case .insert: continue
                case .replace(let text): own = Array(text.utf8)[...]
                case .delete: own = nil
                }
                kept -= 1
            }
            if let own { expected.append(own) }
        }
        let found = after.instructions.indices.map(after.bytes)
        guard found.elementsEqual(expected, by: { $0.elementsEqual($1) }) else {
            problem = "would have other instructions than its operations say"
            return
        }
    }

    /// Every instruction that no edit touches is found again, in order, and none is new but where edits are.
    private mutating func compare(
        _ before: Dockerfile, _ after: Dockerfile, splices: [TextEdit]
    ) {
        let starts = Dictionary(
            after.instructions.enumerated().map { ($1.span.lowerBound, $0) },
            uniquingKeysWith: { first, _ in first })
        for (number, instruction) in before.instructions.enumerated() {
            if splices.contains(where: { $0.touches(instruction.span) }) { continue }
            let start = splices.place(of: instruction.span.lowerBound)
            guard let other = starts[start],
                after.bytes(ofInstruction: other)
                    .elementsEqual(before.bytes(ofInstruction: number))
            else {
                let line = before.source.lineNumber(at: instruction.span.lowerBound)
                problem = "would read differently in line \(line), outside of the edits"
                return
            }
            kept += 1
        }
    }

    /// Comments stay as they are, but for those within what is edited.
    private mutating func compareComments(
        _ before: Dockerfile, _ after: Dockerfile, splices: [TextEdit]
    ) {
        var rest = after.comments.map { after.source.bytes[$0] }[...]
        for comment in before.comments where !splices.contains(where: { $0.touches(comment) }) {
            let text = before.source.bytes[comment]
            guard let index = rest.firstIndex(where: { $0.elementsEqual(text) }) else {
                problem =
                    "would lose the comment in line \(before.source.lineNumber(at: comment.lowerBound))"
                return
            }
            rest = rest[(index + 1)...]
        }
    }
}

extension Dockerfile {
    fileprivate func bytes(ofInstruction number: Int) -> ArraySlice<UInt8> {
        source.bytes[instructions[number].span]
    }
}

extension TextEdit {
    /// Whether the edit changes some of a span, or stands inside.
    fileprivate func touches(_ span: Range<Int>) -> Bool {
        range.isEmpty
            ? span.lowerBound < range.lowerBound && range.lowerBound < span.upperBound
            : range.overlaps(span)
    }
}

extension [TextEdit] {
    /// Where a byte that no edit takes away comes to stand.
    fileprivate func place(of offset: Int) -> Int {
        reduce(into: offset) { place, edit in
            if edit.range.upperBound <= offset {
                place += edit.replacement.count - edit.range.count
            }
        }
    }
}
