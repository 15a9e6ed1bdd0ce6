extension Detector {
    /// What the node looks for, in words for people: a line a node, parts indented below.
    package var explanation: [String] { lines(depth: 0, isNegated: false) }

    private func lines(depth: Int, isNegated: Bool) -> [String] {
        let indent = String(repeating: "  ", count: depth)
        switch kind {
        case .all(let parts):
            return [indent + (isNegated ? "not all of:" : "all of:")]
                + parts.flatMap { $0.lines(depth: depth + 1, isNegated: false) }
        case .any(let parts):
            return [indent + (isNegated ? "none of:" : "at least one of:")]
                + parts.flatMap { $0.lines(depth: depth + 1, isNegated: false) }
        case .near(let parts, let lines):
            let head = "\(isNegated ? "nowhere " : "")within \(lines) lines of one another:"
            return [indent + head]
                + parts.flatMap { $0.lines(depth: depth + 1, isNegated: false) }
        case .not(let part): return part.lines(depth: depth, isNegated: !isNegated)
        case .count(let part, let minimum, let maximum):
            let range =
                switch (minimum, maximum) {
                case (let low?, let high?): "from \(low) to \(high)"
                case (let low?, nil): "at least \(low)"
                case (nil, let high?): "at most \(high)"
                case (nil, nil): "any number"
                }
            return [indent + "\(isNegated ? "not " : "")\(range) of:"]
                + part.lines(depth: depth + 1, isNegated: false)
        default: return [indent + (isNegated ? "no " : "") + leafWords]
        }
    }

    private var leafWords: String {
        switch kind {
        case .file(let leaf):
            return "\(leaf.isAbsent ? "absence of the file" : "file") \(Self.list(leaf.globs))"
        case .regex(let leaf): return "text that matches \(leaf.pattern)\(Self.within(leaf.files))"
        case .path(let leaf):
            let conditions = leaf.conditions.map(Self.words).joined(separator: ", ")
            let place = leaf.inside.map { " below `\($0)`" } ?? Self.within(leaf.files)
            return "\(leaf.select)\(conditions.isEmpty ? "" : " \(conditions)")\(place)"
        case .code(let leaf):
            return "\(leaf.language) \(Self.words(leaf.form))\(Self.within(leaf.files))"
        case .treeSitter(let leaf):
            return "match of a query on \(leaf.language)\(Self.within(leaf.files))"
        case .dependency(let leaf):
            let name = leaf.package == "*" ? "any package" : leaf.package
            let advisory = leaf.minimumAdvisorySeverity.map {
                " with a known vulnerability of severity \($0.source) or above"
            }
            return "dependency on \(name)\(leaf.version.map { " \($0)" } ?? "")\(advisory ?? "")"
        case .workflow(let leaf):
            return
                "GitHub workflow with \(leaf.check.rawValue.split(separator: "_").joined(separator: " "))"
        case .pythonPackage:
            return "known way in which the Python modules beside it import one another"
        case .pin(let id): return "known commit for `\(id)`"
        case .fixable(let id): return "known version that fixes `\(id)`"
        case .bound(let name): return "value captured as \(name)"
        case .variable(let name): return "value of the variable \(name)"
        default:
            let name = kind.key.split(separator: "_").joined(separator: " ")
            return name + (globs.isEmpty ? "" : Self.within(globs))
        }
    }

    private static func list(_ texts: [String]) -> String {
        guard texts.count > 1, let last = texts.last else { return texts.first ?? "" }
        return texts.dropLast().joined(separator: ", ") + " or " + last
    }

    private static func within(_ files: [String]) -> String {
        files.isEmpty ? "" : " in \(list(files))"
    }

    private static func words(_ condition: PathLeaf.Condition) -> String {
        let name = Mirror(reflecting: condition).children.first
        guard let name else { return "\(condition)" }
        let label = name.label ?? ""
        return
            "\(label.reduce(into: "") { $0 += $1.isUppercase ? " \($1.lowercased())" : String($1) }) \(name.value)"
    }

    private static func words(_ form: CodeLeaf.Form) -> String {
        switch form {
        case .imports(let modules): return "import of \(list(modules))"
        case .assignCall(let target, let callee):
            return "assignment of a call of \(callee)\(target.map { ", called \($0)" } ?? "")"
        case .call(let callees, let first):
            let argument = first.isEmpty ? "" : " with a first argument like \(list(first))"
            return "call of \(list(callees))\(argument)"
        case .route(let method, let paths):
            return "route for \(method) \(list(paths.map(\.source)))"
        case .definition(let names): return "definition of \(list(names))"
        case .classDefinition(let names): return "class \(list(names))"
        case .keywordArgument(let name): return "keyword argument \(name)"
        default: return Mirror(reflecting: form).children.first?.label ?? "code"
        }
    }
}

extension Applicability {
    /// Where the rule applies, in words for people; a line a condition.
    package var explanation: [String] {
        var lines: [String] =
            switch scope {
            case .repo: ["once for the repository"]
            case .component: ["once for each component (a folder with a manifest)"]
            case .file: ["once for each file of \(include.joined(separator: ", "))"]
            }
        if !languages.isEmpty { lines.append("with files in \(languages.joined(separator: ", "))") }
        for dependency in dependencies {
            lines.append(
                "that depends on \(dependency.package)\(dependency.version.map { " \($0)" } ?? "")")
        }
        if !existsAll.isEmpty {
            lines.append("where there are \(existsAll.joined(separator: ", "))")
        }
        if !existsAny.isEmpty {
            lines.append("where there is one of \(existsAny.joined(separator: ", "))")
        }
        if !existsNone.isEmpty {
            lines.append("where there is none of \(existsNone.joined(separator: ", "))")
        }
        if scope != .file, !include.isEmpty {
            lines.append("looking at \(include.joined(separator: ", "))")
        }
        if !exclude.isEmpty { lines.append("not looking at \(exclude.joined(separator: ", "))") }
        if let condition { lines += ["where holds:"] + condition.explanation.map { "  \($0)" } }
        return lines
    }
}
