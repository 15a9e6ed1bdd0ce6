internal import Documents

/// An import statement of a Python module.
struct PythonImportStatement {
    let lines: StatementLines
    /// The module of `from`, or the first one of `import`; starts with dots when relative.
    let module: String
    let isFrom: Bool
    /// The nodes of the imported names; none for `import` and for `*`.
    let nodes: [SyntaxNode]
    let bindings: [PythonBinding]

    /// Reads a statement; nil when it is no import.
    init?(_ node: SyntaxNode, in source: SourceText) {
        lines = StatementLines(node.range, in: source)
        switch node.kind {
        case "import_statement":
            let items = node.namedChildren.filter { !$0.isComment }
            guard let first = items.first else { return nil }
            isFrom = false
            nodes = []
            module = Self.importedName(first).name
            bindings = items.map { item in
                let (name, alias) = Self.importedName(item)
                return alias.map { .other($0) } ?? .module(name)
            }
        case "import_from_statement", "future_import_statement":
            let isFuture = node.kind == "future_import_statement"
            let parts = node.namedChildren.filter { !$0.isComment }
            let module = isFuture ? "__future__" : node.child(field: "module_name")?.text ?? ""
            let items = isFuture ? parts : Array(parts.dropFirst())
            isFrom = true
            self.module = module
            let isWildcard = items.contains { $0.kind == "wildcard_import" }
            nodes = isWildcard || isFuture ? [] : items
            bindings =
                isWildcard
                ? []
                : items.map { item in
                    let (name, alias) = Self.importedName(item)
                    guard let alias, alias != name else { return .name(name, from: module) }
                    return .other(alias)
                }
        default: return nil
        }
    }

    private static func importedName(_ node: SyntaxNode) -> (name: String, alias: String?) {
        guard node.kind == "aliased_import" else { return (node.text, nil) }
        return (node.child(field: "name")?.text ?? node.text, node.child(field: "alias")?.text)
    }
}
