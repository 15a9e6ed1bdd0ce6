internal import Documents

/// Reads the `patch` of a rule.
struct PatchReader {
    private static let operations = OperationFormat.operations.map(\.name)

    let detectors = DetectorReader()
    /// The text of a template file of the pack; notes a mistake at the field when there is none.
    let templateText: (Field) -> String?

    /// The recipe.
    func recipe(_ field: Field) -> PatchRecipe? {
        guard let keys = field.mapping(RuleFormat.patch) else { return nil }
        let safety = keys.required("safety")?.choice(Safety.self)
        let touches = keys.required("touches")?.list().compactMap { $0.template() } ?? []
        let preconditions = keys["preconditions"]?.list() ?? []
        let operations = keys.required("ops")?.list() ?? []
        let recipe = PatchRecipe(
            safety: safety ?? .suggest, touches: touches,
            preconditions: preconditions.compactMap {
                detectors.detector($0, isPrecondition: true)
            }, operations: operations.compactMap(operation),
            limits: keys["limits"].map(limits) ?? PatchRecipe.Limits(),
            priority: keys["priority"]?.integer(minimum: -1000) ?? 0,
            conflictsWith: keys["conflicts_with"]?.oneOrMoreTexts() ?? [])
        if let ops = keys["ops"], operations.isEmpty { ops.fail("`ops` has no operations") }
        return recipe
    }

    private func limits(_ field: Field) -> PatchRecipe.Limits {
        var limits = PatchRecipe.Limits()
        guard let keys = field.mapping(RuleFormat.limits) else {
            return limits
        }
        limits.files = min(limits.files, keys["files"]?.integer() ?? limits.files)
        limits.addedLines = min(
            limits.addedLines, keys["added_lines"]?.integer() ?? limits.addedLines)
        limits.removedLines = min(
            limits.removedLines, keys["removed_lines"]?.integer() ?? limits.removedLines)
        return limits
    }

    private func operation(_ field: Field) -> PatchOperation? {
        guard
            let (name, value) = field.mapping(Self.operations)?.single(of: Self.operations),
            let format = OperationFormat.mapping(of: name), let keys = value.mapping(format),
            let kind = kind(name, keys)
        else { return nil }
        return PatchOperation(
            kind, id: keys["id"].flatMap(detectors.identifier),
            requiredLeaves: keys["if"]?.oneOrMoreTexts() ?? [],
            excludedLeaves: keys["unless"]?.oneOrMoreTexts() ?? [],
            purpose: keys["because"]?.text(), source: field.location)
    }

    private func kind(_ name: String, _ keys: Mapping) -> PatchOperation.Kind? {
        switch name {
        case "create_file": return createFile(keys)
        case "ensure_line":
            guard let file = template("file", keys), let line = template("line", keys) else {
                return nil
            }
            return .ensureLine(
                file: file, line: line, match: keys["match"]?.text(), place: linePlace(keys["at"]))
        case "ensure_block":
            guard let file = template("file", keys), let text = body(keys) else { return nil }
            return .ensureBlock(
                file: file, text: text, place: linePlace(keys["at"]),
                markers: keys["markers"].flatMap(markers))
        case "delete_file": return template("file", keys).map { .deleteFile($0) }
        case "rename_file":
            guard let file = template("file", keys), let target = template("to", keys) else {
                return nil
            }
            return .renameFile(file, to: target)
        case "chmod":
            guard let file = template("file", keys),
                let isExecutable = keys.required("executable")?.bool()
            else { return nil }
            return .changeMode(file, isExecutable: isExecutable)
        case "replace":
            guard let at = keys.required("at")?.text(), let text = template("with", keys) else {
                return nil
            }
            return .replace(at: at, text: text)
        case "set", "append", "delete", "merge": return dataOperation(name, keys)
        case "ensure_import": return ensureImport(keys)
        case "insert_code": return insertCode(keys)
        case "ensure_dependency": return ensureDependency(keys)
        case "bump_dependency":
            _ = keys["strategy"]?.choice(["minimum_fixed"])
            return keys.required("at")?.text().map { .bumpDependency(at: $0) }
        case "dockerfile":
            guard let file = template("file", keys), let change = dockerChange(keys) else {
                return nil
            }
            return .dockerfile(file: file, change: change)
        case "environment_variable":
            return keys.required("at")?.text().map { .environmentVariable(at: $0) }
        case "ensure_updates":
            guard let at = keys.required("at")?.text(), let interval = template("interval", keys)
            else { return nil }
            return .ensureUpdates(at: at, interval: interval)
        default: return keys.required("at")?.text().map { .pinAction(at: $0) }
        }
    }

    private func template(_ key: String, _ keys: Mapping) -> Template? {
        keys.required(key)?.template()
    }

    /// The text of an operation: `text`, or the file that `template` names.
    private func body(_ keys: Mapping) -> Template? {
        switch (keys["text"], keys["template"]) {
        case (let text?, nil): return text.template()
        case (nil, let file?): return templateText(file).flatMap(file.parsed)
        default:
            keys.field.fail("either `text` or `template`")
            return nil
        }
    }

    private func createFile(_ keys: Mapping) -> PatchOperation.Kind? {
        var paths: [Template] = []
        switch (keys["path"], keys["first_free"]) {
        case (let path?, nil): paths = [path.template()].compactMap(\.self)
        case (nil, let list?): paths = list.list().compactMap { $0.template() }
        default: keys.field.fail("either `path` or `first_free`")
        }
        guard let text = body(keys), !paths.isEmpty else { return nil }
        return .createFile(
            paths: paths, isFirstFree: keys["first_free"] != nil, text: text,
            isExecutable: keys["executable"]?.bool() ?? false,
            existing: keys["if_exists"]?.choice(PatchOperation.Existing.self) ?? .decline)
    }

