internal import Documents

/// What stands at the top level of a Python module, as far as imports go.
struct PythonHeader {
    /// The imports before the limit that are statements of the module itself, on lines of their own.
    private(set) var imports: [PythonImportStatement] = []
    /// What the names of the module are bound to, wherever at its top level; not what only type checkers see.
    private(set) var bindings: Set<PythonBinding> = []
    /// The first line that does not belong to interpreter line, comments at the top, or docstring.
    private(set) var firstLine = 1
    /// Whether anything stands above `firstLine`.
    var hasPreamble: Bool { firstLine > 1 }

    /// Reads a module; imports count only before `limit`, or before the first function or class.
    init(tree: SyntaxTree, limit: Int?) {
        let source = tree.source
        let statements = tree.root.namedChildren
        let end = Self.end(of: statements, limit: limit)
        for statement in statements {
            if let read = PythonImportStatement(statement, in: source) {
                bindings.formUnion(read.bindings)
                if statement.range.lowerBound < end { imports.append(read) }
            } else {
                collectBindings(of: statement, in: source, depth: 0)
            }
        }
        var previous = 0
        for (index, statement) in statements.enumerated() {
            let isDocstring =
                statement.isDocstring && !statements[..<index].contains { !$0.isComment }
            let isHeaderComment = statement.isComment && statement.startLine == previous + 1
            guard isDocstring || isHeaderComment else { break }
            previous = statement.endLine
            firstLine = previous + 1
        }
    }

    private static let definitions: Set<String> = [
        "function_definition", "class_definition", "decorated_definition",
    ]

    /// The start of the top-level statement that holds the limit; without one, of the first definition.
    private static func end(of statements: [SyntaxNode], limit: Int?) -> Int {
        if let limit, let holder = statements.first(where: { $0.range.upperBound > limit }) {
            return holder.range.lowerBound
        }
        return statements.first { Self.definitions.contains($0.kind) }?.range.lowerBound ?? Int.max
    }

    private mutating func collectBindings(of node: SyntaxNode, in source: SourceText, depth: Int) {
        guard depth < 8 else { return }
        switch node.kind {
        case "function_definition", "class_definition":
            if let name = node.child(field: "name") { bindings.insert(.other(name.text)) }
        case "decorated_definition":
            if let definition = node.child(field: "definition") {
                collectBindings(of: definition, in: source, depth: depth + 1)
            }
        case "expression_statement", "assignment":
            let target = node.kind == "assignment" ? node.child(field: "left") : nil
            if let target, target.kind == "identifier" { bindings.insert(.other(target.text)) }
            for child in node.namedChildren where child.kind == "assignment" {
                collectBindings(of: child, in: source, depth: depth + 1)
            }
        case "if_statement", "try_statement", "with_statement", "block", "except_clause",
            "else_clause", "finally_clause", "elif_clause":
            if node.kind == "if_statement", node.isTypeChecking { return }
            for child in node.namedChildren {
                if let read = PythonImportStatement(child, in: source) {
                    bindings.formUnion(read.bindings)
                } else {
                    collectBindings(of: child, in: source, depth: depth + 1)
                }
            }
        default: break
        }
    }
}

extension SyntaxNode {
    /// Whether an `if` is only for type checkers.
    fileprivate var isTypeChecking: Bool {
        let condition = child(field: "condition")?.text ?? ""
        return condition == "TYPE_CHECKING" || condition.hasSuffix(".TYPE_CHECKING")
    }
}

/// What a name at the top level of a module stands for.
enum PythonBinding: Hashable {
    /// `import a.b` binds `a`.
    case module(String)
    /// `from m import n`.
    case name(String, from: String)
    /// An import under another name, a definition, or an assignment.
    case other(String)

    /// The name that is bound.
    var boundName: String {
        switch self {
        case .module(let module): module.split(separator: ".").first.map(String.init) ?? module
        case .name(let name, _), .other(let name): name
        }
    }

    /// Whether it is an import of the module, or of something below it, under its own name.
    func isImport(ofTopLevel name: String) -> Bool {
        if case .module = self { boundName == name } else { false }
    }
}
