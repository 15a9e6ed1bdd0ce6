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
        case .ensureLine(let file, _, _, _), .ensureBlock(let file, _, _, _),
            .ensureImport(_, let file, _, _, _), .insertCode(let file, _, _, _),
            .dockerfile(let file, _), .deleteFile(let file), .changeMode(let file, _):
            return [file]
        case .renameFile(let old, let new): return [old, new]
        case .ensureDependency:
            return Self.manifests.compactMap { try? Template(parsing: "{{component}}/\($0)") }
        case .replace(let at, _): return Self.path(ofLeaf: String(at.prefix { $0 != "." }))
        case .set(let site, _, _, _, _), .append(let site, _, _, _), .delete(let site, _),
            .merge(let site, _, _, _, _):
            switch site {
            case .file(let file): return [file]
            default: return Self.anywhere
            }
        default: return Self.anywhere
        }
    }

    /// Files that dependencies are declared in.
    private static let manifests = [
        "requirements*.txt", "pyproject.toml", "setup.cfg", "setup.py", "Pipfile", "package.json",
        "go.mod",
    ]

    /// A match decides where it is written.
    private static let anywhere = [Template(pieces: [.value(name: "path", filters: [])])]

    private static func path(ofLeaf id: String) -> [Template] {
        [Template(pieces: [.value(name: "\(id).path", filters: [])])]
    }
}
