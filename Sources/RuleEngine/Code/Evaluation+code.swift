internal import Documents
internal import Snapshots

/// The readable forms of `code`.
extension Evaluation {
    func codeHits(of leaf: CodeLeaf, given: Solution, in scope: RuleScope) -> LeafAnswer {
        let files = scope.files(
            globs(leaf.files), extensions: Language.extensions[leaf.language] ?? [])
        guard !files.isEmpty else { return LeafAnswer() }
        guard let queries = ruleSet.languages[leaf.language] else {
            return LeafAnswer(doubt: "grammar \(leaf.language) missing")
        }
        var answer = LeafAnswer()
        var places: [LeafMatch]?
        if let id = leaf.inside {
            do throws(NotEvaluated) {
                places = try matches(ofLeaf: id, given: given, in: scope)
            } catch {
                return LeafAnswer(doubt: error.reason)
            }
        }
        let form = CodeForm(leaf.form, in: scope, evaluation: self)
        let gate = leaf.gate
        for path in files {
            if let places, !places.contains(where: { $0.path == path }) { continue }
            guard !isReadable(path) || isGateOpen(gate, of: form, path) else { continue }
            if let doubt = doubt(about: path) {
                answer.doubt = answer.doubt ?? doubt
                continue
            }
            do throws(DocumentError) {
                let module = try facts(of: path).module(queries)
                let project = project(of: layout.component(of: path))
                answer.hits += form.hits(in: module, at: path, project).filter {
                    $0.isInside(places, of: leaf.form)
                }
            } catch {
                answer.doubt = answer.doubt ?? doubt(error, in: path)
            }
        }
        return answer
    }

    /// Whether a file holds one of the texts that a leaf cannot match without.
    private func isGateOpen(
        _ gate: [String], of form: CodeForm, _ path: RepositoryPath
    ) -> Bool {
        if case .route = form.form, !form.isNamed(in: project(of: layout.component(of: path))) {
            return false
        }
        if gate.isEmpty || gate.contains(where: { mayContain($0, in: path) }) { return true }
        guard case .assignCall(_, let callee) = form.form else { return false }
        // A file need not name the class when it uses a subclass from another file.
        let subclasses = project(of: layout.component(of: path)).subclasses(of: callee)
        return !subclasses.isEmpty && contains(anyOf: subclasses.map(\.name), in: path)
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
    func isNamed(in project: PythonProject) -> Bool {
        paths.contains { path in path.routeText.map { project.mayContain($0) } ?? true }
    }

    func hits(
        in module: PythonModule, at path: RepositoryPath, _ project: PythonProject
    ) -> [LeafHit] {
        let make = Maker(module: module, path: path)
        switch form {
        case .imports(let wanted):
            var seen: Set<Range<Int>> = []
            return module.imports.filter {
                $0.isImport(of: wanted) && seen.insert($0.span).inserted
            }.map { make.hit($0.span) }
        case .assignCall(let target, let callee):
            return module.assignments.compactMap { assignment in
                guard let call = module.call(at: assignment.call),
                    project.isCall(call.callee, of: callee, in: module, at: path)
                else { return nil }
                return make.hit(assignment, target: target)
            }
        case .call(let callees, let arguments):
            return module.calls.filter { call in
                callees.contains {
                    project.isCall(call.callee, of: $0, in: module, at: path)
                } && call.firstArgument(fits: arguments, in: module)
            }.map { make.hit($0.span, call: $0.span) }
        case .route(let method, _):
            let routes = module.routes.filter { isWanted($0, method, path, project) }
            return routes.map { make.hit($0.span) }
        case .definition(let names):
            return module.functions.filter { $0.isNamed(names) }.map { make.hit($0.span) }
        case .classDefinition(let names):
            return module.classes.filter { $0.isNamed(names) }.map { make.hit($0.span) }
        case .keywordArgument(let name):
            return module.calls.flatMap { call in
                call.keywords.filter { $0.name == name }
                    .map { make.hit($0.span, call: call.span) }
            }
        }
    }

    private func isWanted(
        _ route: PythonRoute, _ method: String, _ file: RepositoryPath, _ project: PythonProject
    ) -> Bool {
        guard method == "*" || route.methods.contains(method.uppercased()) else { return false }
        let prefixes =
            route.owner.map { project.routerTable().prefixes(of: project.origin(of: $0, in: file)) }
            ?? [""]
        return prefixes.contains { prefix in
            let served = (prefix + route.path).withoutTrailingSlash
            return paths.contains { PythonNames.matches(served, $0) }
        }
    }
}

/// Makes hits in one file.
private struct Maker {
    let module: PythonModule
    let path: RepositoryPath

    func hit(_ span: Range<Int>, call: Range<Int>? = nil) -> LeafHit {
        var match = LeafMatch(path: path, span: span)
        match.attributes["function"] = module.function(around: span)
        match.callSpan = call
        return LeafHit(match: match)
    }

    func hit(_ assignment: PythonModule.Assignment, target: String?) -> LeafHit {
        var hit = hit(assignment.span, call: assignment.call)
        if let target {
            hit.captures[target] = assignment.target
            hit.match.captureSpans[target] = assignment.targetSpan
        }
        return hit
    }
}

extension PythonModule.Import {
    /// Whether one of some modules, or something below it, is imported.
    fileprivate func isImport(of modules: [String]) -> Bool {
        modules.contains { wanted in
            [module, path].contains { $0 == wanted || $0.hasPrefix(wanted + ".") }
        }
    }
}

extension PythonModule.Definition {
    fileprivate func isNamed(_ names: [String]) -> Bool {
        names.contains { PythonNames.matches(name, $0) }
    }
}

extension PythonModule.Call {
    /// Whether the first positional argument fits one of some patterns; no patterns fit anything.
    fileprivate func firstArgument(fits patterns: [String], in module: PythonModule) -> Bool {
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
