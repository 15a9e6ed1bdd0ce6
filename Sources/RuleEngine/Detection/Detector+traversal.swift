extension Detector {
    /// The node and everything below it, parents first.
    var subtree: [Detector] {
        switch kind {
        case .all(let parts), .any(let parts), .near(let parts, _):
            [self] + parts.flatMap(\.subtree)
        case .not(let part), .count(let part, _, _): [self] + part.subtree
        default: [self]
        }
    }

    /// Whether the node looks at something itself, instead of joining others.
    var isLeaf: Bool {
        switch kind {
        case .all, .any, .not, .count, .near: false
        default: true
        }
    }

    /// Whether the node's matches have a place in the text of a file.
    var hasPlace: Bool {
        switch kind {
        case .regex, .path, .code, .treeSitter, .dependency, .workflow, .kubernetes, .dockerfile:
            true
        case .any(let parts): parts.allSatisfy(\.hasPlace)
        default: false
        }
    }

    /// The globs that the node itself holds.
    var globs: [String] {
        switch kind {
        case .file(let leaf): leaf.globs + leaf.exceptions
        case .regex(let leaf): leaf.files + leaf.exceptFiles
        case .path(let leaf): leaf.files
        case .code(let leaf): leaf.files
        case .kubernetes(let leaf): leaf.files
        case .treeSitter(let leaf): leaf.files
        case .dockerfile(let leaf):
            leaf.files.isEmpty ? DockerfileLeaf.defaultFiles : leaf.files
        default: []
        }
    }

    /// The regular expressions that the node itself holds.
    var expressions: [String] {
        switch kind {
        case .regex(let leaf): return [leaf.pattern] + leaf.confirmation.exceptions
        case .dockerfile(let leaf): return [leaf.arguments, leaf.flags].compactMap(\.self)
        case .path(let leaf):
            return leaf.conditions.compactMap {
                if case .matches(let pattern) = $0 { pattern } else { nil }
            }
        case .code(let leaf):
            if case .query(let query) = leaf.form {
                return query.conditions.compactMap(\.expression)
            }
            return []
        default: return []
        }
    }
}

extension Rule {
    /// Every detection node of the rule: of `detect`, the facts, `when` and the preconditions.
    var detectors: [Detector] {
        let roots =
            [detector] + facts + [applicability.condition].compactMap(\.self) + preconditions
        return roots.flatMap(\.subtree)
    }

    /// The preconditions of the patch.
    var preconditions: [Detector] { patch?.preconditions ?? [] }

    /// The node with an id, wherever it stands.
    func detector(withID id: String) -> Detector? { detectors.first { $0.id == id } }
}

extension CodeLeaf {
    /// Texts of which a file must hold one for the leaf to match in it; none when that cannot be said.
    var gate: [String] {
        switch form {
        case .imports(let modules): Self.gate(modules.map { String($0.prefix { $0 != "." }) })
        case .assignCall(_, let callee): Self.gate([PythonNames.literal(of: callee)])
        case .call(let callees, _): Self.gate(callees.map(PythonNames.literal))
        case .route(let method, _):
            method == "*" ? [] : [".\(method.lowercased())", "route", "Route"]
        case .definition(let names), .classDefinition(let names):
            Self.gate(names.map(PythonNames.literal))
        case .keywordArgument(let name): [name]
        case .query(let query):
            query.conditions.lazy.map { Self.gate($0.patterns.map(PythonNames.literal)) }
                .first { !$0.isEmpty } ?? []
        }
    }

    /// One pattern without any literal text opens the gate for all files.
    private static func gate(_ literals: [String]) -> [String] {
        literals.contains("") ? [] : literals
    }
}
