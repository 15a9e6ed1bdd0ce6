/// Whether the `touches` of a patch name more than its operations write.
struct TouchLint {
    let rule: Rule
    let places: RuleSourceMap

    var problems: [RulePackError] {
        guard let patch = rule.patch else { return [] }
        let targets = patch.operations.flatMap(\.targets)
        let exact = Set(patch.touches.map(\.source))
        // What a touch names word for word needs no other one.
        let open = targets.filter { !exact.contains($0.source) }
        return patch.touches.enumerated().compactMap { index, touch in
            let place = places.location(of: ["patch", "touches", "\(index)"]) ?? rule.source
            if ["**", "**/*", "*"].contains(touch.source), !open.contains(where: \.isAnyPath) {
                return RulePackError(
                    location: place,
                    message:
                        "`\(touch.source)` lets the patch touch every file; name those that it writes"
                )
            }
            let isNeeded =
                targets.contains { $0.source == touch.source }
                || open.contains { GlobOverlap.isPossible(touch, $0) }
            if isNeeded { return nil }
            return RulePackError(
                location: place, message: "no operation writes to `\(touch.source)`; remove it")
        }
    }
}

extension Template {
    /// Whether the path may be any, because a match decides it.
    fileprivate var isAnyPath: Bool {
        pieces.allSatisfy { if case .value = $0 { true } else { false } }
    }
}

extension PatchOperation {
    /// The paths that the operation may write to.
    fileprivate var targets: [Template] {
        switch kind {
        case .createFile(let paths, _, _, _, _): return paths
        case .ensureDependency:
            let names = RepositoryLayout.manifestNames + ["requirements-dev.txt"]
            return names.compactMap { try? Template(parsing: "{{component}}/\($0)") }
        case .replace(let at, _):
            return Self.path(ofLeaf: String(at.prefix { $0 != "." }))
        default:
            let files = templates.first.map { [$0] } ?? []
            return references.isEmpty || writesToNamedFile
                ? files : references.flatMap(Self.path(ofLeaf:))
        }
    }

    /// Whether the operation has a `file`, which then is the first of its templates.
    private var writesToNamedFile: Bool {
        switch kind {
        case .bumpDependency, .pinAction, .replace: false
        default: !templates.isEmpty
        }
    }

    private static func path(ofLeaf id: String) -> [Template] {
        [Template(pieces: [.value(name: "\(id).path", filters: [])])]
    }
}
