internal import Basics
internal import Documents

/// Reads `vars` of packs, rules and tests.
enum VariableReader {
    /// Declarations in the order of the file.
    static func declarations(_ field: Field?) -> [VariableDeclaration] {
        guard let field else { return [] }
        return field.members().compactMap { name, value in
            guard name.isIdentifier else {
                value.fail("`\(name)` is no name: letters, digits and `_`")
                return nil
            }
            return declaration(name, value)
        }
    }

    private static func declaration(_ name: String, _ field: Field) -> VariableDeclaration? {
        guard let keys = field.mapping(RuleFormat.variable),
            let kind = keys.required("type")?.choice(VariableDeclaration.Kind.self)
        else { return nil }
        var declaration = VariableDeclaration(
            name: name, kind: kind, defaultValue: nil, values: keys["values"]?.texts() ?? [],
            description: keys["description"]?.text(),
            isRepositoryOverridable: keys["repo_overridable"]?.bool() ?? false)
        if kind == .enum, declaration.values.isEmpty { field.fail("an enum needs `values`") }
        if kind != .enum { keys["values"]?.fail("`values` is for an enum") }
        if let value = keys["default"] {
            declaration.defaultValue = self.value(value, of: declaration)
        } else if keys["required"]?.bool() ?? true {
            field.fail("`\(name)` needs a `default`, or `required: false`")
        }
        return declaration
    }

    /// A value that fits a declaration.
    static func value(_ field: Field, of declaration: VariableDeclaration) -> VariableValue? {
        if declaration.kind == .list { return .list(field.texts()) }
        if declaration.kind == .map {
            // Reading it as members notes what is no mapping.
            _ = field.members()
            return .map(field.node.value)
        }
        guard let text = field.scalar() else { return nil }
        do throws(VariableError) {
            return try declaration.value(parsing: text)
        } catch {
            field.fail(error.reason)
            return nil
        }
    }

    /// Values for declared variables.
    static func values(
        _ field: Field?, of declarations: [VariableDeclaration]
    ) -> [String: VariableValue] {
        var values: [String: VariableValue] = [:]
        for (name, value) in field?.members() ?? [] {
            guard let declaration = declarations.last(where: { $0.name == name }) else {
                // The names of the repository and its service are given like variables.
                if ["service", "repository"].contains(name) {
                    values[name] = value.text().map { .text($0) }
                    continue
                }
                let hint = NearestName.hint(for: name, among: declarations.map(\.name))
                value.fail("unknown variable `\(name)`\(hint)")
                continue
            }
            values[name] = self.value(value, of: declaration)
        }
        return values
    }
}
