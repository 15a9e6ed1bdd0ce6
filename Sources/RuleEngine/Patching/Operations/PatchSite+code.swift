internal import Documents
internal import Snapshots

extension PatchSite {
    mutating func ensureImport(
        language: String, file: Template, module: Template, names: [String]
    ) throws(Declined) {
        guard language == "python" else {
            throw Declined(reason: "imports of \(language) cannot be written")
        }
        let path = try path(file)
        let tree = try parsed(path, language: language)
        let module = try text(module)
        guard Self.isPythonModule(module), names.allSatisfy(Self.isPythonName) else {
            throw Declined(reason: "`\(module)` is no name of a module")
        }
        let anchor = finding.solution.anchor
        let requirement = PythonImport(
            module: module, names: names, isOwnModule: { [self] in isOwnModule($0, near: path) },
            limit: anchor?.path == path ? anchor?.span?.lowerBound : nil)
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
        let language = Language.of(path)
        let tree = try language.map { language throws(Declined) in
            try parsed(path, language: language)
        }
        let insertion = try CodeInsertion(
            place, span: anchor.span, source: source, tree: tree, blankLines: blankLines)
        insert(try self.text(text), at: insertion, in: source, of: path)
    }

    /// A file's syntax tree, without errors.
    private func parsed(_ path: RepositoryPath, language: String) throws(Declined) -> SyntaxTree {
        _ = try source(of: path)
        guard let tree = evaluation.syntaxTree(of: path, language: language) else {
            throw Declined(reason: "\(path) cannot be parsed: no grammar of \(language)")
        }
        guard !tree.hasErrors else { throw Declined(reason: "\(path) does not parse") }
        return tree
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

extension Language {
    /// The language of a file by its name; nil for a file of none.
    static func of(_ path: RepositoryPath) -> String? {
        let name = path.lastComponent
        guard let dot = name.lastIndex(of: ".") else { return nil }
        let suffix = String(name[name.index(after: dot)...])
        return names.first { extensions[$0]?.contains(suffix) ?? false }
    }
}
