/// A detection tree with one thing changed.
struct DetectorMutant {
    /// What was changed, in words for people.
    var change: String
    var source: SourceLocation
    /// The tree; nil when nothing is left of it.
    var detector: Detector?
}

extension Detector {
    /// The trees without one leaf, those without one glob of a leaf, and those with one `not` taken away; in the order
    /// of the tree.
    var mutants: [DetectorMutant] {
        switch kind {
        case .all(let parts):
            return Self.mutants(of: parts) { parts in with(.all(parts)) }
        case .any(let parts):
            return Self.mutants(of: parts) { parts in with(.any(parts)) }
        case .near(let parts, let lines):
            return Self.mutants(of: parts) { parts in with(.near(parts, lines: lines)) }
        case .not(let part):
            let negated = DetectorMutant(
                change: "the negation of \(part.words)", source: source, detector: part)
            return [negated] + part.mutants.map { $0.wrapped { with(.not($0)) } }
        case .count(let part, let minimum, let maximum):
            return part.mutants.map { mutant in
                mutant.wrapped { with(.count($0, minimum: minimum, maximum: maximum)) }
            }
        default:
            return [DetectorMutant(change: words, source: source, detector: nil)] + globMutants
        }
    }

    /// The leaf without one of its globs, where others are left or the glob takes files out.
    private var globMutants: [DetectorMutant] {
        switch kind {
        case .file(let leaf):
            return dropping(leaf.globs) { .file(leaf.with(\.globs, $0)) }
                + dropping(leaf.exceptions, atLeast: 1) { .file(leaf.with(\.exceptions, $0)) }
        case .regex(let leaf):
            return dropping(leaf.files) { .regex(leaf.with(\.files, $0)) }
                + dropping(leaf.exceptFiles, atLeast: 1) { .regex(leaf.with(\.exceptFiles, $0)) }
        case .path(let leaf):
            guard case .files(let files, let format) = leaf.place else { return [] }
            return dropping(files) { .path(leaf.with(\.place, .files($0, format: format))) }
        case .code(let leaf): return dropping(leaf.files) { .code(leaf.with(\.files, $0)) }
        case .kubernetes(let leaf):
            return dropping(leaf.files) { .kubernetes(leaf.with(\.files, $0)) }
        case .treeSitter(let leaf):
            return dropping(leaf.files) { .treeSitter(leaf.with(\.files, $0)) }
        case .dockerfile(let leaf):
            return dropping(leaf.files) { .dockerfile(leaf.with(\.files, $0)) }
        default: return []
        }
    }

    private func dropping(
        _ globs: [String], atLeast minimum: Int = 2, _ build: ([String]) -> Kind
    ) -> [DetectorMutant] {
        guard globs.count >= minimum else { return [] }
        return globs.indices.map { index in
            var rest = globs
            let glob = rest.remove(at: index)
            return DetectorMutant(
                change: "the glob `\(glob)` of \(words)", source: source,
                detector: with(build(rest)))
        }
    }

    private static func mutants(
        of parts: [Detector], _ build: ([Detector]) -> Detector
    ) -> [DetectorMutant] {
        parts.indices.flatMap { index in
            parts[index].mutants.map { mutant in
                var rest = parts
                if let part = mutant.detector {
                    rest[index] = part
                } else {
                    rest.remove(at: index)
                }
                return DetectorMutant(
                    change: mutant.change, source: mutant.source,
                    detector: rest.isEmpty ? nil : build(rest))
            }
        }
    }

    /// The node with other contents.
    private func with(_ kind: Kind) -> Detector {
        var node = self
        node.kind = kind
        return node
    }

    /// What the node is, by its name or its key.
    var words: String {
        id.map { "the leaf `\($0)`" } ?? "a part of the tree (`\(kind.key)`)"
    }
}

/// A leaf that can be had with other contents.
private protocol MutableLeaf {}

extension MutableLeaf {
    fileprivate func with<Value>(_ path: WritableKeyPath<Self, Value>, _ value: Value) -> Self {
        var leaf = self
        leaf[keyPath: path] = value
        return leaf
    }
}

extension FileLeaf: MutableLeaf {}
extension RegexLeaf: MutableLeaf {}
extension PathLeaf: MutableLeaf {}
extension CodeLeaf: MutableLeaf {}
extension KubernetesLeaf: MutableLeaf {}
extension QueryLeaf: MutableLeaf {}
extension DockerfileLeaf: MutableLeaf {}

extension DetectorMutant {
    /// The mutant as a part of another node.
    fileprivate func wrapped(_ build: (Detector) -> Detector) -> DetectorMutant {
        DetectorMutant(change: change, source: source, detector: detector.map(build))
    }
}

extension Detector.Kind {
    /// The key of the node in a rule.
    var key: String { Mirror(reflecting: self).caseName }
}

extension PatchOperation.Kind {
    /// The key of the operation in a rule.
    var key: String { Mirror(reflecting: self).caseName }
}

extension Mirror {
    /// The name of an enumeration's case as rules write it.
    fileprivate var caseName: String {
        let name = children.first?.label ?? "node"
        return name.reduce(into: "") { text, letter in
            text += letter.isUppercase ? "_\(letter.lowercased())" : String(letter)
        }
    }
}
