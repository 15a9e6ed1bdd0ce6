internal import Documents
internal import Snapshots

extension PatchSite {
    mutating func ensureImport(
        language name: String, file: Template, module: Template, names: [String], alias: String?
    ) throws(Declined) {
        let path = try path(file)
        guard let compiled = evaluation.language(name, for: finding) else {
            throw Declined(reason: "\(name) is no language of the pack")
        }
        let code = try parsed(path, compiled.language)
        let module = try text(module)
        let anchor = finding.solution.anchor
        let limit = anchor?.path == path ? anchor?.span?.lowerBound : nil
        if compiled.language.imports.style == .python {
            try ensurePythonImport(of: module, names, in: path, code.tree, limit: limit)
            return
        }
        guard let queries = compiled.forms(forFileNamed: path.lastComponent),
            let facts = try? evaluation.facts(of: path).module(queries)
        else { throw Declined(reason: "\(path) cannot be parsed: no grammar of \(name)") }
        let request = ImportRequest(
            module: module, names: names, alias: alias, code: code, facts: facts, limit: limit,
            ending: Language.ending(of: path.lastComponent))
        try request.check()
        let edits =
            switch compiled.language.imports.style {
            case .go: try GoImport(request).edits()
            case .script: try ScriptImport(request).edits()
            case .lines: try LineImport(request).edits()
            case .python, nil: [TextEdit]()
            }
        guard !edits.isEmpty else { return }
        add(edits, to: path, role: .line)
    }

    private mutating func ensurePythonImport(
        of module: String, _ names: [String], in path: RepositoryPath, _ tree: SyntaxTree,
        limit: Int?
    ) throws(Declined) {
        guard Self.isPythonModule(module), names.allSatisfy(Self.isPythonName) else {
            throw Declined(reason: "`\(module)` is no name of a module")
        }
        let requirement = PythonImport(
            module: module, names: names, isOwnModule: { [self] in isOwnModule($0, near: path) },
            limit: limit)
        guard let edit = try requirement.edit(in: tree) else { return }
        add([edit], to: path, role: .line)
    }

    mutating func insertCode(
        file: Template, place: PatchOperation.CodePlace, text: Template, blankLines: Int
    ) throws(Declined) {
        let path = try path(file)
        let anchor = try self.place(place.leaf)
        guard anchor.path == path else {
            throw Declined(reason: "`\(place.leaf)` is not in \(path)")
        }
        let source = try source(of: path)
        let language = evaluation.ruleSet.catalog.language(of: path)
        let code = try language.map { language throws(Declined) in try parsed(path, language) }
        let text = try self.text(text)
        // What ends with a comma goes beside another element, not beside the statement around it.
        let insertion = try CodeInsertion(
            place, span: anchor.span, source: source, code: code, blankLines: blankLines,
            isElement: text.last { !$0.isWhitespace } == ",")
        insert(text, at: insertion, in: source, of: path)
    }

    /// A file's syntax tree, without errors.
    private func parsed(_ path: RepositoryPath, _ language: Language) throws(Declined) -> CodeTree {
        _ = try source(of: path)
        let grammar = language.grammar(ofFileNamed: path.lastComponent)
        guard let tree = evaluation.syntaxTree(of: path, language: grammar) else {
            throw Declined(reason: "\(path) cannot be parsed: no grammar of \(grammar)")
        }
        guard !tree.hasErrors else { throw Declined(reason: "\(path) does not parse") }
        return CodeTree(tree: tree, language: language)
    }

    /// Whether a top-level module is a file or folder beside the importing file, in its component or in the root.
    private func isOwnModule(_ name: String, near path: RepositoryPath) -> Bool {
        let component = finding.scope.component
        let folders = [path.parent, component, component.appending("src"), .root]
        let creation = FileCreation(snapshot: tree.snapshot)
        return folders.contains { folder in
            let package = folder.appending(name)
            let module = folder.appending("\(name).py")
            return creation.isTaken(package) || creation.isTaken(module)
                || edits.contains { $0.path == module || $0.path.isInside(package) }
        }
    }

    private static func isPythonName(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return name.utf8.allSatisfy {
            $0 == UInt8(ascii: "_") || (0x30...0x39).contains($0) || (0x41...0x5A).contains($0)
                || (0x61...0x7A).contains($0)
        }
    }

    private static func isPythonModule(_ module: String) -> Bool {
        let name = module.drop { $0 == "." }
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        return name.isEmpty ? !module.isEmpty : parts.allSatisfy { isPythonName(String($0)) }
    }
}

extension PatchOperation.CodePlace {
    /// The leaf whose match is meant.
    var leaf: String {
        switch self {
        case .before(let leaf), .after(let leaf), .firstIn(let leaf), .lastIn(let leaf): leaf
        }
    }
}
