internal import Documents
internal import Snapshots

/// The Python files of one component, and how they refer to one another.
final class PythonProject {
    /// A name in a file, such as a router's variable.
    struct Symbol: Hashable {
        var file: RepositoryPath
        var name: String
    }

    /// How many imports a name is followed through.
    private static let importLimit = 4

    let component: RepositoryPath
    /// The Python files, sorted.
    let files: [RepositoryPath]
    private unowned let evaluation: Evaluation
    private let fileNames: Set<RepositoryPath>
    private var byDottedName: [String: RepositoryPath] = [:]
    private var knownSubclasses: [String: Set<Symbol>] = [:]
    private var routers: RouterTable?
    private var knownTexts: [String: Bool] = [:]

    /// The files of a component.
    init(component: RepositoryPath, evaluation: Evaluation) {
        self.component = component
        self.evaluation = evaluation
        let index = evaluation.layout.index(ofComponent: component)
        files = index.numbers(withExtensions: ["py"]).map { index.entries[$0] }
            .filter(\.mode.isFile).map(\.path)
        fileNames = Set(files)
        for file in files {
            for name in dottedNames(of: file) where byDottedName[name] == nil {
                byDottedName[name] = file
            }
        }
    }

    /// The module in a file; nil when the file or the grammar is not there.
    func module(_ file: RepositoryPath) -> CodeModule? {
        guard let queries = evaluation.ruleSet.python, evaluation.isReadable(file)
        else { return nil }
        return try? evaluation.facts(of: file).module(queries)
    }

    /// The names under which a file can be imported: from the component's folder, first without `src`.
    func dottedNames(of file: RepositoryPath) -> [String] {
        var parts = PythonProject.parts(of: file.relative(to: component) ?? file)
        if parts.last == "__init__" { parts.removeLast() }
        let full = parts.joined(separator: ".")
        guard parts.first == "src", parts.count > 1 else { return [full] }
        return [parts.dropFirst().joined(separator: "."), full]
    }

    /// The parts of a file's path without the extension.
    static func parts(of file: RepositoryPath) -> [String] {
        var parts = file.components.map { String(decoding: $0, as: UTF8.self) }
        if let last = parts.last, last.hasSuffix(".py") {
            parts[parts.count - 1] = String(last.dropLast(3))
        }
        return parts
    }

    /// The file that a dotted name means, seen from a file; nil for a module from elsewhere.
    func file(ofModule name: String, from file: RepositoryPath) -> RepositoryPath? {
        guard name.hasPrefix(".") else {
            if let found = byDottedName[name] { return found }
            return self.file(name.split(separator: ".").map(String.init), in: file.parent)
        }
        let dots = name.prefix { $0 == "." }.count
        var folder = file.parent
        for _ in 1..<max(dots, 1) { folder = folder.parent }
        return self.file(name.dropFirst(dots).split(separator: ".").map(String.init), in: folder)
    }

    private func file(_ parts: [String], in folder: RepositoryPath) -> RepositoryPath? {
        let base = parts.reduce(folder) { $0.appending($1) }
        let candidates =
            (parts.isEmpty ? [] : [RepositoryPath(bytes: base.bytes + ".py".utf8)])
            + [base.appending("__init__.py")]
        return candidates.first(where: fileNames.contains)
    }

    /// Where a name of a file was first defined, imports followed as far as they stay in the component.
    func origin(of name: String, in file: RepositoryPath, depth: Int = 0) -> Symbol {
        let here = Symbol(file: file, name: name)
        guard depth < Self.importLimit, let module = module(file) else { return here }
        let first = String(name.prefix { $0 != "." })
        for target in module.bindings[first] ?? [] {
            let path = target + name.dropFirst(first.count)
            if let found = symbol(at: path, from: file, depth: depth) { return found }
        }
        for wildcard in module.wildcards where module.bindings[first] == nil {
            let path = CodeModule.Import.joined(wildcard, name)
            if let found = symbol(at: path, from: file, depth: depth) { return found }
        }
        return here
    }

    /// Splits a dotted path into a module of the component and a name in it.
    private func symbol(at path: String, from file: RepositoryPath, depth: Int) -> Symbol? {
        let dots = String(path.prefix { $0 == "." })
        let parts = path.dropFirst(dots.count).split(separator: ".").map(String.init)
        guard !parts.isEmpty else { return nil }
        for cut in stride(from: parts.count - 1, through: 0, by: -1) {
            let moduleName = dots + parts[..<cut].joined(separator: ".")
            guard !moduleName.isEmpty, let target = self.file(ofModule: moduleName, from: file),
                target != file
            else { continue }
            let name = parts[cut...].joined(separator: ".")
            return origin(of: name, in: target, depth: depth + 1)
        }
        return nil
    }

    /// The classes of the component that inherit from one named from outside, such as `fastapi.FastAPI`.
    func subclasses(of base: String) -> Set<Symbol> {
        if let known = knownSubclasses[base] { return known }
        // An answer must stand there before the search, which may come back here.
        knownSubclasses[base] = []
        let literal = PythonNames.literal(of: base)
        var found: Set<Symbol> = []
        for file in files where evaluation.mayContain(literal, in: file) {
            guard let module = module(file) else { continue }
            for definition in module.classes {
                let isSubclass = definition.bases.contains { written in
                    module.resolve(written).contains(base)
                        || found.contains(Symbol(file: file, name: written))
                }
                if isSubclass { found.insert(Symbol(file: file, name: definition.name)) }
            }
        }
        knownSubclasses[base] = found
        return found
    }

    /// Whether a call as written calls a name, however it was imported; also through a subclass in the component.
    func isCall(
        _ written: String, of pattern: String, in module: CodeModule, at file: RepositoryPath
    ) -> Bool {
        if module.resolve(written).contains(where: { PythonNames.matches($0, pattern) }) {
            return true
        }
        if pattern.utf8.contains(UInt8(ascii: "*")) { return PythonNames.matches(written, pattern) }
        let subclasses = subclasses(of: pattern)
        return !subclasses.isEmpty && subclasses.contains(origin(of: written, in: file))
    }

    /// Whether a text may stand in one of the files.
    func mayContain(_ text: String) -> Bool {
        if let known = knownTexts[text] { return known }
        let isThere = files.contains { evaluation.mayContain(text, in: $0) }
        knownTexts[text] = isThere
        return isThere
    }

    /// The routers of the component, with the prefixes under which they are served.
    func routerTable() -> RouterTable {
        if let routers { return routers }
        let table = RouterTable(project: self) { file in
            RouterTable.gate.contains { self.evaluation.mayContain($0, in: file) }
        }
        routers = table
        return table
    }
}
