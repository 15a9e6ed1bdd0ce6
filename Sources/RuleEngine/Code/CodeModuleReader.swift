internal import Documents

/// Reads a file of any language into what rules ask about, by its captures alone.
struct CodeModuleReader {
    let tree: SyntaxTree
    let queries: LanguageQueries

    private var language: Language { queries.language }

    /// The module; errors in the syntax only hide what stands in them.
    func module() -> CodeModule {
        let matches = queries.matches(in: tree)
        func each<Item>(_ name: String, _ read: (SyntaxMatch) -> Item?) -> [Item] {
            (matches[name] ?? []).compactMap(read)
        }
        let text = CodeText(language: language)
        let keywords = keywordsByCall(matches["kwarg"] ?? [], text)
        var module = CodeModule()
        module.imports = each("import") { importing($0, text) }
        module.calls = Self.mostTelling(each("call") { call($0, keywords, text) })
        module.assignments = each("assign_call") { assignment($0, text) }
        module.functions = each("def") { definition($0, text) }
        module.classes = each("class") { definition($0, text) }
        module.finish()
        module.routes = each("route") { route($0, text) }
        return module
    }

    private func importing(_ match: SyntaxMatch, _ text: CodeText) -> CodeModule.Import? {
        guard let statement = match["import"], let node = match["module"] else { return nil }
        var module = text.content(of: node) ?? text.withoutSpace(node)
        for prefix in language.imports.droppedPrefixes where module.hasPrefix(prefix) {
            module.removeFirst(prefix.count)
        }
        let name = match["name"].map(text.withoutSpace)
        let isWildcard = match["wildcard"] != nil
        var binding = match["alias"].map(text.withoutSpace) ?? name
        if binding == nil, !isWildcard, match["unbound"] == nil {
            binding = text.binding(ofModule: module)
        }
        let target = name.map { CodeModule.Import.joined(module, $0) } ?? module
        return CodeModule.Import(
            span: statement.range, module: module, name: name, isWildcard: isWildcard,
            binding: isWildcard ? nil : binding, target: target)
    }

    private func keywordsByCall(
        _ matches: [SyntaxMatch], _ text: CodeText
    ) -> [Range<Int>: [CodeModule.Keyword]] {
        var keywords: [Range<Int>: [CodeModule.Keyword]] = [:]
        for match in matches {
            guard let call = match["call"], let keyword = match["kwarg"], let name = match["name"],
                let value = match["value"]
            else { continue }
            keywords[call.range, default: []].append(
                CodeModule.Keyword(
                    name: text.withoutSpace(name), span: keyword.range,
                    argument: text.argument(value)))
        }
        return keywords
    }

    private func call(
        _ match: SyntaxMatch, _ keywords: [Range<Int>: [CodeModule.Keyword]], _ text: CodeText
    ) -> CodeModule.Call? {
        guard let call = match["call"], let callee = match["callee"] else { return nil }
        var name = text.name(of: callee)
        if let receiver = match["receiver"] {
            name = text.name(of: receiver) + "." + name
        } else if let module = match["module"].flatMap(text.content) {
            name = ([module] + [match["member"]?.text].compactMap(\.self)).joined(separator: ".")
        }
        let arguments = match["arguments"]?.namedChildren.filter { !$0.isComment } ?? []
        return CodeModule.Call(
            span: call.range, callee: name, calleeSpan: callee.range,
            arguments: arguments.prefix(CodeText.argumentLimit).map(text.argument),
            keywords: keywords[call.range] ?? [])
    }

    private func assignment(_ match: SyntaxMatch, _ text: CodeText) -> CodeModule.Assignment? {
        guard let assignment = match["assignment"], let target = match["target"],
            let call = match["call"]
        else { return nil }
        return CodeModule.Assignment(
            span: assignment.range, target: text.withoutSpace(target), targetSpan: target.range,
            call: call.range)
    }

    private func definition(_ match: SyntaxMatch, _ text: CodeText) -> CodeModule.Definition? {
        guard let definition = match["definition"], let name = match["name"] else { return nil }
        return CodeModule.Definition(
            span: definition.range, name: text.withoutSpace(name), nameSpan: name.range,
            bases: match["bases"].map { [text.name(of: $0)] } ?? [])
    }

    /// A route; Go's own paths may start with the method, as in `GET /p`.
    private func route(_ match: SyntaxMatch, _ text: CodeText) -> CodeRoute? {
        guard let route = match["route"], let node = match["path"],
            var path = text.content(of: node)
        else { return nil }
        var methods: [String] = []
        if let written = match["method"].map(text.withoutSpace),
            !language.routes.anyMethod.contains(written)
        {
            methods = [(language.routes.methods[written] ?? written).uppercased()]
        }
        let words = path.split(separator: " ", maxSplits: 1)
        if words.count == 2, words[1].hasPrefix("/"), words[0].allSatisfy(\.isUppercase) {
            methods = [String(words[0])]
            path = String(words[1])
        }
        return CodeRoute(
            methods: methods, path: path, owner: match["owner"].map(text.name), span: route.range)
    }

    /// Of each call, the match that knows the module of what is called.
    private static func mostTelling(_ calls: [CodeModule.Call]) -> [CodeModule.Call] {
        var best: [Range<Int>: CodeModule.Call] = [:]
        for call in calls where best[call.span]?.callee.hasPrefix("()") ?? true {
            best[call.span] = call
        }
        return Array(best.values)
    }
}
