internal import Documents
internal import Snapshots

extension PatchSite {
    /// Does one operation of the recipe, unless its conditions say no.
    mutating func perform(_ operation: PatchOperation) throws(Declined) {
        do throws(NotEvaluated) {
            guard try evaluation.isWanted(operation, for: finding) else { return }
        } catch {
            throw Declined(reason: error.reason)
        }
        switch operation.kind {
        case .createFile(let paths, let isFirstFree, let text, let isExecutable, let existing):
            try createFile(
                FileRequest(
                    paths: paths, isFirstFree: isFirstFree, text: text, isExecutable: isExecutable,
                    existing: existing), id: operation.id)
        case .ensureLine(let file, let line, let match, let place):
            let line = Array(try text(line).utf8)
            try ensure(lines: [line], in: file, place: place) { operation throws(Declined) in
                try operation.ensuring(line: line, unless: match)
            }
        case .ensureBlock(let file, let text, let place, let markers):
            let block = Indentation.lines(of: try self.text(text))
            let whole = markers.map { [Array($0.begin.utf8)] + block + [Array($0.end.utf8)] }
            try ensure(lines: whole ?? block, in: file, place: place) {
                operation throws(Declined) in
                guard let markers else { return try operation.ensuring(block: block) }
                return try operation.ensuring(block: block, between: markers)
            }
        case .deleteFile(let file): try removeFile(file)
        case .renameFile(let file, let target): try renameFile(file, to: target)
        case .changeMode(let file, let isExecutable):
            try changeMode(of: file, isExecutable: isExecutable)
        case .replace(let target, let text): try replace(target, with: text)
        case .set(let site, let path, let value, let place, let comment):
            try set(at: site, path: path, value: value, place: place, comment: comment)
        case .append(let site, let path, let value, let comment):
            try append(at: site, path: path, value: value, comment: comment)
        case .merge(let site, let path, let value, let existingWins, let place):
            try merge(
                at: site, path: path, value: value, existingWins: existingWins, place: place)
        case .delete(let site, let path): try delete(at: site, path: path)
        case .ensureImport(let language, let file, let module, let names, let alias):
            try ensureImport(
                language: language, file: file, module: module, names: names, alias: alias)
        case .insertCode(let file, let place, let text, let blankLines):
            try insertCode(file: file, place: place, text: text, blankLines: blankLines)
        case .ensureDependency(let ecosystem, let package, let specifier):
            try ensureDependency(ecosystem: ecosystem, package: package, specifier: specifier)
        case .bumpDependency(let leaf): try bumpDependency(leaf)
        case .pinAction(let leaf): try pinAction(leaf)
        case .dockerfile(let file, let change): try changeDockerfile(file, change)
        case .environmentVariable(let leaf): try moveToEnvironment(leaf)
        case .ensureUpdates(let leaf, let interval):
            try ensureUpdates(leaf, interval: interval)
        }
    }

    /// What `create_file` asks for.
    private struct FileRequest {
        var paths: [Template]
        var isFirstFree: Bool
        var text: Template
        var isExecutable: Bool
        var existing: PatchOperation.Existing
    }

    private mutating func createFile(_ request: FileRequest, id: String?) throws(Declined) {
        let creation = FileCreation(snapshot: tree.snapshot)
        var paths: [RepositoryPath] = []
        for template in request.paths { paths.append(try path(template)) }
        let free = paths.first { path in
            !creation.isTaken(path) && !edits.contains { $0.path == path }
                && !(request.isFirstFree && creation.isShadowed(path, in: evaluation.layout))
        }
        guard let path = free, request.isFirstFree || path == paths.first else {
            guard !request.isFirstFree, request.existing == .skip, let path = paths.first else {
                let names = paths.map(\.description).joined(separator: ", ")
                throw Declined(
                    reason: request.isFirstFree
                        ? "no name is free: \(names)" : "\(names) is there already")
            }
            name(path, as: id)
            return
        }
        let bytes = creation.bytes(of: try text(request.text), at: path)
        create(path, bytes: bytes, mode: request.isExecutable ? .executable : .regular)
        name(path, as: id)
    }

    /// Adds lines to a file; a file that is not there is created with them, unless they go beside a certain line.
    private mutating func ensure(
        lines: [[UInt8]], in file: Template, place: PatchOperation.LinePlace,
        edit: (LineOperation) throws(Declined) -> TextEdit?
    ) throws(Declined) {
        let path = try path(file)
        let creation = FileCreation(snapshot: tree.snapshot)
        if !creation.isTaken(path), place == .top || place == .bottom {
            guard !edits.contains(where: { $0.path == path }) else {
                throw Declined(reason: "\(path) is created and changed by one patch")
            }
            let text = lines.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined()
            create(path, bytes: creation.bytes(of: text, at: path), mode: .regular)
            return
        }
        let operation = LineOperation(source: try source(of: path), place: place)
        guard let edit = try edit(operation) else { return }
        add([edit], to: path, role: lines.count == 1 ? .line : .text)
    }

    /// Replaces the finding's own match of a leaf; of a leaf that it does not bind, every match.
    private mutating func replace(_ target: String, with template: Template) throws(Declined) {
        let parts = target.split(separator: ".", maxSplits: 1).map(String.init)
        let leaf = parts.first ?? target
        let bound = [finding.solution.matches[leaf]].compactMap(\.self)
        let matches = bound.isEmpty ? try matches(leaf) : bound
        guard !matches.isEmpty else { throw Declined(reason: "`\(leaf)` has no match") }
        let new = Array(try text(template).utf8)
        for match in matches {
            let span = parts.count == 2 ? match.captureSpans[parts[1]] : match.span
            guard let path = match.path, let span else {
                throw Declined(reason: "`\(target)` is no place in a file")
            }
            let source = try source(of: path)
            guard span.upperBound <= source.bytes.count else {
                throw Declined(reason: "`\(target)` lies outside of \(path)")
            }
            let bytes = new.withLineEnds(source.terminator(near: span.lowerBound))
            guard !source.bytes[span].elementsEqual(bytes) else { continue }
            add([TextEdit(range: span, replacement: bytes)], to: path)
        }
    }

    private mutating func pinAction(_ leaf: String) throws(Declined) {
        let place = try place(leaf)
        let source = try source(of: place.path)
        guard let reference = ActionUse(in: source, near: place.span) else {
            throw Declined(reason: "`\(leaf)` is no reference to an action")
        }
        let name = "\(reference.repository)@\(reference.ref)"
        guard let pin = finding.pack.pin(of: reference.repository, at: reference.ref) else {
            throw Declined(reason: "the commit of \(name) is not known")
        }
        add(try reference.pinned(to: pin, in: source), to: place.path)
    }
}
