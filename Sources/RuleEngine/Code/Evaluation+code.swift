internal import Documents
internal import Snapshots

/// The readable forms of `code`.
extension Evaluation {
    func codeHits(of leaf: CodeLeaf, given: Solution, in scope: RuleScope) -> LeafAnswer {
        guard let compiled = ruleSet.language(leaf.language, for: scope.compiled) else {
            return LeafAnswer()
        }
        let files = scope.files(globs(leaf.files), extensions: compiled.language.extensions)
        var answer = LeafAnswer()
        var places: [LeafMatch]?
        if let id = leaf.inside, !files.isEmpty {
            do throws(NotEvaluated) {
                places = try matches(ofLeaf: id, given: given, in: scope)
            } catch {
                return LeafAnswer(doubt: error.reason)
            }
        }
        let form = CodeForm(leaf.form, in: scope, evaluation: self)
        let gate = leaf.gate
        for path in files {
            guard let queries = compiled.forms(forFileNamed: path.lastComponent) else {
                let grammar = compiled.language.grammar(ofFileNamed: path.lastComponent)
                answer.doubt = answer.doubt ?? "grammar \(grammar) missing"
                continue
            }
            if let places, !places.contains(where: { $0.path == path }) { continue }
            let names = CodeNames(language: compiled.language, file: path, evaluation: self)
            guard !isReadable(path) || isGateOpen(gate, of: form, names) else { continue }
            if let doubt = doubt(about: path) {
                answer.doubt = answer.doubt ?? doubt
                continue
            }
            do throws(DocumentError) {
                let hits: [LeafHit]
                if case .query(let query) = leaf.form {
                    hits = try self.hits(of: query, in: path, compiled)
                } else {
                    hits = form.hits(in: try facts(of: path).module(queries), names)
                }
                answer.hits += hits.filter { $0.isInside(places, of: leaf.form) }
            } catch {
                answer.doubt = answer.doubt ?? doubt(error, in: path)
            }
        }
        return answer
    }

    /// Whether a file holds one of the texts that a leaf cannot match without.
    private func isGateOpen(_ gate: [String], of form: CodeForm, _ names: CodeNames) -> Bool {
        if case .route = form.form {
            guard form.isNamed(in: names) else { return false }
            // What routes are called is the language's own matter.
            if !names.isPython { return true }
        }
        if gate.isEmpty || gate.contains(where: { mayContain($0, in: names.file) }) { return true }
        guard names.isPython, case .assignCall(_, let callee) = form.form else { return false }
        // A file need not name the class when it uses a subclass from another file.
        let subclasses = names.project.subclasses(of: callee)
        return !subclasses.isEmpty && contains(anyOf: subclasses.map(\.name), in: names.file)
    }

    /// Whether a literal occurs in a file; false for one that cannot be looked at.
    func mayContain(_ literal: String, in path: RepositoryPath) -> Bool {
        guard isReadable(path) else { return false }
        if let number = ruleSet.literalNumbers[literal] { return hits(in: path).contains(number) }
        return contains(anyOf: [literal], in: path)
    }
}

extension LeafHit {
    /// Whether the hit lies in one of some matches; nil for anywhere.
    fileprivate func isInside(_ places: [LeafMatch]?, of form: CodeLeaf.Form) -> Bool {
        guard let places else { return true }
        guard let span = match.span else { return false }
        return places.contains { place in
            guard place.path == match.path, let outer = place.span else { return false }
            if case .keywordArgument = form, let call = place.callSpan {
                return match.callSpan == call
            }
            return outer.lowerBound <= span.lowerBound && span.upperBound <= outer.upperBound
        }
    }
}

/// What names in a file stand for.
struct CodeNames {
    let language: Language
    let file: RepositoryPath
    let evaluation: Evaluation

    /// Whether the file is Python, whose modules are followed from file to file.
    var isPython: Bool { language.name == "python" }

    /// The Python files of the file's component.
    var project: PythonProject {
        evaluation.project(of: evaluation.layout.component(of: file))
    }

    /// Whether a name as written in the file fits a pattern, however it was imported.
    func isCall(_ written: String, of pattern: String, in module: CodeModule) -> Bool {
        if isPython { return project.isCall(written, of: pattern, in: module, at: file) }
        return module.resolve(written).contains { PythonNames.matches($0, pattern) }
    }

    /// The prefixes under which what is registered on a name is served.
    func prefixes(of owner: String?) -> [String] {
        guard isPython, let owner else { return [""] }
        return project.routerTable().prefixes(of: project.origin(of: owner, in: file))
    }
}

