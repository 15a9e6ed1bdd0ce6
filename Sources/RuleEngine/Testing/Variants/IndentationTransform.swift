internal import Documents
internal import Snapshots

/// Each level of indentation is written in another way.
struct IndentationTransform: TextTransform {
    /// What a level is written as.
    let unit: [UInt8]
    let meaning: MeaningComparison

    func transformed(_ source: SourceText, of path: RepositoryPath) -> TransformedText? {
        guard isIndented(path), !(isYAML(path) && unit == [UInt8(ascii: "\t")]) else {
            return nil
        }
        let lines = (1...source.lineCount).map { source.indentation(ofLine: $0) }
        // A file that already uses tabs says nothing about spaces, and the other way round.
        guard !lines.contains(where: { $0.contains(UInt8(ascii: "\t")) }) else { return nil }
        let bytes = indented(source, of: path)
        guard bytes != source.bytes, meaning.isSame(source.bytes, bytes, of: path) else {
            return nil
        }
        return TransformedText(bytes: bytes)
    }

    func sides(after: [UInt8], actual: [UInt8], of path: RepositoryPath) -> (
        expected: [UInt8], actual: [UInt8]
    ) {
        (indented(SourceText(after), of: path), actual)
    }

    private func isYAML(_ path: RepositoryPath) -> Bool {
        DataFormat.of(fileName: path.description) == .yaml
    }

    /// Files in which leading blanks only show levels.
    private func isIndented(_ path: RepositoryPath) -> Bool {
        DataFormat.of(fileName: path.description) != nil
            || meaning.languages.language(of: path) != nil
    }

    /// The levels that are open, innermost last: how deep each is, and how deep it shall be.
    private struct Levels {
        var open: [(old: Int, new: [UInt8])] = [(0, [])]

        mutating func indentation(of old: Int, unit: [UInt8]) -> [UInt8] {
            while let last = open.last, last.old > old { open.removeLast() }
            let current = open.last ?? (0, [])
            guard current.old < old else { return current.new }
            let new = current.new + unit
            open.append((old, new))
            return new
        }
    }

    private func indented(_ source: SourceText, of path: RepositoryPath) -> [UInt8] {
        let isYAML = isYAML(path)
        var levels = Levels()
        /// The block of text that is being passed: its parent's depth, its own, and what its own becomes.
        var block: (parent: Int, own: Int?, new: [UInt8])?
        var result: [UInt8] = source.hasByteOrderMark ? [0xEF, 0xBB, 0xBF] : []
        for line in 1...source.lineCount {
            let content = source.bytes[source.contentRange(ofLine: line)]
            let depth = content.prefix { $0 == UInt8(ascii: " ") }.count
            let text = content.dropFirst(depth)
            let end = source.terminator(ofLine: line)?.bytes ?? []
            guard !text.isEmpty else {
                result += end
                continue
            }
            if let open = block, depth > open.parent {
                let own = open.own ?? depth
                let new = open.own == nil ? levels.indentation(of: depth, unit: unit) : open.new
                block = (open.parent, own, new)
                let extra = Array(repeating: UInt8(ascii: " "), count: max(0, depth - own))
                result += new + extra + text + end
                continue
            }
            block = nil
            let new = levels.indentation(of: depth, unit: unit)
            result += new + text + end
            guard isYAML else { continue }
            let parent = open(text, depth: depth, new: new, in: &levels)
            if Self.opensBlock(text) { block = (parent, nil, []) }
        }
        return result
    }

    /// Opens what stands behind the dash of an item, a level of its own whose depth the dash decides; returns how deep
    /// the innermost key stands.
    private func open(
        _ text: ArraySlice<UInt8>, depth: Int, new: [UInt8], in levels: inout Levels
    ) -> Int {
        var (text, depth, new) = (text, depth, new)
        while text.first == UInt8(ascii: "-"), text.dropFirst().first == UInt8(ascii: " ") {
            let blanks = text.dropFirst().prefix { $0 == UInt8(ascii: " ") }.count
            depth += 1 + blanks
            new += Array(repeating: UInt8(ascii: " "), count: 1 + blanks)
            text = text.dropFirst(1 + blanks)
            levels.open.append((depth, new))
        }
        return depth
    }

    /// Whether a line of YAML ends with the sign of a block of text.
    private static func opensBlock(_ text: ArraySlice<UInt8>) -> Bool {
        let words = text.split(separator: UInt8(ascii: " "))
        guard let last = words.last, let sign = last.first,
            sign == UInt8(ascii: "|") || sign == UInt8(ascii: ">")
        else { return false }
        return last.dropFirst().allSatisfy { "+-123456789".utf8.contains($0) } && words.count > 1
    }
}
