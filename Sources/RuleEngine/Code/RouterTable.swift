internal import Snapshots

/// Under which prefixes the routers of a component are served.
struct RouterTable {
    /// One `include_router` or `mount`.
    private struct Inclusion {
        var parent: PythonProject.Symbol
        /// Nil when it cannot be told.
        var prefix: String?
    }

    /// Texts of which a file that has to do with routers holds one.
    static let gate = ["APIRouter", "include_router", "mount"]
    /// How deep routers may be nested.
    private static let depthLimit = 8
    /// Under how many prefixes one router is looked at.
    private static let prefixLimit = 64

    /// The routers' own prefixes; nil for one that cannot be told.
    private var routers: [PythonProject.Symbol: String?] = [:]
    private var inclusions: [PythonProject.Symbol: [Inclusion]] = [:]
    /// Whether something is included that cannot be told, so that any router may be.
    private var hasUnknownInclusions = false

    /// Reads the files of a project that may have to do with routers.
    init(project: PythonProject, isRelevant: (RepositoryPath) -> Bool) {
        for file in project.files where isRelevant(file) {
            guard let module = project.module(file) else { continue }
            addRouters(of: module, file, project)
            addInclusions(of: module, file, project)
        }
    }

    private mutating func addRouters(
        of module: CodeModule, _ file: RepositoryPath, _ project: PythonProject
    ) {
        for assignment in module.assignments {
            guard let call = module.call(at: assignment.call),
                project.isCall(call.callee, of: "fastapi.APIRouter", in: module, at: file)
            else { continue }
            let symbol = PythonProject.Symbol(file: file, name: assignment.target)
            routers[symbol] = .some(Self.prefix(of: call, in: module))
        }
    }

    private mutating func addInclusions(
        of module: CodeModule, _ file: RepositoryPath, _ project: PythonProject
    ) {
        for call in module.calls {
            let isMount = call.callee.hasSuffix(".mount")
            guard isMount || call.callee.hasSuffix(".include_router") else { continue }
            let parent = String(call.callee.prefix(upTo: call.callee.lastDot))
            let child = call.argument(at: isMount ? 1 : 0, named: isMount ? "app" : "router")
            guard case .name(let name)? = child?.value else {
                if !isMount { hasUnknownInclusions = true }
                continue
            }
            let prefix =
                isMount
                ? call.argument(at: 0, named: "path").flatMap { module.text(of: $0) }
                : Self.prefix(of: call, in: module)
            let inclusion = Inclusion(
                parent: project.origin(of: parent, in: file), prefix: prefix)
            inclusions[project.origin(of: name, in: file), default: []].append(inclusion)
        }
        // A loop over routers binds a name that leads nowhere.
        for symbol in inclusions.keys where symbol.file == file && routers[symbol] == nil {
            if module.assignments.contains(where: { $0.target == symbol.name }) { continue }
            hasUnknownInclusions = true
        }
    }

    /// The `prefix` of a call; empty without one, nil when it is no plain text.
    private static func prefix(of call: CodeModule.Call, in module: CodeModule) -> String? {
        guard let keyword = call.keywords.first(where: { $0.name == "prefix" }) else { return "" }
        return module.text(of: keyword.argument)
    }

    /// The prefixes under which routes of a name are served; none when the name is a router that nobody includes.
    func prefixes(of symbol: PythonProject.Symbol) -> [String] { prefixes(of: symbol, depth: 0) }

    private func prefixes(of symbol: PythonProject.Symbol, depth: Int) -> [String] {
        guard depth < Self.depthLimit else { return [] }
        let own: String
        if let router = routers[symbol] {
            guard let prefix = router else { return [] }
            own = prefix
        } else {
            // An application, or something that is handed in: served as it is, and where it is mounted.
            own = ""
        }
        guard let includedAt = inclusions[symbol] else {
            return routers[symbol] == nil || hasUnknownInclusions ? [own] : []
        }
        var found: [String] = routers[symbol] == nil ? [own] : []
        for inclusion in includedAt {
            guard let prefix = inclusion.prefix else { continue }
            for outer in prefixes(of: inclusion.parent, depth: depth + 1)
            where found.count < Self.prefixLimit {
                found.append(outer + prefix + own)
            }
        }
        return found
    }
}

extension CodeModule.Call {
    /// A positional argument, or the same by its keyword.
    func argument(at position: Int, named name: String) -> CodeModule.Argument? {
        arguments.indices.contains(position)
            ? arguments[position] : keywords.first { $0.name == name }?.argument
    }
}

extension CodeModule {
    /// The text of an argument: a string, or a constant of the module.
    func text(of argument: Argument) -> String? {
        switch argument.value {
        case .text(let text): text
        case .name(let name): constants[name]
        case nil: nil
        }
    }
}

extension String {
    /// The last dot; the end when there is none.
    fileprivate var lastDot: Index { lastIndex(of: ".") ?? endIndex }
}