/// One form of `code` with the names in it made out.
private struct CodeForm {
    let form: CodeLeaf.Form
    /// The paths of `route`, rendered.
    let paths: [String]

    init(_ form: CodeLeaf.Form, in scope: RuleScope, evaluation: Evaluation) {
        self.form = form
        if case .route(_, let templates) = form {
            paths = templates.compactMap {
                try? evaluation.render($0, captures: [:], in: scope).withoutTrailingSlash
            }
        } else {
            paths = []
        }
    }

    /// Whether one of the paths of `route` may be served: a prefix or a path that holds part of it stands somewhere.
    func isNamed(in names: CodeNames) -> Bool {
        paths.contains { path in
            guard let text = path.routeText else { return true }
            return names.isPython
                ? names.project.mayContain(text)
                : names.evaluation.mayContain(text, in: names.file)
        }
    }

    func hits(in module: CodeModule, _ names: CodeNames) -> [LeafHit] {
        let make = Maker(module: module, path: names.file)
        switch form {
        case .imports(let wanted):
            var seen: Set<Range<Int>> = []
            return module.imports.filter {
                $0.isImport(of: wanted) && seen.insert($0.span).inserted
            }.map { make.hit($0.span) }
        case .assignCall(let target, let callee):
            return module.assignments.compactMap { assignment in
                guard let call = module.call(at: assignment.call),
                    names.isCall(call.callee, of: callee, in: module)
                else { return nil }
                return make.hit(assignment, target: target)
            }
        case .call(let callees, let arguments):
            return module.calls.filter { call in
                callees.contains { names.isCall(call.callee, of: $0, in: module) }
                    && call.firstArgument(fits: arguments, in: module)
            }.map { make.hit($0.span, call: $0.span) }
        case .route(let method, _):
            var seen: Set<Range<Int>> = []
            let routes = module.routes.filter {
                isWanted($0, method, names) && seen.insert($0.span).inserted
            }
            return routes.map { make.hit($0.span) }
        case .definition(let wanted):
            return module.functions.filter { $0.isNamed(wanted) }.map { make.hit($0.span) }
        case .classDefinition(let wanted):
            return module.classes.filter { $0.isNamed(wanted) }.map { make.hit($0.span) }
        case .keywordArgument(let name):
            return module.calls.flatMap { call in
                call.keywords.filter { $0.name == name }
                    .map { make.hit($0.span, call: call.span) }
            }
        case .query: return []
        }
    }

    private func isWanted(_ route: CodeRoute, _ method: String, _ names: CodeNames) -> Bool {
        guard
            method == "*" || route.methods.isEmpty
                || route.methods.contains(method.uppercased())
        else { return false }
        return names.prefixes(of: route.owner).contains { prefix in
            let served = (prefix + route.path).withoutTrailingSlash
            return paths.contains { PythonNames.matches(served, $0) }
        }
    }
}

/// Makes hits in one file.
private struct Maker {
    let module: CodeModule
    let path: RepositoryPath

    func hit(_ span: Range<Int>, call: Range<Int>? = nil) -> LeafHit {
        var match = LeafMatch(path: path, span: span)
        match.attributes["function"] = module.function(around: span)
        match.callSpan = call
        return LeafHit(match: match)
    }

    func hit(_ assignment: CodeModule.Assignment, target: String?) -> LeafHit {
        var hit = hit(assignment.span, call: assignment.call)
        if let target {
            hit.captures[target] = assignment.target
            hit.match.captureSpans[target] = assignment.targetSpan
        }
        return hit
    }
}

extension CodeModule.Import {
    /// Whether one of some modules, or something below it, is imported.
    fileprivate func isImport(of modules: [String]) -> Bool {
        modules.contains { wanted in
            [module, path].contains {
                $0 == wanted || $0.hasPrefix(wanted + ".") || $0.hasPrefix(wanted + "/")
            }
        }
    }
}

extension CodeModule.Definition {
    fileprivate func isNamed(_ names: [String]) -> Bool {
        names.contains { PythonNames.matches(name, $0) }
    }
}

extension CodeModule.Call {
    /// Whether the first positional argument fits one of some patterns; no patterns fit anything.
    fileprivate func firstArgument(fits patterns: [String], in module: CodeModule) -> Bool {
        guard !patterns.isEmpty else { return true }
        guard let value = arguments.first?.value else { return false }
        let texts: [String]
        switch value {
        case .text(let text): texts = [text]
        case .name(let name): texts = [name] + module.resolve(name)
        }
        return texts.contains { text in patterns.contains { PythonNames.matches(text, $0) } }
    }
}
