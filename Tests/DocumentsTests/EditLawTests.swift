import TestSupport
import Testing

@testable import Documents

/// What must hold for every edit of every document, on random documents and random edits.
@Suite struct EditLawTests {
    private static let cases = 180

    /// A document with one random edit of it.
    private struct Trial {
        let document: DataDocument
        let path: DataPath
        let value: DataValue
        let after: DataDocument
        let edits: [TextEdit]
    }

    /// Runs random trials; how many may be refused is bounded, so that refusing everything is no way to pass.
    private func run(
        _ format: DataFormat, refusedPercent: Int,
        edit: (inout DocumentGenerator, DataDocument) throws -> (DataPath, DataValue, [TextEdit])?,
        check: (Trial) throws -> Void
    ) throws {
        var refused = 0
        var done = 0
        var reasons: [String: Int] = [:]
        for seed in 0..<UInt64(Self.cases) {
            var generator = DocumentGenerator(
                seed: seed &* 7919 &+ UInt64(format.rawValue.utf8.count))
            let text = generator.text(format)
            let document = try #require(
                try? DataDocument(text, format), "seed \(seed): \(text.debugDescription)")
            do {
                guard let (path, value, edits) = try edit(&generator, document) else { continue }
                let bytes = try edits.applied(to: document.source.bytes)
                let after = try DataDocument(parsing: bytes, format: format)
                let trial = Trial(
                    document: document, path: path, value: value, after: after, edits: edits)
                try checkBytes(trial, seed: seed)
                try check(trial)
                done += 1
            } catch let error as DataEditError {
                refused += 1
                guard case .unsupported(let reason) = error else { throw error }
                reasons[reason, default: 0] += 1
            }
        }
        #expect(done > 0)
        #expect(
            refused * 100 <= (done + refused) * refusedPercent,
            "\(refused) of \(done + refused): \(reasons)")
    }

    /// The laws of bytes: marks, line ends, the final newline, and no blank added at the end of a line.
    private func checkBytes(_ trial: Trial, seed: UInt64) throws {
        let before = trial.document.source
        let after = trial.after.source
        let note: Comment =
            "seed \(seed): \(trial.path) in \(before.text(0..<before.bytes.count).debugDescription) gives \(after.text(0..<after.bytes.count).debugDescription)"
        #expect(after.hasByteOrderMark == before.hasByteOrderMark, note)
        if !before.contentRange(ofLine: 1).isEmpty, after.bytes.count > 3 {
            #expect(after.endsWithNewline == before.endsWithNewline, note)
        }
        func terminators(_ text: SourceText) -> Set<LineTerminator> {
            Set((1...text.lineCount).compactMap { text.terminator(ofLine: $0) })
        }
        if before.lineCount > 1 {
            #expect(terminators(after).isSubset(of: terminators(before)), note)
        }
        func trailing(_ text: SourceText) -> Int {
            (1...text.lineCount).count { line in
                let last = text.bytes[text.contentRange(ofLine: line)].last
                return last == 0x20 || last == 0x09
            }
        }
        #expect(trailing(after) <= trailing(before), note)
    }

    private func comments(_ text: SourceText) -> [String] {
        var found: [String] = []
        for word in text.text(0..<text.bytes.count).split(whereSeparator: {
            " \n\r\r\n".contains($0)
        }) {
            if word.hasPrefix("c"), word.hasSuffix("é") { found.append(String(word)) }
        }
        return found
    }

    /// Paths to nodes, and to keys that mappings do not have.
    private func randomPath(
        _ generator: inout DocumentGenerator, _ document: DataDocument,
        where fits: (DataNode) -> Bool
    ) throws -> DataMatch? {
        let matches = try document.select(DataPath(parsing: "$..*")).filter { fits($0.node) }
        return matches.isEmpty ? nil : generator.pick(matches)
    }

    private func isMapping(_ node: DataNode) -> Bool {
        if case .mapping = node.content { true } else { false }
    }

    private func isSequence(_ node: DataNode) -> Bool {
        if case .sequence = node.content { true } else { false }
    }

    private func without(_ value: DataValue, _ path: DataPath) -> DataValue? {
        DataOperation.delete.applied(to: value, at: path.steps[...])
    }

    @Test(
        "what was set is there, nothing else changed, no comment is lost, and setting again is no edit",
        arguments: DocumentGenerator.formats)
    func setExisting(format: DataFormat) throws {
        try run(format, refusedPercent: 35) { generator, document in
            guard let match = try randomPath(&generator, document, where: { _ in true }) else {
                return nil
            }
            let value = generator.value(format, depth: 2)
            return (match.path, value, try document.setting(match.path, to: value))
        } check: { trial in
            #expect(
                trial.after.select(trial.path).map(\.node.value) == [
                    try #require(trial.value.canonical())
                ])
            #expect(try trial.after.setting(trial.path, to: trial.value).isEmpty)
            #expect(comments(trial.after.source) == comments(trial.document.source))
            let before = try #require(without(trial.document.roots[0].value, trial.path))
            let after = try #require(without(trial.after.roots[0].value, trial.path))
            #expect(before.isSameUnordered(as: after))
        }
    }

    @Test("setting the old value is no edit", arguments: DocumentGenerator.formats)
    func setOld(format: DataFormat) throws {
        try run(format, refusedPercent: 0) { generator, document in
            guard let match = try randomPath(&generator, document, where: { _ in true }) else {
                return nil
            }
            return (match.path, .null, try document.setting(match.path, to: match.node.value))
        } check: { trial in
            #expect(trial.edits.isEmpty)
        }
    }

    @Test(
        "a key that was added can be deleted again without a trace",
        arguments: DocumentGenerator.formats)
    func addKey(format: DataFormat) throws {
        try run(format, refusedPercent: 25) { generator, document in
            let root = DataMatch(node: document.roots[0], path: DataPath())
            let found = try randomPath(&generator, document, where: isMapping)
            let match = generator.chance(30) ? root : found ?? root
            let position: MemberPosition = generator.pick(
                [.first, .last, .sorted]
                    + match.node.members.flatMap { [.after($0.key), .before($0.key)] })
            let comment = format == .json || generator.chance(70) ? nil : "new"
            let value = generator.value(format, depth: 2)
            let path = match.path.appending(.key("new-key"))
            do {
                return (
                    path, value,
                    try document.setting(path, to: value, position: position, comment: comment)
                )
            } catch DataEditError.unsupported(let reason)
                where reason.contains("line of its own for the comment")
            {
                return nil
            }
        } check: { trial in
            #expect(trial.after.select(trial.path).count == 1)
            #expect(comments(trial.after.source) == comments(trial.document.source))
            #expect(
                without(trial.after.roots[0].value, trial.path) == trial.document.roots[0].value
                    || format == .toml)
            let hadSiblings =
                trial.document.select(try #require(trial.path.parent)).first?.node.members.isEmpty
                == false
            let hasComment = trial.edits.contains {
                $0.replacement.starts(with: Array("# new".utf8))
                    || String(decoding: $0.replacement, as: UTF8.self).contains("new\n")
                    || String(decoding: $0.replacement, as: UTF8.self).contains("new\r\n")
            }
            if hadSiblings, !hasComment, format != .toml {
                let back = try trial.after.deleting(trial.path).applied(
                    to: trial.after.source.bytes)
                #expect(
                    back == trial.document.source.bytes,
                    "\(String(decoding: trial.document.source.bytes, as: UTF8.self).debugDescription) \(trial.path) -> \(String(decoding: trial.after.source.bytes, as: UTF8.self).debugDescription) -> \(String(decoding: back, as: UTF8.self).debugDescription)"
                )
            }
        }
    }

    @Test(
        "an item that was appended is last, and can be deleted again without a trace",
        arguments: DocumentGenerator.formats)
    func append(format: DataFormat) throws {
        try run(format, refusedPercent: 25) { generator, document in
            guard let match = try randomPath(&generator, document, where: isSequence) else {
                return nil
            }
            let value = generator.value(format, depth: 2)
            return (match.path, value, try document.appending(value, to: match.path))
        } check: { trial in
            let sequence = try #require(trial.after.select(trial.path).first?.node)
            #expect(sequence.items.last?.value == trial.value.canonical())
            #expect(comments(trial.after.source) == comments(trial.document.source))
            guard sequence.items.count > 1 else { return }
            let back = try trial.after.deleting(trial.path.appending(.index(-1))).applied(
                to: trial.after.source.bytes)
            #expect(
                back == trial.document.source.bytes,
                "\(String(decoding: trial.document.source.bytes, as: UTF8.self).debugDescription) \(trial.path) -> \(String(decoding: trial.after.source.bytes, as: UTF8.self).debugDescription) -> \(String(decoding: back, as: UTF8.self).debugDescription)"
            )
        }
    }

    @Test(
        "what was deleted is gone, and the comments of the rest stay",
        arguments: DocumentGenerator.formats)
    func delete(format: DataFormat) throws {
        try run(format, refusedPercent: 30) { generator, document in
            guard let match = try randomPath(&generator, document, where: { _ in true }) else {
                return nil
            }
            return (match.path, .null, try document.deleting(match.path))
        } check: { trial in
            let expected = try #require(without(trial.document.roots[0].value, trial.path))
            #expect(trial.after.roots[0].value.isSameUnordered(as: expected))
            let deleted = trial.edits.flatMap {
                comments(SourceText(Array(trial.document.source.bytes[$0.range])))
            }
            let kept = comments(trial.document.source).filter { !deleted.contains($0) }
            #expect(comments(trial.after.source) == kept)
        }
    }

    @Test(
        "an edit stays on the lines of what holds it", arguments: [DataFormat.yaml, .json, .jsonc])
    func span(format: DataFormat) throws {
        try run(format, refusedPercent: 35) { generator, document in
            guard let match = try randomPath(&generator, document, where: { _ in true }) else {
                return nil
            }
            let value = generator.scalar(format)
            return (match.path, value, try document.setting(match.path, to: value))
        } check: { trial in
            let parent = try #require(trial.path.parent)
            let span = try #require(trial.document.select(parent).first?.node.span)
            let source = trial.document.source
            let end = source.fullRange(ofLine: source.lineNumber(at: span.upperBound)).upperBound
            for edit in trial.edits {
                #expect(edit.range.lowerBound >= span.lowerBound && edit.range.upperBound <= end)
            }
        }
    }
}
