internal import Documents
internal import Snapshots

/// A text as a variant has it.
struct TransformedText {
    var bytes: [UInt8]
    /// Where each line, counted from zero, stands then, counted from one; nil when all stand where they stood.
    var lines: [Int]?
}

/// A change of single files that must make no difference to a rule.
protocol TextTransform {
    /// The text as the variant has it; nil for one that the variant cannot, or need not, change.
    func transformed(_ source: SourceText, of path: RepositoryPath) -> TransformedText?

    /// What a patched file must be for the variant, and what it is, in a form in which the two can be compared.
    ///
    /// Called only for files that the variant changed; `after` is what the file becomes as written, `actual` what it
    /// becomes in the variant.
    func sides(after: [UInt8], actual: [UInt8], of path: RepositoryPath) -> (
        expected: [UInt8], actual: [UInt8]
    )

    /// What a new file may also be; a file that a patch creates has nobody to take after but its neighbours.
    func newFile(_ bytes: [UInt8]) -> [UInt8]
}

extension TextTransform {
    func newFile(_ bytes: [UInt8]) -> [UInt8] { bytes }
}

/// All lines end with CR LF.
struct LineEndTransform: TextTransform {
    func transformed(_ source: SourceText, of path: RepositoryPath) -> TransformedText? {
        guard !source.bytes.contains(0x0D), source.bytes.contains(0x0A) else { return nil }
        return TransformedText(bytes: source.bytes.withLineEnds(.crlf))
    }

    func sides(after: [UInt8], actual: [UInt8], of path: RepositoryPath) -> (
        expected: [UInt8], actual: [UInt8]
    ) {
        (after.withLineEnds(.crlf), actual)
    }

    func newFile(_ bytes: [UInt8]) -> [UInt8] { bytes.withLineEnds(.crlf) }
}

/// The last line does not end.
struct FinalNewlineTransform: TextTransform {
    func transformed(_ source: SourceText, of path: RepositoryPath) -> TransformedText? {
        guard source.endsWithNewline, source.bytes.count > 1,
            !source.isBlank(line: source.lineCount), let last = source.lastLineEnd,
            last != 0x5C  // a backslash would join the line with what is put behind it
        else { return nil }
        return TransformedText(bytes: Self.without(source))
    }

    func sides(after: [UInt8], actual: [UInt8], of path: RepositoryPath) -> (
        expected: [UInt8], actual: [UInt8]
    ) {
        (Self.without(SourceText(after)), actual)
    }

    private static func without(_ source: SourceText) -> [UInt8] {
        Array(source.bytes[..<source.contentRange(ofLine: source.lineCount).upperBound])
    }
}

/// The file starts with a byte order mark.
struct ByteOrderMarkTransform: TextTransform {
    func transformed(_ source: SourceText, of path: RepositoryPath) -> TransformedText? {
        // A mark is no JSON, ends an interpreter line, and is nothing that Go's own tools write.
        let isRefused = [".json", ".lock", "go.mod", "go.sum"].contains {
            path.lastComponent.hasSuffix($0)
        }
        guard !source.hasByteOrderMark, !isRefused, !source.bytes.starts(with: "#!".utf8) else {
            return nil
        }
        return TransformedText(bytes: [0xEF, 0xBB, 0xBF] + source.bytes)
    }

    func sides(after: [UInt8], actual: [UInt8], of path: RepositoryPath) -> (
        expected: [UInt8], actual: [UInt8]
    ) {
        ([0xEF, 0xBB, 0xBF] + after, actual)
    }
}

extension SourceText {
    /// The last byte of the last line's content.
    fileprivate var lastLineEnd: UInt8? { bytes[contentRange(ofLine: lineCount)].last }
}
