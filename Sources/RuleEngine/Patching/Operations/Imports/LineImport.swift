internal import Documents

/// An import that is a line of its own, written as the language's description says.
struct LineImport {
    private let request: ImportRequest

    /// Looks at a file's imports.
    init(_ request: ImportRequest) { self.request = request }

    /// The splices that make sure of the import; none when it is there.
    func edits() throws(Declined) -> [TextEdit] {
        guard let statement = request.code.language.imports.statement else { return [] }
        let modules =
            request.names.isEmpty
            ? [request.module] : request.names.map { request.module + "." + $0 }
        let missing = modules.filter { !isImported($0) }
        let text = CodeText(language: request.code.language)
        for module in missing {
            if let name = text.binding(ofModule: module) { try request.requireFree(name) }
        }
        let spans = Set(request.facts.imports.map(\.span))
        let imports = request.code.statements.filter { spans.contains($0.range) }
        for node in imports where !request.hasOwnLines(node) {
            throw Declined(reason: "an import shares its line with other code")
        }
        let items = imports.compactMap { node in
            request.facts.imports.first { $0.span == node.range }.map {
                ImportLine(key: $0.module, lines: StatementLines(node.range, in: source))
            }
        }
        var edits: [TextEdit] = []
        for module in missing {
            let line = Array(statement.replacing("{{module}}", with: module).utf8)
            edits.append(edit(adding: line, module, to: items))
        }
        return edits
    }

    private var source: SourceText { request.source }

    private func isImported(_ module: String) -> Bool {
        request.facts.imports.contains { item in
            guard item.isWildcard else { return item.target == module }
            return module.hasPrefix(item.module + ".")
                && !module.dropFirst(item.module.count + 1).contains(".")
        }
    }

    private func edit(adding line: [UInt8], _ module: String, to items: [ImportLine]) -> TextEdit {
        let groups = ImportLine.groups(items)
        let related = groups.filter { relation($0, module) > 0 }
            .max { relation($0, module) < relation($1, module) }
        if let group = related ?? groups.last {
            return source.inserting([line], beforeLine: ImportLine.line(for: module, in: group))
        }
        guard
            let head = request.code.statements.first(where: {
                $0.kind.hasPrefix("package") && request.hasOwnLines($0)
            })
        else {
            let first = request.code.statements.first { !$0.isComment }
            let place = first.map { StatementLines($0.range, in: source).firstLine } ?? 1
            return source.inserting([line, []], beforeLine: place)
        }
        let end = StatementLines(head.range, in: source).lastLine
        let isSetOff = source.blankLines(from: end + 1).map { $0 > 0 } ?? true
        return source.inserting([[], line] + (isSetOff ? [] : [[]]), beforeLine: end + 1)
    }

    private func relation(_ group: [ImportLine], _ module: String) -> Int {
        let wanted = module.split(separator: ".")
        return group.map { item in
            zip(wanted, item.key.split(separator: ".")).prefix { $0 == $1 }.count
        }.max() ?? 0
    }
}
