internal import Documents

extension DetectorReader {
    /// The leaf; nil, with mistakes noted, when it is malformed.
    func path(_ field: Field) -> Detector.Kind? {
        guard let keys = field.mapping(PathLeaf.format) else {
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
        guard let (name, value) = field.single(PathLeaf.conditions) else { return nil }
        switch name {
        case "absent": return value.bool() == false ? .present : .absent
        case "equals": return value.scalar().map { .equals($0) }
        case "in": return .isOne(of: value.list().compactMap { $0.scalar() })
        case "matches": return value.text().map { .matches($0) }
        default: return value.choice(DataNode.typeNames).map { .type($0) }
        }
    }
}
