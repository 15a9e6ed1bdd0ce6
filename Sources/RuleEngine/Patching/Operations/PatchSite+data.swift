internal import Documents
internal import Snapshots

extension PatchSite {
    mutating func set(
        file: Template, path: String, value: TemplateValue, place: PatchOperation.MemberPlace?,
        comment: Template?
    ) throws(Declined) {
        let target = try target(file, path)
        let value = try dataValue(value)
        let note = try comment.map { template throws(Declined) in try text(template) }
        try edit(target, .set(value)) { document, path throws(DataEditError) in
            try document.setting(path, to: value, position: place?.position, comment: note)
        }
    }

    mutating func append(
        file: Template, path: String, value: TemplateValue, comment: Template?
    ) throws(Declined) {
        let target = try target(file, path)
        let value = try dataValue(value)
        let note = try comment.map { template throws(Declined) in try text(template) }
        try edit(target, .append(value)) { document, path throws(DataEditError) in
            try document.appending(value, to: path, comment: note)
        }
    }

    /// Adds an item to a list in a file that is structured data.
    mutating func append(
        _ value: DataValue, to list: String, of file: RepositoryPath
    ) throws(Declined) {
        let target = try target(Template(pieces: [.text(file.description)]), list)
        try edit(target, .append(value)) { document, path throws(DataEditError) in
            try document.appending(value, to: path, comment: nil)
        }
    }

    mutating func delete(file: Template, path: String) throws(Declined) {
        try edit(try target(file, path), .delete) { document, path throws(DataEditError) in
            try document.deleting(path)
        }
    }

    /// A place in a data file, read.
    private struct Target {
        var file: RepositoryPath
        var document: DataDocument
        var path: DataPath
    }

    private func target(_ file: Template, _ path: String) throws(Declined) -> Target {
        let file = try self.path(file)
        let source = try source(of: file)
        guard let format = DataFormat.of(fileName: file.description) else {
            throw Declined(reason: "\(file) is no structured data")
        }
        guard let document = try? DataDocument(parsing: source.bytes, format: format) else {
            throw Declined(reason: "\(file) does not parse")
        }
        guard document.roots.count == 1 else {
            throw Declined(reason: "\(file) holds several documents")
        }
        guard let parsed = try? DataPath(parsing: path) else {
            throw Declined(reason: "the path `\(path)` is malformed")
        }
        let found = document.select(parsed)
        guard found.count <= 1 else {
            throw Declined(reason: "`\(path)` names several places in \(file)")
        }
        return Target(file: file, document: document, path: found.first?.path ?? parsed)
    }

    private mutating func edit(
        _ target: Target, _ kind: DataChange.Kind,
        _ edits: (DataDocument, DataPath) throws(DataEditError) -> [TextEdit]
    ) throws(Declined) {
        do throws(DataEditError) {
            let made = try edits(target.document, target.path)
            add(made, to: target.file, role: .data(DataChange(kind: kind, path: target.path)))
        } catch {
            switch error {
            case .notFound(let path): throw Declined(reason: "\(target.file) has no `\(path)`")
            case .ambiguous(let path):
                throw Declined(reason: "`\(path)` names several places in \(target.file)")
            case .unsupported(let reason): throw Declined(reason: "\(target.file): \(reason)")
            }
        }
    }

    private func dataValue(_ value: TemplateValue) throws(Declined) -> DataValue {
        switch value {
        case .null: return .null
        case .bool(let flag): return .bool(flag)
        case .integer(let digits): return .integer(digits)
        case .string(let template): return .string(try text(template))
        case .sequence(let items):
            var values: [DataValue] = []
            for item in items { values.append(try dataValue(item)) }
            return .sequence(values)
        case .mapping(let members):
            var values: [DataValue.Member] = []
            for member in members { values.append(.init(member.key, try dataValue(member.value))) }
            return .mapping(values)
        }
    }
}

extension PatchOperation.MemberPlace {
    fileprivate var position: MemberPosition {
        switch self {
        case .first: .first
        case .last: .last
        case .sorted: .sorted
        case .before(let key): .before(key)
        case .after(let key): .after(key)
        }
    }
}
