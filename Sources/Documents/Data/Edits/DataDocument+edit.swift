extension DataDocument {
    /// The edits that give the node at `path` a value; none when it has it already.
    ///
    /// An existing scalar is replaced in its quoting style. A missing last key is inserted into its mapping
    /// at `position` (`.last` by default), with `comment` as a comment line above it, `#` or `//` not included;
    /// the comment is only for a new key. A collection that holds comments is not replaced.
    package func setting(
        _ path: DataPath, to value: DataValue, position: MemberPosition? = nil,
        comment: String? = nil,
        document: Int = 0
    ) throws(DataEditError) -> [TextEdit] {
        let target = try target(path, document: document)
        guard let value = format.stored(value).canonical() else {
            throw .unsupported(
                "the new value has a malformed number, a key twice, or too many levels")
        }
        try check(comment)
        guard let key = target.missingKey else {
            if target.node.value == value { return [] }
            return try checked(.set(value, insertionIndex: 0), target, document: document) {
                editor throws(DataEditError) in try editor.replacing(target, with: value)
            }
        }
        let index = try Self.index(of: position ?? .last, for: key, among: target.node.members)
        return try checked(.set(value, insertionIndex: index), target, document: document) {
            editor throws(DataEditError) in
            try editor.inserting(.init(key, value), into: target, at: index, comment: comment)
        }
    }

    /// The edits that remove the node at `path` with its key, its line, and the comment on its line.
    ///
    /// Comments on lines above it stay, and so does the rest of the file; a mapping or sequence that loses its
    /// last part becomes `{}` or `[]`.
    package func deleting(_ path: DataPath, document: Int = 0) throws(DataEditError) -> [TextEdit] {
        let target = try target(path, document: document)
        guard target.missingKey == nil else { throw .notFound(path) }
        guard target.container != nil, let index = target.index else {
            throw .unsupported("the root cannot be deleted")
        }
        return try checked(.delete, target, document: document) { editor throws(DataEditError) in
            try editor.deleting(target, index: index)
        }
    }

    /// The edits that add an item at the end of the sequence at `path`.
    ///
    /// `comment` becomes a comment line above the item where the items have lines of their own.
    package func appending(
        _ value: DataValue, to path: DataPath, comment: String? = nil, document: Int = 0
    ) throws(DataEditError) -> [TextEdit] {
        let target = try target(path, document: document)
        return try inserting(
            value, to: path, at: target.node.items.count, comment: comment, document: document)
    }

    /// The edits that add an item to the sequence at `path`, before the one that now has the index.
    func inserting(
        _ value: DataValue, to path: DataPath, at index: Int, comment: String? = nil,
        document: Int = 0
    ) throws(DataEditError) -> [TextEdit] {
        let target = try target(path, document: document)
        guard target.missingKey == nil else { throw .notFound(path) }
        guard case .sequence(let items) = target.node.content, (0...items.count).contains(index)
        else {
            throw .unsupported("`\(path)` is no sequence")
        }
        guard let value = value.canonical() else {
            throw .unsupported(
                "the new value has a malformed number, a key twice, or too many levels")
        }
        try check(comment)
        return try checked(.insert(value, index: index), target, document: document) {
            editor throws(DataEditError) in
            try editor.inserting(value, into: target, at: index, comment: comment)
        }
    }

    // MARK: Guards

    private func target(_ path: DataPath, document: Int) throws(DataEditError) -> DataTarget {
        guard roots.indices.contains(document) else { throw .notFound(path) }
        return try DataTarget(path, in: roots[document])
    }

    private func check(_ comment: String?) throws(DataEditError) {
        guard let comment else { return }
        guard format != .json else { throw .unsupported("JSON has no comments") }
        let isPlain = comment.unicodeScalars.allSatisfy { scalar in
            scalar == "\t"
                || !(scalar.properties.generalCategory == .control || scalar == "\u{2028}"
                    || scalar == "\u{2029}")
        }
        guard isPlain else { throw .unsupported("a comment is one line of text") }
    }

    private static func index(
        of position: MemberPosition, for key: String, among members: [DataMember]
    ) throws(DataEditError) -> Int {
        func place(of sibling: String) throws(DataEditError) -> Int {
            guard let index = members.firstIndex(where: { $0.key.hasSameBytes(as: sibling) }) else {
                throw .unsupported("there is no key `\(sibling)` to stand beside")
            }
            return index
        }
        switch position {
        case .first: return 0
        case .last: return members.count
        case .before(let sibling): return try place(of: sibling)
        case .after(let sibling): return try place(of: sibling) + 1
        case .sorted:
            let keys = members.map { Array($0.key.utf8) }
            let isSorted = zip(keys, keys.dropFirst()).allSatisfy {
                !$1.lexicographicallyPrecedes($0)
            }
            guard isSorted else { return keys.count }
            return keys.firstIndex { Array(key.utf8).lexicographicallyPrecedes($0) } ?? keys.count
        }
    }

    /// Makes edits, applies them, reads the result back, and gives them out only if it is what was meant.
    private func checked(
        _ operation: DataOperation, _ target: DataTarget, document: Int,
        make: (any DataEditor) throws(DataEditError) -> [TextEdit]
    ) throws(DataEditError) -> [TextEdit] {
        guard format != .xml else { throw .unsupported("XML is only read") }
        let edits = try make(editor(of: document))
        var expected = roots.map(\.value)
        guard let changed = operation.applied(to: expected[document], at: target.fullSteps[...])
        else {
            throw .notFound(DataPath(steps: target.fullSteps))
        }
        expected[document] = changed
        guard let bytes = try? edits.applied(to: source.bytes),
            let result = try? DataDocument(parsing: bytes, format: format),
            isExpected(result.roots.map(\.value), expected),
            result.roots.map(\.features.rawValue).allSatisfy({ $0 & ~allFeatures.rawValue == 0 })
        else { throw .unsupported("the edited file would not read back as meant") }
        return edits
    }

    private var allFeatures: DataFeatures {
        roots.reduce(into: DataFeatures()) { $0.formUnion($1.features) }
    }

    private func isExpected(_ values: [DataValue], _ expected: [DataValue]) -> Bool {
        guard format == .toml || format == .ini else { return values == expected }
        return zip(values, expected).allSatisfy { $0.isSameUnordered(as: $1) }
    }

    private func editor(of document: Int) -> any DataEditor {
        switch format {
        case .yaml: YAMLEditor(source: source, root: roots[document])
        case .json, .jsonc: JSONEditor(source: source, root: roots[document], format: format)
        case .toml: TOMLEditor(source: source, sections: sections)
        case .ini, .env, .properties, .xml:
            AssignmentEditor(source: source, root: roots[document], format: format)
        }
    }
}

/// Makes the splices for one format; it may guess, for the result is read back before it is used.
protocol DataEditor {
    func replacing(_ target: DataTarget, with value: DataValue) throws(DataEditError) -> [TextEdit]
    func inserting(
        _ member: DataValue.Member, into target: DataTarget, at index: Int, comment: String?
    ) throws(DataEditError) -> [TextEdit]
    func inserting(
        _ item: DataValue, into target: DataTarget, at index: Int, comment: String?
    ) throws(DataEditError) -> [TextEdit]
    func deleting(_ target: DataTarget, index: Int) throws(DataEditError) -> [TextEdit]
}
