internal import Basics
internal import Documents

extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func code(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(CodeLeaf.format) else { return nil }
        let language = keys.required("lang")?.language()
        guard let (name, value) = keys.single(of: CodeLeaf.forms.map(\.name)) else { return nil }
        if name != "query" {
            for key in ["where", "without"] { keys[key]?.fail("`\(key)` is for `query`") }
        }
        guard let language else { return nil }
        let form = name == "query" ? query(value, keys, language) : form(name, value)
        guard let form else { return nil }
        if name != "query", language.queries[name] == nil {
            let offered = CodeLeaf.forms.map(\.name).filter { language.queries[$0] != nil }
            value.fail(
                "\(language.name) has no query `\(name)`; `code` can ask it for "
                    + (offered + ["query"]).joined(separator: ", "))
            return nil
        }
        return .code(
            CodeLeaf(
                language: language.name, form: form, files: keys["files"]?.globs() ?? [],
                inside: keys["in"].flatMap(identifier)))
    }

    /// A query of the language's or the pack's own by name.
    private func query(_ field: Field, _ keys: Mapping, _ language: Language) -> CodeLeaf.Form? {
        guard let name = field.text() else { return nil }
        if Language.forms.contains(name) {
            field.fail("`\(name)` is a form of its own: write it instead of `query`")
            return nil
        }
        guard let query = language.queries[name] else {
            let known = language.queries.keys.filter { !Language.forms.contains($0) }.sorted()
            let hint = NearestName.hint(for: name, among: known)
            field.fail("there is no query `\(name)` of \(language.name)\(hint)")
            return nil
        }
        let captures = query.text.queryCaptureNames
        func isKnown(_ capture: String, _ place: Field) -> Bool {
            if captures.contains(capture) { return true }
            let hint = NearestName.hint(for: capture, among: captures)
            place.fail("the query `\(name)` has no capture `\(capture)`\(hint)")
            return false
        }
        var conditions: [CodeLeaf.NamedQuery.Condition] = []
        for (capture, value) in keys["where"]?.members() ?? [] where isKnown(capture, value) {
            if case .mapping = value.node.content {
                let text = value.mapping(CodeLeaf.condition)?.required("matches")?.text()
                conditions.append(.init(capture: capture, patterns: [], expression: text))
            } else {
                conditions.append(.init(capture: capture, patterns: value.oneOrMoreTexts()))
            }
        }
        let absent = keys["without"].map { field in
            field.oneOrMoreTexts().filter { isKnown($0, field) }
        }
        return .query(
            CodeLeaf.NamedQuery(
                name: name, conditions: conditions, absent: absent ?? [], captures: captures))
    }

    private func form(_ name: String, _ value: Field) -> CodeLeaf.Form? {
        switch name {
        case "import": return .imports(value.oneOrMoreTexts())
        case "assign_call":
            guard let keys = value.mapping(CodeLeaf.assignCall),
                let callee = keys.required("callee")?.text()
            else { return nil }
            return .assignCall(target: keys["target"].flatMap(capture), callee: callee)
        case "call":
            guard let keys = value.mapping(CodeLeaf.call),
                let callees = keys.required("callee")?.oneOrMoreTexts()
            else { return nil }
            return .call(callees: callees, firstArgument: keys["arg0"]?.oneOrMoreTexts() ?? [])
        case "route":
            guard let keys = value.mapping(CodeLeaf.route) else { return nil }
            let method = keys.required("method")?.text()
            guard let path = keys.required("path"), let method else { return nil }
            return .route(method: method, paths: path.oneOrMoreTexts().compactMap(path.parsed))
        case "def": return .definition(value.oneOrMoreTexts())
        case "class": return .classDefinition(value.oneOrMoreTexts())
        default: return value.text().map { .keywordArgument($0) }
        }
    }
}
