internal import Documents
internal import Snapshots

/// Where the operations of one finding's patch work: the files as they stand, and what the operations before did.
struct PatchSite {
    let finding: FindingCase
    let evaluation: Evaluation
    let tree: TreeNames
    /// Paths of created files, by the id of their operation.
    private(set) var created: [String: String] = [:]
    private(set) var edits: [PlannedEdit] = []
    /// Whether an operation turned out to change more than the recipe's safety promises.
    var needsUnsafe = false
    /// The last code put at a place, so that more of it can follow.
    private var insertions: [RepositoryPath: [CodeInsertion: (edit: Int, below: Int)]] = [:]

    /// A place where nothing has been done yet.
    init(finding: FindingCase, evaluation: Evaluation, tree: TreeNames) {
        self.finding = finding
        self.evaluation = evaluation
        self.tree = tree
    }

    /// A template's text for the finding.
    func text(_ template: Template) throws(Declined) -> String {
        do { return try evaluation.render(template, for: finding, extra: created) } catch {
            switch error {
            case .unbound(let name): throw Declined(reason: "`\(name)` has no value here")
            case .filter(let reason): throw Declined(reason: reason)
            }
        }
    }

    /// The path that a template stands for; `.` for the root's folder falls away.
    func path(_ template: Template) throws(Declined) -> RepositoryPath {
        let parts = try text(template).split(separator: "/", omittingEmptySubsequences: false)
        return RepositoryPath(parts.filter { $0 != "." }.joined(separator: "/"))
    }

    /// A file that is there, as text.
    func source(of path: RepositoryPath) throws(Declined) -> SourceText {
        guard tree.snapshot.entry(at: path) != nil else {
            throw Declined(reason: "\(path) does not exist")
        }
        guard let source = evaluation.text(of: path) else {
            throw Declined(reason: "\(path) is no text file, or too large")
        }
        return source
    }

    /// The match of a leaf: the finding's own, else the first.
    func match(_ id: String) throws(Declined) -> LeafMatch {
        if let match = finding.solution.matches[id] { return match }
        guard let match = try matches(id).first else {
            throw Declined(reason: "`\(id)` has no match")
        }
        return match
    }

    /// All matches of a leaf for the finding.
    func matches(_ id: String) throws(Declined) -> [LeafMatch] {
        do { return try evaluation.matches(ofLeaf: id, for: finding) } catch {
            throw Declined(reason: error.reason)
        }
    }

    /// A match that is a place in a file.
    func place(_ id: String) throws(Declined) -> (
        path: RepositoryPath, span: Range<Int>, match: LeafMatch
    ) {
        let match = try match(id)
        guard let path = match.path, let span = match.span else {
            throw Declined(reason: "`\(id)` is no place in a file")
        }
        return (path, span, match)
    }

    /// Adds splices of a file, which must be there.
    mutating func add(_ edits: [TextEdit], to path: RepositoryPath, role: PlannedEdit.Role = .text)
    {
        for edit in edits where !edit.range.isEmpty || !edit.replacement.isEmpty {
            let planned = PlannedEdit(path: path, action: .splice(edit), role: role)
            if !self.edits.contains(planned) { self.edits.append(planned) }
        }
    }

    /// Adds a new file.
    mutating func create(_ path: RepositoryPath, bytes: [UInt8], mode: FileMode) {
        edits.append(PlannedEdit(path: path, action: .create(bytes: bytes, mode: mode)))
    }

    /// Adds a change of a file as a whole, once.
    mutating func addWhole(_ action: PlannedEdit.Action, to path: RepositoryPath) {
        let planned = PlannedEdit(path: path, action: action)
        if !edits.contains(planned) { edits.append(planned) }
    }

    /// Names a file that an operation created, or found there.
    mutating func name(_ path: RepositoryPath, as id: String?) {
        if let id { created[id] = path.description }
    }

    /// Adds code; behind code that this patch puts at the same place it follows with its blank lines between.
    mutating func insert(
        _ text: String, at place: CodeInsertion, in source: SourceText, of path: RepositoryPath
    ) {
        var place = place
        var key = place
        (key.above, key.below) = (0, 0)
        if let previous = insertions[path]?[key],
            case .splice(let edit) = edits[previous.edit].action
        {
            // What is below the first is what is to be between the two.
            let end = source.terminator(near: edit.range.lowerBound).bytes
            var kept = edit.replacement
            for _ in 0..<previous.below where kept.suffix(end.count).elementsEqual(end) {
                kept.removeLast(end.count)
            }
            edits[previous.edit].action = .splice(.insertion(kept, at: edit.range.lowerBound))
            place.above = max(place.above, previous.below)
        }
        insertions[path, default: [:]][key] = (edits.count, place.below)
        add([source.inserting(place.lines(of: text, in: source), beforeLine: place.line)], to: path)
    }
}

extension PatchSite {
    /// A template as a pattern of paths, in which values stand for themselves; nil when a value could not.
    func glob(_ template: Template) throws(Declined) -> String? {
        var pattern = ""
        for piece in template.pieces {
            switch piece {
            case .text(let text): pattern += text
            case .value:
                guard let value = try Self.escaped(text(Template(pieces: [piece]))) else {
                    return nil
                }
                pattern += value
            }
        }
        let parts = pattern.split(separator: "/", omittingEmptySubsequences: false)
        return parts.filter { $0 != "." }.joined(separator: "/")
    }

    private static func escaped(_ value: String) -> String? {
        var result = ""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "*", "?", "[": result += "[\(scalar)]"
            case "{", "}", "\\": return nil
            case _ where scalar.value < 0x20: return nil
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result.split(separator: "/").contains("..") ? nil : result
    }
}
