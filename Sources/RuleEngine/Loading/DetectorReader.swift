internal import Documents

/// Reads detection trees.
struct DetectorReader {
    /// How deep a tree may be.
    private static let depthLimit = 32
    private static let kinds = [
        "all", "any", "not", "count", "file", "regex", "path", "code", "tree_sitter", "dependency",
        "workflow", "python_package", "pin", "fixable", "bound", "var",
    ]
    private static let codeForms = [
        "import", "assign_call", "call", "route", "def", "class", "kwarg",
    ]

    /// A tree; with `isPrecondition` its root may have a `reason`.
    func detector(_ field: Field, isPrecondition: Bool = false) -> Detector? {
        detector(field, extra: isPrecondition ? ["reason"] : [], depth: 0)
    }

    private func detector(_ field: Field, extra: [String], depth: Int) -> Detector? {
        guard depth < Self.depthLimit else {
            field.fail("the tree is more than \(Self.depthLimit) nodes deep")
            return nil
        }
        guard let keys = field.mapping(Self.kinds + ["id", "anchor"] + extra) else { return nil }
        let present = Self.kinds.filter { keys[$0] != nil }
        guard present.count == 1, let name = present.first, let value = keys[name] else {
            field.fail(
                present.isEmpty
                    ? "a node has one of the keys \(Self.kinds.joined(separator: ", "))"
                    : "a node has one of the keys \(present.joined(separator: ", ")), not several")
            return nil
        }
        guard let kind = kind(name, value, depth: depth) else { return nil }
        return Detector(
            kind, id: keys["id"].flatMap(identifier), isAnchor: keys["anchor"]?.bool() ?? false,
            reason: keys["reason"]?.text(), source: field.location)
    }

    /// The name of a leaf or an operation.
    func identifier(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        if text.isIdentifier { return text }
        field.fail("\(field.label) is made of letters, digits and `_`")
        return nil
    }

    private func kind(_ name: String, _ value: Field, depth: Int) -> Detector.Kind? {
        switch name {
        case "all": return parts(value, depth: depth).map { .all($0) }
        case "any": return parts(value, depth: depth).map { .any($0) }
        case "not": return detector(value, extra: [], depth: depth + 1).map { .not($0) }
        case "count": return count(value, depth: depth)
        case "file": return file(value)
        case "regex": return regex(value)
        case "path": return path(value)
        case "code": return code(value)
        case "tree_sitter": return query(value)
        case "dependency": return dependency(value)
        case "workflow": return workflow(value)
        case "python_package": return other(value).map { .pythonPackage(of: $0) }
        case "pin": return other(value).map { .pin(of: $0) }
        case "fixable": return other(value).map { .fixable(of: $0) }
        case "bound": return capture(value).map { .bound($0) }
        default: return value.text().map { .variable($0) }
        }
    }

    private func parts(_ field: Field, depth: Int) -> [Detector]? {
        let items = field.list()
        guard !items.isEmpty else {
            if field.node.items.isEmpty { field.fail("\(field.label) has no parts") }
            return nil
        }
        let parts = items.map { detector($0, extra: [], depth: depth + 1) }
        return parts.contains { $0 == nil } ? nil : parts.compactMap(\.self)
    }

    private func count(_ field: Field, depth: Int) -> Detector.Kind? {
        guard let keys = field.mapping(["of", "min", "max"]),
            let part = keys.required("of").flatMap({ detector($0, extra: [], depth: depth + 1) })
        else { return nil }
        if keys["min"] == nil, keys["max"] == nil { field.fail("count needs `min` or `max`") }
        return .count(part, minimum: keys["min"]?.integer(), maximum: keys["max"]?.integer())
    }

    private func other(_ field: Field) -> String? {
        field.mapping(["of"])?.required("of")?.text()
    }

    /// A capture's name, with or without `$`.
    private func capture(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        let name = text.hasPrefix("$") ? String(text.dropFirst()) : text
        if name.isIdentifier { return name }
        field.fail("`\(text)` is no name of a capture")
        return nil
    }

    private func file(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(["glob", "state", "case"]),
            let globs = keys.required("glob")?.globs()
        else { return nil }
        return .file(
            FileLeaf(
                globs: globs,
                isAbsent: keys["state"]?.choice(["present", "absent"]) == "absent",
                ignoresCase: keys["case"]?.choice(["sensitive", "insensitive"]) == "insensitive"))
    }

    private func regex(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(["pattern", "files", "not_if", "group"]),
            let pattern = keys.required("pattern")?.text()
        else { return nil }
        return .regex(
            RegexLeaf(
                pattern: pattern, files: keys["files"]?.globs() ?? [],
                exceptions: keys["not_if"]?.oneOrMoreTexts() ?? [], group: keys["group"]?.text()))
    }

