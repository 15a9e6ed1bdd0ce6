internal import Documents

/// Reads a Python file's syntax tree into what rules ask about.
struct PythonModuleReader {
    let tree: SyntaxTree
    let queries: LanguageQueries

    /// The module; errors in the syntax only hide what stands in them.
    func module() -> CodeModule {
        let matches = queries.matches(in: tree)
        func each<Item>(_ name: String, _ read: (SyntaxMatch) -> Item?) -> [Item] {
            (matches[name] ?? []).compactMap(read)
        }
        var module = CodeModule()
        module.imports = each("import", importing)
        let keywords = keywordsByCall(matches["kwarg"] ?? [])
        module.calls = each("call") { call($0, keywords) }
        module.assignments = each("assign_call", assignment)
        module.functions = each("def", definition)
        module.classes = each("class", definition)
        module.decorators = each("route", decorator)
        for match in matches["constant"] ?? [] {
            if let name = match["name"], let node = match["value"], let text = text(of: node) {
                module.constants[name.text] = text
            }
        }
        module.finish()
        module.routes = module.findRoutes()
        return module
    }

    private func importing(_ match: SyntaxMatch) -> CodeModule.Import? {
        guard let statement = match["import"] else { return nil }
        let alias = match["alias"]?.text
        if let module = match["module"]?.text.withoutSpace {
            let first = String(module.prefix { $0 != "." })
            return CodeModule.Import(
                span: statement.range, module: module, name: nil, isWildcard: false,
                binding: alias ?? first, target: alias == nil ? first : module)
        }
        guard let module = match["from"]?.text.withoutSpace else { return nil }
        let name = match["name"]?.text.withoutSpace
        return CodeModule.Import(
            span: statement.range, module: module, name: name,
            isWildcard: match["wildcard"] != nil, binding: alias ?? name,
            target: name.map { CodeModule.Import.joined(module, $0) } ?? module)
    }

    private func keywordsByCall(
        _ matches: [SyntaxMatch]
    ) -> [Range<Int>: [CodeModule.Keyword]] {
        var keywords: [Range<Int>: [CodeModule.Keyword]] = [:]
        for match in matches {
            guard let call = match["call"], let keyword = match["kwarg"], let name = match["name"],
                let value = match["value"]
            else { continue }
            keywords[call.range, default: []].append(
                CodeModule.Keyword(
                    name: name.text, span: keyword.range, argument: argument(value)))
        }
        return keywords
    }

    private func call(
        _ match: SyntaxMatch, _ keywords: [Range<Int>: [CodeModule.Keyword]]
    ) -> CodeModule.Call? {
        guard let call = match["call"], let callee = match["callee"],
            let arguments = match["arguments"]
        else { return nil }
        let other: Set<String> = [
            "keyword_argument", "list_splat", "dictionary_splat", "comment",
        ]
        let positional =
            arguments.kind == "argument_list"
            ? arguments.namedChildren.filter { !other.contains($0.kind) }.map(argument) : []
        return CodeModule.Call(
            span: call.range, callee: name(of: callee), calleeSpan: callee.range,
            arguments: positional, keywords: keywords[call.range] ?? [])
    }

    private func assignment(_ match: SyntaxMatch) -> CodeModule.Assignment? {
        guard let assignment = match["assignment"], let target = match["target"],
            let call = match["call"]
        else { return nil }
        return CodeModule.Assignment(
            span: assignment.range, target: target.text.withoutSpace, targetSpan: target.range,
            call: call.range)
    }

    private func definition(_ match: SyntaxMatch) -> CodeModule.Definition? {
        guard let definition = match["definition"], let name = match["name"] else { return nil }
        let bases = match["bases"]?.namedChildren.filter { $0.kind != "keyword_argument" } ?? []
        return CodeModule.Definition(
            span: definition.range, name: name.text, nameSpan: name.range,
            bases: bases.map(self.name))
    }

    private func decorator(_ match: SyntaxMatch) -> CodeModule.Decorator? {
        guard let route = match["route"], let call = match["call"], let name = match["function"]
        else { return nil }
        return CodeModule.Decorator(call: call.range, span: route.range, function: name.text)
    }

    private func argument(_ node: SyntaxNode) -> CodeModule.Argument {
        var argument = CodeModule.Argument(span: node.range, value: nil)
        switch node.kind {
        case "string": argument.value = text(of: node).map { .text($0) }
        case "identifier", "attribute":
            let name = name(of: node)
            if PythonNames.isDotted(name) { argument.value = .name(name) }
        case "list", "tuple", "set": argument.texts = node.namedChildren.compactMap(text)
        default: break
        }
        return argument
    }

    /// A dotted name as written, or `().name` for an attribute of anything else.
    private func name(of node: SyntaxNode) -> String {
        let text = node.range.count <= 512 ? node.text.withoutSpace : ""
        if PythonNames.isDotted(text) { return text }
        guard node.kind == "attribute", let attribute = node.child(field: "attribute") else {
            return "()"
        }
        return "()." + attribute.text
    }

    /// The content of a plain string; nil when it is formatted, bytes, or has escapes that matter.
    private func text(of node: SyntaxNode) -> String? {
        guard node.kind == "string", node.range.count <= 4096 else { return nil }
        let text = node.text
        let prefix = text.prefix { $0 != "\"" && $0 != "'" }.lowercased()
        guard prefix.isEmpty || prefix == "r" || prefix == "u" else { return nil }
        var body = text.dropFirst(prefix.count)
        for quotes in ["\"\"\"", "'''", "\"", "'"] where body.hasPrefix(quotes) {
            guard body.count >= 2 * quotes.count, body.hasSuffix(quotes) else { return nil }
            body = body.dropFirst(quotes.count).dropLast(quotes.count)
            return prefix != "r" && body.contains("\\") ? nil : String(body)
        }
        return nil
    }
}

extension String {
    /// The text without white space and line continuations.
    fileprivate var withoutSpace: String {
        String(decoding: utf8.filter { $0 > 0x20 && $0 != UInt8(ascii: "\\") }, as: UTF8.self)
    }
}
