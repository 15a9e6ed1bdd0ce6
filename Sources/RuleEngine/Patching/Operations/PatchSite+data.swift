internal import Documents
internal import Snapshots

extension PatchSite {
    mutating func set(
        at site: PatchOperation.DataSite, path: String, value: TemplateValue,
        place: PatchOperation.MemberPlace?, comment: Template?
    ) throws(Declined) {
        let target = try target(site, path)
        let value = target.document.format.stored(try dataValue(value))
        let note = try comment.map { template throws(Declined) in try text(template) }
        try edit(target, .set(value)) { document, path throws(DataEditError) in
            try document.setting(
                path, to: value, position: place?.position(among: target.siblings), comment: note,
                document: target.number)
        }
    }

    mutating func append(
        at site: PatchOperation.DataSite, path: String, value: TemplateValue, comment: Template?
    ) throws(Declined) {
        let target = try target(site, path)
        let value = try dataValue(value)
        let note = try comment.map { template throws(Declined) in try text(template) }
        try edit(target, .append(value)) { document, path throws(DataEditError) in
            try document.appending(value, to: path, comment: note, document: target.number)
        }
    }

    /// Adds an item to a list in a file that is structured data.
    mutating func append(
        _ value: DataValue, to list: String, of file: RepositoryPath
    ) throws(Declined) {
        let target = try target(.file(Template(pieces: [.text(file.description)])), list)
        try edit(target, .append(value)) { document, path throws(DataEditError) in
            try document.appending(value, to: path, comment: nil, document: target.number)
        }
    }

    mutating func delete(at site: PatchOperation.DataSite, path: String) throws(Declined) {
        let target = try target(site, path)
        try edit(target, .delete) { document, path throws(DataEditError) in
            try document.deleting(path, document: target.number)
        }
    }

    mutating func merge(
        at site: PatchOperation.DataSite, path: String, value: TemplateValue, existingWins: Bool,
        place: PatchOperation.MemberPlace?
    ) throws(Declined) {
        let target = try target(site, path)
        let value = try dataValue(value)
        guard target.path.isSingular else {
            throw Declined(reason: "`\(path)` names several places in \(target.file)")
        }
        let merge = DataMerge(existingWins: existingWins)
        for change in merge.changes(of: target.document, at: target.path, target.number, to: value)
        {
            var part = target
            part.path = change.path
            let value = target.document.format.stored(change.value)
            // The place is that of the path's own key, not of what is added below it.
            let position = change.path == target.path ? place?.position(among: part.siblings) : nil
            try edit(part, .set(value)) { document, path throws(DataEditError) in
                try document.setting(
                    path, to: value, position: position, document: part.number)
            }
        }
    }

    /// A place in a data file, read.
    private struct Target {
        var file: RepositoryPath
        var document: DataDocument
        /// The number of the document in the file.
        var number: Int
        var path: DataPath

        /// The keys beside which the path's last key stands, or would stand.
        var siblings: [String] {
            guard let parent = path.parent else { return [] }
            return document.select(parent, document: number).first?.node.members.map(\.key) ?? []
        }
    }

    private func target(
        _ site: PatchOperation.DataSite, _ path: String
    ) throws(Declined) -> Target {
        guard let parsed = try? DataPath(parsing: path) else {
            throw Declined(reason: "the path `\(path)` is malformed")
        }
        switch site {
        case .file(let file): return try target(try self.path(file), parsed)
        case .inside(let id): return try target(inside: id, parsed)
        }
    }

    private func target(inside id: String, _ path: DataPath) throws(Declined) -> Target {
        let match = try match(id)
        guard let file = match.path, let place = match.data else {
            throw Declined(reason: "`\(id)` is no place in structured data")
        }
        let document = try document(file, place.format)
        guard let node = place.node(in: document) else {
            throw Declined(reason: "\(file) has no `\(place.path)`")
        }
        let found = node.select(path)
        guard found.count <= 1 else {
            throw Declined(reason: "`\(path)` names several places in \(file)")
        }
        return Target(
            file: file, document: document, number: place.document,
            path: place.path.appending(found.first?.path ?? path))
    }

    private func target(_ file: RepositoryPath, _ path: DataPath) throws(Declined) -> Target {
        guard let format = DataFormat.of(fileName: file.description) else {
            throw Declined(reason: "\(file) is no structured data")
        }
        let document = try document(file, format)
        let found = document.roots.indices.flatMap { number in
            document.select(path, document: number).map { (number, $0.path) }
        }
        guard found.count <= 1 else {
            throw Declined(reason: "`\(path)` names several places in \(file)")
        }
        guard let (number, place) = found.first else {
            guard document.roots.count == 1 else {
                throw Declined(reason: "\(file) holds several documents")
            }
            return Target(file: file, document: document, number: 0, path: path)
        }
        return Target(file: file, document: document, number: number, path: place)
    }

    private func document(
        _ file: RepositoryPath, _ format: DataFormat
    ) throws(Declined) -> DataDocument {
        let source = try source(of: file)
        guard let document = try? DataDocument(parsing: source.bytes, format: format) else {
            throw Declined(reason: "\(file) does not parse")
        }
        return document
    }

    private mutating func edit(
        _ target: Target, _ kind: DataChange.Kind,
        _ edits: (DataDocument, DataPath) throws(DataEditError) -> [TextEdit]
    ) throws(Declined) {
        do throws(DataEditError) {
            let made = try edits(target.document, target.path)
            let change = DataChange(kind: kind, path: target.path, document: target.number)
            add(made, to: target.file, role: .data(change))
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
        case .string(let template):
            if let value = evaluation.value(of: template, for: finding) { return value }
            return .string(try text(template))
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
    /// The position beside all of the named keys that are there; that of the last named one when none is.
    fileprivate func position(among siblings: [String]) -> MemberPosition {
        switch self {
        case .first: return .first
        case .last: return .last
        case .sorted: return .sorted
        case .before(let keys):
            return .before(siblings.first(where: keys.contains) ?? keys.last ?? "")
        case .after(let keys): return .after(siblings.last(where: keys.contains) ?? keys.last ?? "")
        }
    }
}
