internal import Documents

/// An import that a JavaScript or TypeScript file must have: `import`, or `require` where the file requires.
struct ScriptImport {
    private let request: ImportRequest
    /// The statements of the file that import, in order.
    private let modern: [SyntaxNode]
    /// The statements of the file that require.
    private let common: [SyntaxNode]

    /// Looks at a file's imports.
    init(_ request: ImportRequest) {
        self.request = request
        let spans = request.facts.imports.map(\.span)
        let before = request.code.statements.filter { node in
            node.range.upperBound <= request.limit ?? .max
        }
        modern = before.filter { $0.kind == "import_statement" }
        common = before.filter { node in
            node.kind.hasSuffix("_declaration") && node.kind != "function_declaration"
                && node.kind != "class_declaration"
                && spans.contains { node.range.contains($0.lowerBound) }
        }
    }

    private enum Style { case modern, common }

    /// The splices that make sure of the import; none when it is there.
    func edits() throws(Declined) -> [TextEdit] {
        let missing = request.missingNames
        if request.names.isEmpty {
            if request.hasModule(as: request.alias) { return [] }
        } else if missing.isEmpty {
            return []
        }
        for name in missing + [request.alias].compactMap(\.self) { try request.requireFree(name) }
        let style = try style()
        if !missing.isEmpty, let edit = extending(with: missing, style) { return [edit] }
        let text = Array(statement(missing, style).utf8)
        let neighbours = style == .modern ? modern : common
        for node in neighbours where !request.hasOwnLines(node) {
            throw Declined(reason: "an import shares its line with other code")
        }
        let items = neighbours.map { node in
            ImportLine(key: module(of: node) ?? "", lines: StatementLines(node.range, in: source))
        }
        if let group = ImportLine.groups(items).last {
            let line = ImportLine.line(for: request.module, in: group)
            return [source.inserting([text], beforeLine: line)]
        }
        return [addingFirst(text)]
    }

    private var source: SourceText { request.source }

    /// How the file imports: as it does already, else as its ending or its exports say.
    private func style() throws(Declined) -> Style {
        if !modern.isEmpty { return .modern }
        if !common.isEmpty { return .common }
        switch request.ending {
        case "mjs", "ts", "mts", "tsx", "jsx": return .modern
        case "cjs", "cts": return .common
        default: break
        }
        if request.code.statements.contains(where: { $0.kind == "export_statement" }) {
            return .modern
        }
        let exports = request.code.statements.contains { node in
            ["module.exports", "exports."].contains { node.text.hasPrefix($0) }
        }
        if exports { return .common }
        throw Declined(
            reason: "nothing in the file tells whether it is a module or CommonJS")
    }

    private func statement(_ names: [String], _ style: Style) -> String {
        let quote = quote
        let end = hasSemicolons ? ";" : ""
        let from = "\(quote)\(request.module)\(quote)"
        let list = names.joined(separator: ", ")
        switch (style, names.isEmpty, request.alias) {
        case (.modern, false, _): return "import { \(list) } from \(from)\(end)"
        case (.modern, true, let alias?): return "import \(alias) from \(from)\(end)"
        case (.modern, true, nil): return "import \(from)\(end)"
        case (.common, false, _): return "\(keyword) { \(list) } = require(\(from))\(end)"
        case (.common, true, let alias?): return "\(keyword) \(alias) = require(\(from))\(end)"
        case (.common, true, nil): return "require(\(from))\(end)"
        }
    }

    private var neighbour: SyntaxNode? { modern.last ?? common.last }

    private var quote: String {
        let text = neighbour?.text ?? source.text(0..<source.bytes.count)
        let single = text.utf8.count { $0 == UInt8(ascii: "'") }
        let double = text.utf8.count { $0 == UInt8(ascii: "\"") }
        return double > single ? "\"" : "'"
    }

    private var hasSemicolons: Bool {
        if let neighbour { return neighbour.text.hasSuffix(";") }
        let statements = request.code.statements.filter { $0.kind == "expression_statement" }
        return statements.isEmpty || statements.contains { $0.text.hasSuffix(";") }
    }

    private var keyword: String {
        common.last?.text.hasPrefix("var ") ?? false ? "var" : "const"
    }

    private func module(of node: SyntaxNode) -> String? {
        request.facts.imports.first { node.range.contains($0.span.lowerBound) }?.module
    }

    /// Adds names to a one-line list of names from the module.
    private func extending(with names: [String], _ style: Style) -> TextEdit? {
        for node in style == .modern ? modern : common where module(of: node) == request.module {
            let lines = StatementLines(node.range, in: source)
            guard lines.firstLine == lines.lastLine, let last = lastName(in: node) else { continue }
            let text = names.map { ", \($0)" }.joined()
            return .insertion(Array(text.utf8), at: last.range.upperBound)
        }
        return nil
    }

    /// The last item of the only list of names below a statement.
    private func lastName(in node: SyntaxNode) -> SyntaxNode? {
        var lists: [SyntaxNode] = []
        var waiting = [node]
        while let next = waiting.popLast(), lists.count < 2 {
            if next.kind == "named_imports" || next.kind == "object_pattern" {
                lists.append(next)
            } else if next.kind != "call_expression" {
                waiting += next.namedChildren
            }
        }
        return lists.count == 1 ? lists[0].namedChildren.last { !$0.isComment } : nil
    }

    /// The first import of a file: below the interpreter line, the comments at the top and directives.
    private func addingFirst(_ text: [UInt8]) -> TextEdit {
        var line = 1
        for node in request.code.statements {
            let isDirective =
                node.kind == "expression_statement" && node.namedChildren.first?.kind == "string"
            guard node.kind == "hash_bang_line" || isDirective || node.isComment else { break }
            let lines = StatementLines(node.range, in: source)
            // A comment right above a statement belongs to it.
            if node.isComment, source.blankLines(from: lines.lastLine + 1) == 0 { break }
            line = lines.lastLine + 1
        }
        let above: [[UInt8]] = line > 1 ? [[]] : []
        let isSetOff = source.blankLines(from: line).map { $0 > 0 } ?? true
        return source.inserting(above + [text] + (isSetOff ? [] : [[]]), beforeLine: line)
    }
}
