internal import Documents

/// An import that a Python module must have at its top.
struct PythonImport {
    let module: String
    /// What is imported from the module; empty for the module itself.
    let names: [String]
    /// Whether a top-level module is the repository's own.
    let isOwnModule: (String) -> Bool
    /// The byte before which the import has to stand; nil for no such place.
    let limit: Int?

    private static let longestLine = 88

    /// The splice that makes sure of the import; nil when it is there.
    func edit(in tree: SyntaxTree) throws(Declined) -> TextEdit? {
        let header = PythonHeader(tree: tree, limit: limit)
        let missing = try missingNames(in: header)
        guard let missing else { return nil }
        if !missing.isEmpty, let edit = extending(header, with: missing, in: tree.source) {
            return edit
        }
        let text =
            missing.isEmpty
            ? "import \(module)" : "from \(module) import \(missing.joined(separator: ", "))"
        return PythonImportPlace(header: header, isOwnModule: isOwnModule).edit(
            adding: Array(text.utf8), module: module, isFrom: !missing.isEmpty, in: tree.source)
    }

    /// The names to import, none for the module itself; nil when all is there.
    private func missingNames(in header: PythonHeader) throws(Declined) -> [String]? {
        let name = module.split(separator: ".").first.map(String.init) ?? module
        guard !names.isEmpty else {
            if header.bindings.contains(.module(module)) { return nil }
            try requireFree(name, in: header) { $0.isImport(ofTopLevel: name) }
            return []
        }
        let missing = names.filter { !header.bindings.contains(.name($0, from: module)) }
        for name in missing { try requireFree(name, in: header) { _ in false } }
        return missing.isEmpty ? nil : missing
    }

    private func requireFree(
        _ name: String, in header: PythonHeader, unless isFine: (PythonBinding) -> Bool
    ) throws(Declined) {
        guard !header.bindings.contains(where: { $0.boundName == name && !isFine($0) }) else {
            throw Declined(reason: "`\(name)` already means something else in the file")
        }
    }

    /// Adds names to a one-line import from the module, if the line stays short.
    private func extending(
        _ header: PythonHeader, with missing: [String], in source: SourceText
    ) -> TextEdit? {
        for statement in header.imports
        where statement.module == module && statement.isFrom && !statement.nodes.isEmpty {
            let line = statement.lines.firstLine
            let content = source.content(ofLine: line)
            let added = missing.reduce(0) { $0 + 2 + $1.unicodeScalars.count }
            guard line == statement.lines.lastLine, !content.contains(UInt8(ascii: "\\")),
                let last = statement.nodes.last,
                source.text(source.contentRange(ofLine: line)).unicodeScalars.count + added
                    <= Self.longestLine
            else { continue }
            let texts = statement.nodes.map(\.text)
            let isSorted = zip(texts, texts.dropFirst()).allSatisfy { $0 < $1 }
            if isSorted, missing.count == 1, let name = missing.first,
                let next = statement.nodes.first(where: { $0.text > name })
            {
                return .insertion(Array("\(name), ".utf8), at: next.range.lowerBound)
            }
            let text = missing.map { ", \($0)" }.joined()
            return .insertion(Array(text.utf8), at: last.range.upperBound)
        }
        return nil
    }
}
