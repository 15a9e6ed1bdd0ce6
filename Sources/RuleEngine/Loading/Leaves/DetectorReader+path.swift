internal import Documents

extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func path(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(PathLeaf.format), let place = place(keys),
            let select = keys.required("select").flatMap(dataPath)
        else { return nil }
        return .path(
            PathLeaf(
                place: place, select: select, conditions: keys["where"].map(conditions) ?? [],
                capture: keys["as"].flatMap(capture)))
    }

    private func place(_ keys: Mapping) -> PathLeaf.Place? {
        switch (keys["files"], keys["in"]) {
        case (let files?, nil):
            return .files(files.globs(), format: keys["format"]?.choice(DataFormat.self))
        case (nil, let leaf?):
            keys["format"]?.fail("`format` is for `files`")
            return identifier(leaf).map { .inside($0) }
        default:
            keys.field.fail("either `files` or `in`")
            return nil
        }
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

    private func conditions(_ field: Field) -> [PathLeaf.Condition] {
        if field.node.string != nil {
            return field.choice(["present", "absent"]) == "absent" ? [.absent] : []
        }
        guard let keys = field.mapping(PathLeaf.conditions) else { return [] }
        guard !keys.fields.isEmpty else {
            field.fail("`where` says nothing")
            return []
        }
        if let absent = keys["absent"], keys.fields.count > 1 {
            absent.fail("what is absent cannot be asked for more")
        }
        return PathLeaf.conditions.names.compactMap { name in
            keys[name].flatMap { condition(name, $0) }
        }
    }

    private func condition(_ name: String, _ value: Field) -> PathLeaf.Condition? {
        switch name {
        case "absent": return value.bool() == false ? .present : .absent
        case "equals": return value.scalar().flatMap(value.parsed).map { .equals($0) }
        case "in": return .isOne(of: value.list().compactMap { $0.scalar().flatMap($0.parsed) })
        case "matches": return value.text().map { .matches($0) }
        case "min": return number(value).map { .minimum($0) }
        case "max": return number(value).map { .maximum($0) }
        case "length": return length(value)
        case "contains": return value.scalar().map { .contains($0) }
        case "semver": return versions(value).map { .version($0) }
        default: return value.choice(DataNode.typeNames).map { .type($0) }
        }
    }

    private func number(_ field: Field) -> DataValue? {
        let value = field.node.value
        if value.numericOrder(with: value) != nil { return value }
        field.fail("\(field.label) must be a number")
        return nil
    }

    private func length(_ field: Field) -> PathLeaf.Condition? {
        guard case .mapping = field.node.content else {
            return field.integer().map { .length(minimum: $0, maximum: $0) }
        }
        guard let keys = field.mapping(PathLeaf.length) else { return nil }
        if keys.fields.isEmpty { field.fail("\(field.label) needs `min` or `max`") }
        return .length(minimum: keys["min"]?.integer() ?? 0, maximum: keys["max"]?.integer())
    }

    private func versions(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        if SemanticVersionRange(text) != nil { return text }
        field.fail("`\(text)` is no range of versions such as `>=1.2 <2`")
        return nil
    }
}