    private func path(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(["files", "format", "select", "where", "as"]) else {
            return nil
        }
        let files = keys.required("files")?.globs()
        guard let select = keys.required("select"), let text = dataPath(select), let files else {
            return nil
        }
        return .path(
            PathLeaf(
                files: files, format: keys["format"]?.choice(DataFormat.self)?.rawValue,
                select: text, condition: keys["where"].flatMap(condition) ?? .present,
                capture: keys["as"].flatMap(capture)))
    }

    /// The text of a path, which can be read.
    func dataPath(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        do throws(DataPathError) {
            _ = try DataPath(parsing: text)
            return text
        } catch {
            field.fail("path `\(text)`: \(error.reason)")
            return nil
        }
    }

    private func condition(_ field: Field) -> PathLeaf.Condition? {
        let names = ["absent", "equals", "in", "matches", "type"]
        guard let keys = field.mapping(names) else { return nil }
        guard keys.fields.count == 1, let name = names.first(where: { keys[$0] != nil }),
            let value = keys[name]
        else {
            field.fail("`where` has one of the keys \(names.joined(separator: ", "))")
            return nil
        }
        switch name {
        case "absent": return value.bool() == false ? .present : .absent
        case "equals": return value.scalar().map { .equals($0) }
        case "in": return .isOne(of: value.list().compactMap { $0.scalar() })
        case "matches": return value.text().map { .matches($0) }
        default: return value.choice(DataNode.typeNames).map { .type($0) }
        }
    }

    private func code(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(["lang", "files", "in"] + Self.codeForms) else { return nil }
        let language = keys.required("lang")?.choice(["python"])
        let present = Self.codeForms.filter { keys[$0] != nil }
        guard present.count == 1, let name = present.first, let value = keys[name] else {
            field.fail("`code` has one of the keys \(Self.codeForms.joined(separator: ", "))")
            return nil
        }
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
            guard let keys = value.mapping(["target", "callee"]),
                let callee = keys.required("callee")?.text()
            else { return nil }
            return .assignCall(target: keys["target"].flatMap(capture), callee: callee)
        case "call":
            guard let keys = value.mapping(["callee", "arg0"]),
                let callees = keys.required("callee")?.oneOrMoreTexts()
            else { return nil }
            return .call(callees: callees, firstArgument: keys["arg0"]?.oneOrMoreTexts() ?? [])
        case "route":
            guard let keys = value.mapping(["method", "path"]) else { return nil }
            let method = keys.required("method")?.text()
            guard let path = keys.required("path"), let method else { return nil }
            return .route(method: method, paths: path.oneOrMoreTexts().compactMap(path.parsed))
        case "def": return .definition(value.oneOrMoreTexts())
        case "class": return .classDefinition(value.oneOrMoreTexts())
        default: return value.text().map { .keywordArgument($0) }
        }
    }

    private func query(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(["lang", "query", "files"]) else { return nil }
        let language = keys.required("lang")?.choice(Language.names)
        guard let query = keys.required("query")?.text(), let language else { return nil }
        return .treeSitter(
            QueryLeaf(language: language, query: query, files: keys["files"]?.globs() ?? []))
    }

    private func dependency(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(["ecosystem", "package", "version", "advisory"]) else {
            return nil
        }
        let ecosystem = keys.required("ecosystem")?
            .choice(Ecosystem.allCases.map(\.rawValue) + ["*"])
        guard let name = keys.required("package")?.text(), let ecosystem else { return nil }
        var severity: Template?
        if let advisory = keys["advisory"] {
            severity = advisory.mapping(["min_severity"])?.required("min_severity")?.template()
            if severity == nil { return nil }
        }
        return .dependency(
            DependencyLeaf(
                ecosystem: ecosystem, package: name, version: keys["version"]?.text(),
                minimumAdvisorySeverity: severity))
    }

    private func workflow(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(["check", "events", "allow_owners"]),
            let check = keys.required("check")?.choice(WorkflowLeaf.Check.self)
        else { return nil }
        if check == .missingEvent, keys["events"] == nil { field.fail("missing key `events`") }
        if check != .missingEvent { keys["events"]?.fail("`events` is for missing_event") }
        if check != .unpinnedUses {
            keys["allow_owners"]?.fail("`allow_owners` is for unpinned_uses")
        }
        return .workflow(
            WorkflowLeaf(
                check: check, events: keys["events"]?.oneOrMoreTexts() ?? [],
                allowedOwners: keys["allow_owners"]?.template()))
    }
}

extension String {
    /// Whether the text is a name: letters, digits and `_`.
    var isIdentifier: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
                    true
                default: false
                }
            }
    }
}
