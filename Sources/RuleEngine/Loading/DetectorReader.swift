internal import Documents

/// Reads detection trees.
struct DetectorReader {
    /// How deep a tree may be.
    private static let depthLimit = 32
    private static let kinds = DetectorFormat.nodes.map(\.name)

    /// A tree; with `isPrecondition` its root may have a `reason`.
    func detector(_ field: Field, isPrecondition: Bool = false) -> Detector? {
        detector(field, extra: isPrecondition ? [DetectorFormat.reason] : [], depth: 0)
    }

    private func detector(_ field: Field, extra: [FormatKey] = [], depth: Int) -> Detector? {
        guard depth < Self.depthLimit else {
            field.fail("the tree is more than \(Self.depthLimit) nodes deep")
            return nil
        }
        let others = (DetectorFormat.common + extra).map(\.name)
        guard let keys = field.mapping(Self.kinds + others),
            let (name, value) = keys.single(of: Self.kinds)
        else { return nil }
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
        case "not": return detector(value, depth: depth + 1).map { .not($0) }
        case "count": return count(value, depth: depth)
        case "near": return near(value, depth: depth)
        case "file": return file(value)
        case "regex": return regex(value)
        case "entropy": return entropy(value)
        case "path": return path(value)
        case "code": return code(value)
        case "tree_sitter": return query(value)
        case "dependency": return dependency(value)
        case "workflow": return workflow(value)
        case "update_tool": return updateTool(value)
        case "lockfile": return lockfile(value)
        case "codeowners": return codeowners(value)
        case "kubernetes": return kubernetes(value)
        case "yaml_features": return yamlFeatures(value)
        case "dockerfile": return dockerfile(value)
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
        let parts = items.map { detector($0, depth: depth + 1) }
        return parts.contains { $0 == nil } ? nil : parts.compactMap(\.self)
    }

    private func count(_ field: Field, depth: Int) -> Detector.Kind? {
        guard let keys = field.mapping(DetectorFormat.count),
            let part = keys.required("of").flatMap({ detector($0, depth: depth + 1) })
        else { return nil }
        if keys["min"] == nil, keys["max"] == nil { field.fail("count needs `min` or `max`") }
        return .count(part, minimum: keys["min"]?.integer(), maximum: keys["max"]?.integer())
    }

    private func near(_ field: Field, depth: Int) -> Detector.Kind? {
        guard let keys = field.mapping(DetectorFormat.near) else { return nil }
        let lines = keys.required("lines")?.integer(minimum: 0)
        guard let of = keys.required("of"), let parts = parts(of, depth: depth), let lines else {
            return nil
        }
        guard parts.count > 1, parts.allSatisfy(\.hasPlace) else {
            of.fail("near joins two or more leaves that match at a place in a file")
            return nil
        }
        return .near(parts, lines: lines)
    }

    private func other(_ field: Field) -> String? {
        field.mapping(DetectorFormat.reference)?.required("of")?.text()
    }

    /// A capture's name, with or without `$`.
    func capture(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        let name = text.hasPrefix("$") ? String(text.dropFirst()) : text
        if name.isIdentifier { return name }
        field.fail("`\(text)` is no name of a capture")
        return nil
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
