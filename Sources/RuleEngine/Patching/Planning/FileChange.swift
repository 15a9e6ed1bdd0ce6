internal import Basics
internal import Documents
internal import Snapshots

/// What the accepted groups of a pass make of one file.
struct FileChange {
    let path: RepositoryPath
    /// The file as the pass found it; nil for a new one, and for one whose bytes are no text.
    let before: SourceText?
    /// The file as it will be; empty for one that goes away.
    let after: SourceText
    let mode: FileMode
    /// The mode as the pass found it; nil for a new file.
    let modeBefore: FileMode?
    /// The splices, apart from one another.
    let splices: [TextEdit]
    /// The edits that they come from.
    let edits: [PlannedEdit]

    /// Whether the file goes away.
    var isRemoval: Bool { edits.contains(where: \.isRemoval) }

    /// Whether the file only may be run from now on, or may not.
    var isOnlyOfMode: Bool { edits.allSatisfy(\.isOfMode) }

    /// A change from its parts.
    init(
        path: RepositoryPath, before: SourceText?, after: SourceText, mode: FileMode,
        modeBefore: FileMode?, splices: [TextEdit], edits: [PlannedEdit]
    ) {
        self.path = path
        self.before = before
        self.after = after
        self.mode = mode
        self.modeBefore = modeBefore
        self.splices = splices
        self.edits = edits
    }

    /// Applies the edits of several groups to a file.
    init(path: RepositoryPath, edits: [PlannedEdit], before: SourceText?, mode: FileMode?)
        throws(EditError)
    {
        self.path = path
        self.before = before
        self.edits = edits
        modeBefore = mode
        splices = Self.combined(edits)
        after =
            edits.contains(where: \.isRemoval)
            ? SourceText([]) : SourceText(try splices.applied(to: before?.bytes ?? []))
        var wanted = mode ?? .regular
        for edit in edits {
            switch edit.action {
            case .create(_, let mode), .changeMode(let mode): wanted = mode
            case .splice, .remove: break
            }
        }
        self.mode = wanted
    }

    /// The splices of edits of one file: equal ones once, and what goes to one place in one splice.
    ///
    /// Lines that must be there are put in sorted order; anything else keeps the order given.
    static func combined(_ edits: [PlannedEdit]) -> [TextEdit] {
        var seen: Set<PlannedEdit> = []
        let unique = edits.filter { !$0.isRemoval && !$0.isOfMode && seen.insert($0).inserted }
        var places: [Int: [PlannedEdit]] = [:]
        for edit in unique { places[edit.range.lowerBound, default: []].append(edit) }
        return places.keys.sorted().flatMap { offset -> [TextEdit] in
            let here = places[offset] ?? []
            var insertions = here.filter(\.range.isEmpty)
            let replacements = here.filter { !$0.range.isEmpty }
            if insertions.allSatisfy({ $0.role == .line }) {
                insertions.sort { $0.replacement.lexicographicallyPrecedes($1.replacement) }
            }
            let inserted = insertions.flatMap(\.replacement)
            guard let replacement = replacements.first else {
                return [.insertion(inserted, at: offset)]
            }
            let first = TextEdit(
                range: replacement.range, replacement: inserted + replacement.replacement)
            return [first]
                + replacements.dropFirst().map {
                    TextEdit(range: $0.range, replacement: $0.replacement)
                }
        }
    }
}