    private func ensureImport(_ keys: Mapping) -> PatchOperation.Kind? {
        let language = keys.required("lang")?.language()
        let names = keys["names"]?.oneOrMoreTexts() ?? []
        let alias = keys["alias"].flatMap(detectors.identifier)
        guard let file = template("file", keys), let module = template("module", keys),
            let language
        else { return nil }
        guard let style = language.imports.style else {
            keys["lang"]?.fail("imports of \(language.name) cannot be written: it has no `style`")
            return nil
        }
        if alias != nil, style == .python || style == .lines {
            keys["alias"]?.fail("an import of \(language.name) is written without `alias`")
        }
        if !names.isEmpty, style == .go {
            keys["names"]?.fail("Go imports packages, not names from them")
        }
        if !names.isEmpty, alias != nil {
            keys["alias"]?.fail("either `names` or `alias`")
        }
        return .ensureImport(
            language: language.name, file: file, module: module, names: names, alias: alias)
    }

    private func insertCode(_ keys: Mapping) -> PatchOperation.Kind? {
        let text = body(keys)
        guard let file = template("file", keys), let place = keys.required("at").flatMap(codePlace),
            let text
        else { return nil }
        return .insertCode(
            file: file, place: place, text: text, blankLines: keys["blank_lines"]?.integer() ?? 0)
    }

    private func ensureDependency(_ keys: Mapping) -> PatchOperation.Kind? {
        let ecosystem = keys.required("ecosystem")?.choice(Ecosystem.self)
        guard let name = keys.required("package")?.text(),
            let specifier = keys.required("specifier")?.text(), let ecosystem
        else { return nil }
        return .ensureDependency(
            ecosystem: ecosystem.rawValue, package: name, specifier: specifier)
    }

    private func dataOperation(_ name: String, _ keys: Mapping) -> PatchOperation.Kind? {
        guard let site = dataSite(keys),
            let path = keys.required("path").flatMap(detectors.dataPath)
        else { return nil }
        if name == "delete" { return .delete(site: site, path: path) }
        guard let value = keys.required("value").flatMap(value) else { return nil }
        let comment = keys["comment"]?.template()
        let place = keys["position"].flatMap(memberPlace)
        switch name {
        case "append": return .append(site: site, path: path, value: value, comment: comment)
        case "merge":
            return .merge(
                site: site, path: path, value: value,
                existingWins: keys["existing_wins"]?.bool() ?? true, place: place)
        default:
            return .set(site: site, path: path, value: value, place: place, comment: comment)
        }
    }

    private func dataSite(_ keys: Mapping) -> PatchOperation.DataSite? {
        switch (keys["file"], keys["in"]) {
        case (let file?, nil): return file.template().map { .file($0) }
        case (nil, let leaf?): return detectors.identifier(leaf).map { .inside($0) }
        default:
            keys.field.fail("either `file` or `in`")
            return nil
        }
    }

    private func value(_ field: Field) -> TemplateValue? {
        switch field.node.content {
        case .scalar(.null): return .null
        case .scalar(.bool(let value)): return .bool(value)
        case .scalar(.integer(let text)): return .integer(text)
        case .scalar(.string): return field.template().map { .string($0) }
        case .scalar:
            field.fail("\(field.label) cannot be such a value; put it in quotes")
            return nil
        case .sequence: return .sequence(field.list().compactMap(value))
        case .mapping:
            return .mapping(
                field.members().compactMap { key, member in
                    value(member).map { TemplateValue.Member(key: key, value: $0) }
                })
        }
    }

    private func markers(_ field: Field) -> PatchOperation.BlockMarkers? {
        guard let keys = field.mapping(OperationFormat.markers) else { return nil }
        let begin = keys.required("begin")?.text()
        guard let end = keys.required("end"), let last = end.text(), let begin else { return nil }
        if begin == last || (begin + last).contains("\n") || begin.isEmpty || last.isEmpty {
            end.fail("the markers are two different lines")
        }
        return .init(begin: begin, end: last)
    }

    private func linePlace(_ field: Field?) -> PatchOperation.LinePlace {
        guard let field else { return .bottom }
        if field.node.string != nil {
            return field.choice(["top", "bottom"]) == "top" ? .top : .bottom
        }
        guard let (name, value) = field.single(OperationFormat.lineAnchors),
            let text = value.text()
        else { return .bottom }
        switch name {
        case "before": return .before(pattern: text)
        case "after": return .after(pattern: text)
        default:
            if text.contains("\n") || text.isEmpty { value.fail("a section starts with one line") }
            return .section(text)
        }
    }

    private func codePlace(_ field: Field) -> PatchOperation.CodePlace? {
        guard let (name, value) = field.single(OperationFormat.codePlace),
            let id = value.text()
        else { return nil }
        switch name {
        case "before": return .before(id)
        case "after": return .after(id)
        case "first_in": return .firstIn(id)
        default: return .lastIn(id)
        }
    }

    private func memberPlace(_ field: Field) -> PatchOperation.MemberPlace? {
        if field.node.string != nil {
            switch field.choice(["first", "last", "sorted"]) {
            case "first": return .first
            case "last": return .last
            case "sorted": return .sorted
            default: return nil
            }
        }
        guard let (name, value) = field.single(OperationFormat.siblings) else { return nil }
        let keys = value.oneOrMoreTexts()
        return name == "before" ? .before(keys: keys) : .after(keys: keys)
    }
}
