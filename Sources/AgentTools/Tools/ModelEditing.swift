internal import Basics
internal import Documents
internal import LanguageModels
internal import Remediation
internal import RuleEngine
internal import Snapshots

/// Makes a model's edits of files and checks each file: nothing of a model's is believed.
struct ModelEditing {
    let base: Remediator.Base
    let change: ProposedChange
    let gates: EditGates
    let redactor: Redactor

    /// The largest file that may be edited, in bytes.
    static let largestFile = 1 << 20
    /// The most lines that one attempt may touch.
    static let mostLines = 200

    /// One replacement.
    struct Replacement {
        let path: RepositoryPath
        let find: [UInt8]
        let replace: [UInt8]
    }

    /// Why an edit is not let in, in words for the model.
    struct Refusal: Error, Hashable {
        let reason: String

        init(_ reason: String) { self.reason = reason }
    }

    /// The files as they would be; several replacements of one file are made in order.
    func edits(_ replacements: [Replacement], reason: String) throws(Refusal) -> [ModelEdit] {
        let lines = replacements.reduce(0) { $0 + Self.lines($1.find) + Self.lines($1.replace) }
        guard lines <= Self.mostLines else {
            throw Refusal("it touches \(lines) lines, the most is \(Self.mostLines)")
        }
        var edits: [RepositoryPath: ModelEdit] = [:]
        for replacement in replacements {
            let path = replacement.path
            let current: ModelEdit
            if let edited = edits[path] {
                current = edited
            } else {
                current = try file(at: path, reason: reason)
            }
            edits[path] = try edit(current, by: replacement)
        }
        for edit in edits.values.sorted(by: { $0.path < $1.path }) {
            let before = try file(at: edit.path, reason: "")
            if let problem = WorkflowReach(before.bytes, edit.bytes, at: edit.path).problem {
                throw Refusal("\(edit.path): \(problem)")
            }
        }
        return edits.values.sorted { $0.path < $1.path }
    }

    private static func lines(_ bytes: [UInt8]) -> Int {
        bytes.count { $0 == UInt8(ascii: "\n") } + 1
    }

    private func file(at path: RepositoryPath, reason: String) throws(Refusal) -> ModelEdit {
        try checkReach(path)
        guard let entry = change.after.entry(at: path) else {
            throw Refusal("\(path): there is no such file, and none is made")
        }
        guard entry.mode.isFile else { throw Refusal("\(path): it is no regular file") }
        do throws(SnapshotError) {
            let bytes = try change.after.bytes(of: path, limit: Self.largestFile)
            return ModelEdit(path: path, bytes: bytes, mode: entry.mode, reason: reason)
        } catch {
            throw Refusal("\(path): \(Diagnostic(describing: error, while: "read it").reason)")
        }
    }

    /// Which files may be edited: those of the components that the plan is about, but none that says who looks at changes.
    private func checkReach(_ path: RepositoryPath) throws(Refusal) {
        let isGuarding =
            RepositoryConfiguration.paths.contains(path)
            || path.lastComponent.lowercased() == "codeowners"
            || [".gitattributes", ".gitmodules"].contains(path.lastComponent)
        if isGuarding { throw Refusal("\(path): it decides what is checked, and by whom") }
        let components = Set(change.patch.applied.map(\.finding.component))
        let planned = change.patch.changes.keys.contains(path)
        guard planned || components.contains(where: { $0 == .root || path.isInside($0) }) else {
            throw Refusal("\(path): the plan is about other parts of the repository")
        }
    }

    private func edit(
        _ file: ModelEdit, by replacement: Replacement
    ) throws(Refusal) -> ModelEdit {
        let places = Self.places(of: replacement.find, in: file.bytes)
        guard let place = places.first, places.count == 1 else {
            throw Refusal(
                "\(file.path): the text to find stands \(places.isEmpty ? "nowhere" : "more than once") in it"
            )
        }
        if redactor.findsSecret(in: String(decoding: replacement.replace, as: UTF8.self)) {
            throw Refusal("\(file.path): it would bring something like a credential")
        }
        let splice = TextEdit(
            range: place..<place + replacement.find.count, replacement: replacement.replace)
        if let problem = gates.refusal(
            editing: file.path, file.bytes, mode: file.mode, by: [splice])
        {
            throw Refusal(problem)
        }
        let bytes =
            Array(file.bytes[..<splice.range.lowerBound]) + replacement.replace
            + file.bytes[splice.range.upperBound...]
        guard bytes.count <= Self.largestFile, bytes != file.bytes else {
            throw Refusal("\(file.path): it would be the same, or too large")
        }
        return ModelEdit(
            path: file.path, bytes: bytes, mode: file.mode, reason: file.reason)
    }

    /// Where a text stands, at most twice.
    private static func places(of text: [UInt8], in bytes: [UInt8]) -> [Int] {
        guard let first = text.first, bytes.count >= text.count else { return [] }
        var places: [Int] = []
        for place in 0...(bytes.count - text.count)
        where bytes[place] == first && bytes[place...].starts(with: text) {
            places.append(place)
            if places.count > 1 { break }
        }
        return places
    }
}
