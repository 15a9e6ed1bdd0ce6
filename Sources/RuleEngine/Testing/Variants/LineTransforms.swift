internal import Documents
internal import Snapshots

/// Comments stand between some lines.
struct CommentTransform: TextTransform {
    /// The most comments in one file.
    private static let maximum = 4
    /// The most places that are tried in one file.
    private static let tries = 24
    private static let words = "An unrelated remark."

    /// Decides which places are taken.
    let seed: String
    /// Lines before which, in their file, no comment may stand, because a finding spans them.
    let kept: [RepositoryPath: Set<Int>]
    let meaning: MeaningComparison

    func transformed(_ source: SourceText, of path: RepositoryPath) -> TransformedText? {
        guard let sign = sign(of: path) else { return nil }
        var choice = SeededChoice(seed: "\(seed) \(path)")
        let kept = kept[path] ?? []
        var gaps: Set<Int> = []
        for line in (1...source.lineCount).shuffled(using: &choice).prefix(Self.tries) {
            guard gaps.count < Self.maximum else { break }
            guard !kept.contains(line), Self.isGap(before: line, in: source) else { continue }
            let alone = Self.inserting(sign, before: [line], in: source)
            if meaning.isSame(source.bytes, alone, of: path) { gaps.insert(line) }
        }
        let bytes = Self.inserting(sign, before: gaps, in: source)
        guard !gaps.isEmpty, meaning.isSame(source.bytes, bytes, of: path) else { return nil }
        var shift = 0
        let lines = (1...source.lineCount).map { line in
            if gaps.contains(line) { shift += 1 }
            return line + shift
        }
        return TransformedText(bytes: bytes, lines: lines)
    }

    func sides(after: [UInt8], actual: [UInt8], of path: RepositoryPath) -> (
        expected: [UInt8], actual: [UInt8]
    ) {
        // How many blank lines code needs, and which paragraph of requirements is the first, comments may decide.
        let plain = withoutRemarks(actual, of: path)
        if DataFormat.of(fileName: path.description) != nil { return (after, plain) }
        if DependencyManifest.ecosystem(ofFileName: path.description) == .pypi {
            return (Self.sortedLines(after), Self.sortedLines(plain))
        }
        return (SourceText(after).withoutBlankLines, SourceText(plain).withoutBlankLines)
    }

    private static func sortedLines(_ bytes: [UInt8]) -> [UInt8] {
        let source = SourceText(bytes)
        return (1...source.lineCount).map { Array(source.bytes[source.contentRange(ofLine: $0)]) }
            .sorted { $0.lexicographicallyPrecedes($1) }.flatMap { $0 + [0x0A] }
    }

    /// What starts a comment that takes a whole line; nil for a file that has none, or of which that is not known.
    private func sign(of path: RepositoryPath) -> String? {
        let name = path.description.split(separator: "/").last.map { $0.lowercased() } ?? ""
        if let format = DataFormat.of(fileName: path.description) {
            return format == .json ? nil : format == .jsonc ? "//" : "#"
        }
        if let language = meaning.languages.language(of: path)?.name {
            return ["python", "ruby", "shell", "bash"].contains(language) ? "#" : "//"
        }
        if ["go.mod"].contains(name) || name.hasSuffix(".java") || name.hasSuffix(".kt") {
            return "//"
        }
        let isHashed =
            [".cfg", ".ini", ".env", ".sh", ".tf", ".properties"].contains { name.hasSuffix($0) }
            || name.hasPrefix("dockerfile") || name.hasSuffix(".dockerfile")
            || name.hasPrefix("containerfile")
            || ["codeowners", ".gitignore", ".dockerignore", ".gitattributes", ".editorconfig"]
                .contains(name)
            || (name.hasPrefix("requirements") && name.hasSuffix(".txt"))
        return isHashed ? "#" : nil
    }

    /// Whether a comment may stand before a line as far as lines alone can tell.
    private static func isGap(before line: Int, in source: SourceText) -> Bool {
        let first = source.text(source.contentRange(ofLine: 1))
        // Interpreter, encoding and parser directives count only at the very top.
        if line <= 2, first.hasPrefix("#") { return false }
        guard line > 1 else { return true }
        let above = source.text(source.contentRange(ofLine: line - 1))
        let isOpen = (1..<line).contains {
            source.text(source.contentRange(ofLine: $0)).contains("<<")
        }
        return !above.hasSuffix("\\") && !isOpen
    }

    private static func inserting(
        _ sign: String, before gaps: Set<Int>, in source: SourceText
    ) -> [UInt8] {
        var result: [UInt8] = []
        for line in 1...source.lineCount {
            let range = source.fullRange(ofLine: line)
            var rest = source.bytes[range]
            if gaps.contains(line) {
                if line == 1, source.hasByteOrderMark {
                    result += rest.prefix(3)
                    rest = rest.dropFirst(3)
                }
                result += source.indentation(ofLine: line) + Array("\(sign) \(words)".utf8)
                result += source.terminator(near: range.lowerBound).bytes
            }
            result += rest
        }
        return result
    }

    private func withoutRemarks(_ bytes: [UInt8], of path: RepositoryPath) -> [UInt8] {
        guard let sign = sign(of: path) else { return bytes }
        let source = SourceText(bytes)
        let remark = Array("\(sign) \(Self.words)".utf8)
        var result: [UInt8] = source.hasByteOrderMark ? [0xEF, 0xBB, 0xBF] : []
        for line in 1...source.lineCount {
            let content = source.bytes[source.contentRange(ofLine: line)]
            let text = content.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
            if text.elementsEqual(remark) { continue }
            result += content + (source.terminator(ofLine: line)?.bytes ?? [])
        }
        return result
    }
}

/// Each blank line stands twice.
struct BlankLineTransform: TextTransform {
    let kept: [RepositoryPath: Set<Int>]
    let meaning: MeaningComparison

    func transformed(_ source: SourceText, of path: RepositoryPath) -> TransformedText? {
        let kept = kept[path] ?? []
        let blank = (1...source.lineCount).filter { line in
            source.isBlank(line: line) && source.terminator(ofLine: line) != nil
                && !kept.contains(line)
        }
        let all = Self.doubling(Set(blank), in: source)
        if meaning.isSame(source.bytes, all.bytes, of: path) { return blank.isEmpty ? nil : all }
        let legal = blank.filter {
            meaning.isSame(source.bytes, Self.doubling([$0], in: source).bytes, of: path)
        }
        return legal.isEmpty ? nil : Self.doubling(Set(legal), in: source)
    }

    func sides(after: [UInt8], actual: [UInt8], of path: RepositoryPath) -> (
        expected: [UInt8], actual: [UInt8]
    ) {
        (SourceText(after).withoutBlankLines, SourceText(actual).withoutBlankLines)
    }

    private static func doubling(_ blank: Set<Int>, in source: SourceText) -> TransformedText {
        var bytes: [UInt8] = []
        var lines: [Int] = []
        var shift = 0
        for line in 1...source.lineCount {
            let content = source.bytes[source.fullRange(ofLine: line)]
            lines.append(line + shift)
            bytes += content
            if blank.contains(line) {
                bytes += source.terminator(ofLine: line)?.bytes ?? []
                shift += 1
            }
        }
        return TransformedText(bytes: bytes, lines: lines)
    }
}

extension SourceText {
    /// The bytes of all lines but the blank ones.
    fileprivate var withoutBlankLines: [UInt8] {
        (1...lineCount).filter { !isBlank(line: $0) }.flatMap { bytes[fullRange(ofLine: $0)] }
    }
}
