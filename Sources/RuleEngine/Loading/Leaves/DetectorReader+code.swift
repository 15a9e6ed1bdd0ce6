extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func code(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(CodeLeaf.format) else { return nil }
        let language = keys.required("lang")?.choice(CodeLeaf.languages)
        guard let (name, value) = keys.single(of: CodeLeaf.forms.map(\.name)) else { return nil }
        guard let form = form(name, value), let language else { return nil }
        return .code(
            CodeLeaf(
                language: language, form: form, files: keys["files"]?.globs() ?? [],
                inside: keys["in"].flatMap(identifier)))
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
