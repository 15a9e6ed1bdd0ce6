internal import Documents

/// An import that a Go file must have, in the style that its imports have.
struct GoImport {
    private let request: ImportRequest
    private let declarations: [SyntaxNode]

    /// Looks at a file's imports.
    init(_ request: ImportRequest) {
        self.request = request
        declarations = request.code.statements.filter { $0.kind == "import_declaration" }
    }

    /// The splices that make sure of the import; none when it is there.
    func edits() throws(Declined) -> [TextEdit] {
        let text = CodeText(language: request.code.language)
        let bound = request.alias ?? text.binding(ofModule: request.module) ?? ""
        if request.hasModule(as: request.alias) { return [] }
        try request.requireFree(bound)
        let spec = (request.alias.map { "\($0) " } ?? "") + "\"\(request.module)\""
        if let block = declarations.first(where: { list(in: $0) != nil }),
            let list = list(in: block)
        {
            return [try adding(spec, to: list)]
        }
        let singles = declarations.filter { path(of: $0) != "C" }
        for node in singles where !request.hasOwnLines(node) {
            throw Declined(reason: "an import shares its line with other code")
        }
        let line = Array("import \(spec)".utf8)
        guard let last = singles.last else { return [try addingFirst(line)] }
        let groups = ImportLine.groups(
            singles.map { node in
                ImportLine(
                    key: path(of: node) ?? "", lines: StatementLines(node.range, in: source))
            })
        let group = groups.last ?? []
        let place =
            group.isEmpty
            ? StatementLines(last.range, in: source).lastLine + 1
            : ImportLine.line(for: request.module, in: group)
        return [source.inserting([line], beforeLine: place)]
    }

    private var source: SourceText { request.source }

    private func list(in declaration: SyntaxNode) -> SyntaxNode? {
        declaration.namedChildren.first { $0.kind == "import_spec_list" }
    }

    private func path(of node: SyntaxNode) -> String? {
        let spec = node.kind == "import_spec" ? node : node.namedChildren.first
        guard let spec, spec.kind == "import_spec", let path = spec.child(field: "path") else {
            return nil
        }
        return CodeText(language: request.code.language).content(of: path)
    }

    /// Another line of the block: in the run of its kind, the standard library first.
    private func adding(_ spec: String, to list: SyntaxNode) throws(Declined) -> TextEdit {
        let specs = list.namedChildren.filter { $0.kind == "import_spec" }
        for node in specs where !request.hasOwnLines(node) {
            throw Declined(reason: "an import shares its line with other code")
        }
        guard let first = specs.first else {
            throw Declined(reason: "the block of imports is empty")
        }
        let indentation = source.indentation(
            ofLine: StatementLines(first.range, in: source).firstLine)
        let line = indentation + Array(spec.utf8)
        let groups = ImportLine.groups(
            specs.map {
                ImportLine(key: path(of: $0) ?? "", lines: StatementLines($0.range, in: source))
            })
        let isStandard = Self.isStandard(request.module)
        // Among several runs of other people's modules the nearest relatives decide.
        let ours = groups.filter { group in
            group.allSatisfy { Self.isStandard($0.key) } == isStandard
        }
        let group = ours.max { relation($0) < relation($1) }
        if let group {
            return source.inserting(
                [line], beforeLine: ImportLine.line(for: request.module, in: group))
        }
        if groups.count == 1, let mixed = groups.first,
            mixed.contains(where: { Self.isStandard($0.key) == isStandard })
        {
            return source.inserting(
                [line], beforeLine: ImportLine.line(for: request.module, in: mixed))
        }
        guard isStandard else {
            let last = groups.last?.last?.lines.lastLine ?? 0
            return source.inserting([[], line], beforeLine: last + 1)
        }
        let start = groups.first?.first?.lines.firstLine ?? 1
        return source.inserting([line, []], beforeLine: start)
    }

    private func relation(_ group: [ImportLine]) -> Int {
        let wanted = request.module.split(separator: "/")
        return group.map { item in
            zip(wanted, item.key.split(separator: "/")).prefix { $0 == $1 }.count
        }.max() ?? 0
    }

    /// The first import of a file: below the package clause, or below the import of C.
    private func addingFirst(_ line: [UInt8]) throws(Declined) -> TextEdit {
        let head =
            declarations.last ?? request.code.statements.first { $0.kind == "package_clause" }
        guard let head, request.hasOwnLines(head) else {
            throw Declined(reason: "the package clause has no line of its own")
        }
        let end = StatementLines(head.range, in: source).lastLine
        let isSetOff = source.blankLines(from: end + 1).map { $0 > 0 } ?? true
        return source.inserting([[], line] + (isSetOff ? [] : [[]]), beforeLine: end + 1)
    }

    /// Whether a package is of Go's own library: nobody else's first part lacks a dot.
    private static func isStandard(_ path: String) -> Bool {
        !(path.split(separator: "/").first ?? "").contains(".")
    }
}
