internal import Documents
internal import Snapshots

/// How a file imports the modules beside it.
enum PythonImportStyle: Hashable {
    /// `from .sibling import name`
    case relative
    /// `from package.sibling import name`; the dotted name of the file's folder.
    case absolute(package: String)
    /// `from sibling import name`
    case flat

    /// The import name of a module, seen from a file; both paths are relative to the component's folder.
    func name(of module: RepositoryPath, from file: RepositoryPath) -> String? {
        let folder = file.parent
        switch self {
        case .absolute(let package):
            guard let below = module.relative(to: folder) else { return nil }
            return ([package] + Self.parts(below)).joined(separator: ".")
        case .flat:
            guard let below = module.relative(to: folder) else { return nil }
            return Self.parts(below).joined(separator: ".")
        case .relative:
            var base = folder
            var dots = "."
            while !module.isInside(base) {
                base = base.parent
                dots += "."
            }
            return module.relative(to: base).map {
                dots + Self.parts($0).joined(separator: ".")
            }
        }
    }

    private static func parts(_ path: RepositoryPath) -> [String] {
        let parts = PythonProject.parts(of: path)
        return parts.last == "__init__" ? Array(parts.dropLast()) : parts
    }
}

extension Evaluation {
    /// How modules beside a match's file import one another; nil when nothing tells.
    func style(ofImportsIn match: LeafMatch) -> PythonImportStyle? {
        guard let file = match.path, file.lastComponent.hasSuffix(".py") else { return nil }
        return importStyle(of: file) { PythonImportEvidence(file: file, evaluation: self).style }
    }

    /// The dotted name of a file's module as tests would import it; nil for a file that is no Python.
    func moduleName(of file: RepositoryPath) -> String? {
        guard file.lastComponent.hasSuffix(".py") else { return nil }
        return project(of: layout.component(of: file)).dottedNames(of: file).first
    }
}

/// What the files of a component tell about how one of them is imported.
private struct PythonImportEvidence {
    let file: RepositoryPath
    let evaluation: Evaluation
    let project: PythonProject

    init(file: RepositoryPath, evaluation: Evaluation) {
        self.file = file
        self.evaluation = evaluation
        project = evaluation.project(of: evaluation.layout.component(of: file))
    }

    /// The strongest evidence decides: the file's own imports, then those of others, then the layout.
    var style: PythonImportStyle? {
        guard let module = project.module(file) else { return nil }
        if module.imports.contains(where: { $0.module.hasPrefix(".") }) { return .relative }
        let folder = file.parent.relative(to: project.component) ?? .root
        if folder.bytes.isEmpty { return .flat }
        let packages = packageNames(of: folder)
        for package in packages where module.imports.contains(where: { $0.isBelow(package) }) {
            return .absolute(package: package)
        }
        if importsSiblingsFlat(module) { return .flat }
        for package in packages where isImported(package) { return .absolute(package: package) }
        for package in packages where isStarted(as: package + "." + stem) {
            return .absolute(package: package)
        }
        let marker = file.parent.appending("__init__.py")
        if evaluation.snapshot.entry(at: marker) != nil,
            !evaluation.contains(anyOf: ["__main__"], in: file)
        {
            return .relative
        }
        return nil
    }

    private var stem: String { String(file.lastComponent.dropLast(3)) }

    /// The dotted names that a folder may be imported by: without `src`, and with it.
    private func packageNames(of folder: RepositoryPath) -> [String] {
        let parts = PythonProject.parts(of: folder)
        let full = parts.joined(separator: ".")
        guard parts.first == "src", parts.count > 1 else { return [full] }
        return [parts.dropFirst().joined(separator: "."), full]
    }

    /// Whether the file imports a module that stands beside it by its bare name.
    private func importsSiblingsFlat(_ module: CodeModule) -> Bool {
        module.imports.contains { item in
            guard let first = item.module.split(separator: ".").first, first != stem[...] else {
                return false
            }
            let sibling = file.parent.appending(first + ".py")
            let package = file.parent.appending(first + "/__init__.py")
            return evaluation.snapshot.entry(at: sibling) != nil
                || evaluation.snapshot.entry(at: package) != nil
        }
    }

    /// Whether another file of the component imports the package or something in it.
    private func isImported(_ package: String) -> Bool {
        project.files.contains { other in
            guard other != file, evaluation.isReadable(other),
                evaluation.contains(
                    anyOf: ["from \(package)", "import \(package)"], in: other)
            else { return false }
            return project.module(other)?.imports.contains { $0.isBelow(package) } ?? false
        }
    }

    /// Whether a text that starts programs names the module: `app.main:app`, `-m app.main`.
    private func isStarted(as module: String) -> Bool {
        let index = evaluation.layout.index(ofComponent: project.component)
        return index.entries.contains { entry in
            guard entry.mode.isFile, Self.startsPrograms(entry.path),
                evaluation.isReadable(entry.path)
            else { return false }
            return evaluation.contains(anyOf: [module + ":", "-m " + module], in: entry.path)
        }
    }

    private static func startsPrograms(_ path: RepositoryPath) -> Bool {
        let name = path.lastComponent
        if ["Procfile", "pyproject.toml", "setup.cfg", "tox.ini", "Makefile"].contains(name) {
            return true
        }
        if name.contains("Dockerfile") || name.hasSuffix(".sh") { return true }
        let isYAML = name.hasSuffix(".yml") || name.hasSuffix(".yaml")
        return isYAML && (name.contains("compose") || path.parent == ".github/workflows")
    }
}

extension CodeModule.Import {
    /// Whether this imports the package itself or something in it.
    fileprivate func isBelow(_ package: String) -> Bool {
        [module, path].contains { $0 == package || $0.hasPrefix(package + ".") }
    }
}
