internal import Documents

/// An import that a file of code must have.
struct ImportRequest {
    let module: String
    /// What is imported from the module; empty for the module itself.
    let names: [String]
    /// The name that the module itself is given; nil for the usual one, or none.
    let alias: String?
    let code: CodeTree
    /// What the file imports already.
    let facts: CodeModule
    /// The byte before which the import has to stand; nil for no such place.
    let limit: Int?
    /// The ending of the file's name.
    let ending: String

    var source: SourceText { code.tree.source }

    /// Refuses names that would be other code.
    func check() throws(Declined) {
        let isModule =
            !module.isEmpty && module.utf8.count <= 256
            && module.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && !"\"'`\\;{}()".utf8.contains($0) }
        guard isModule else { throw Declined(reason: "`\(module)` is no name of a module") }
        for name in names + [alias].compactMap(\.self) where !Self.isName(name) {
            throw Declined(reason: "`\(name)` is no name")
        }
    }

    /// What the imports of the file must not bind to anything else.
    func requireFree(_ name: String) throws(Declined) {
        let isBound =
            facts.bindings[name] != nil || facts.functions.contains { $0.name == name }
            || facts.classes.contains { $0.name == name }
            || facts.assignments.contains { $0.target == name }
        if isBound { throw Declined(reason: "`\(name)` already means something else in the file") }
    }

    /// Whether the file imports the module itself, under a name when one is given.
    func hasModule(as name: String?) -> Bool {
        facts.imports.contains { item in
            item.module == module && item.name == nil && !item.isWildcard
                && (name == nil || item.binding == name)
        }
    }

    /// The names that are not imported from the module yet.
    var missingNames: [String] {
        names.filter { name in
            !facts.imports.contains {
                $0.module == module && $0.name == name && $0.binding == name
            }
        }
    }

    /// Whether a statement has its lines to itself, but for a comment behind it.
    func hasOwnLines(_ node: SyntaxNode) -> Bool {
        let lines = StatementLines(node.range, in: source)
        let start = source.contentRange(ofLine: lines.firstLine).lowerBound
        let end = source.contentRange(ofLine: lines.lastLine).upperBound
        let rest = source.bytes[min(end, node.range.upperBound)..<end]
            .drop { $0.isBlankByte || $0 == UInt8(ascii: ";") }
        return source.bytes[start..<max(start, node.range.lowerBound)].allSatisfy(\.isBlankByte)
            && (rest.isEmpty
                || code.language.lineComments.contains { rest.starts(with: $0.utf8) })
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "$") || (0x30...0x39).contains($0)
                || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
        }
    }
}

/// One import of a file, by what it is sorted by.
struct ImportLine {
    /// The module or path.
    let key: String
    let lines: StatementLines

    /// Runs of imports that no blank line and nothing else parts.
    static func groups(_ imports: [ImportLine]) -> [[ImportLine]] {
        var groups: [[ImportLine]] = []
        for item in imports.sorted(by: { $0.lines.firstLine < $1.lines.firstLine }) {
            if let last = groups.last?.last, item.lines.firstLine <= last.lines.lastLine + 1 {
                groups[groups.count - 1].append(item)
            } else {
                groups.append([item])
            }
        }
        return groups
    }

    /// The line of a run to stand before: the sorted place in a sorted run, else behind the last.
    static func line(for key: String, in group: [ImportLine]) -> Int {
        let keys = group.map { Array($0.key.utf8) }
        let new = Array(key.utf8)
        let isSorted = zip(keys, keys.dropFirst()).allSatisfy {
            !$1.lexicographicallyPrecedes($0)
        }
        if isSorted, group.count > 1,
            let index = keys.firstIndex(where: { new.lexicographicallyPrecedes($0) })
        {
            return group[index].lines.firstLine
        }
        return (group.last?.lines.lastLine ?? 0) + 1
    }
}
