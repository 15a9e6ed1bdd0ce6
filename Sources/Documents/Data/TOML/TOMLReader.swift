/// Reads TOML 1.0: the tree of values for readers, and the sections as written for edits.
struct TOMLReader {
    private var scanner: TOMLScanner
    private let root = TOMLTable(origin: .header)
    private var sections = [TOMLSection(path: [], header: 0..<0, isItem: false, entries: [])]
    private var current: TOMLTable

    private init(_ source: SourceText) {
        scanner = TOMLScanner(source)
        current = root
    }

    /// The root and the sections of a file; the first section is the top of the file, before any header.
    static func read(
        _ source: SourceText
    ) throws(DocumentError) -> (root: DataNode, sections: [TOMLSection]) {
        var reader = TOMLReader(source)
        try reader.expressions()
        let start = source.hasByteOrderMark ? 3 : 0
        let end = max(start, source.bytes.count)
        return (reader.root.node(span: start..<end), reader.sections)
    }

    private mutating func expressions() throws(DocumentError) {
        while true {
            try scanner.skipBlankLines()
            guard let byte = scanner.byte else { return }
            if byte == UInt8(ascii: "[") { try header() } else { try entry() }
            try scanner.endOfLine()
        }
    }

    // MARK: Headers

    private mutating func header() throws(DocumentError) {
        let start = scanner.offset
        scanner.skip(1)
        let isItem = scanner.byte == UInt8(ascii: "[")
        if isItem { scanner.skip(1) }
        let keys = try scanner.keys()
        try scanner.expect(UInt8(ascii: "]"))
        if isItem { try scanner.expect(UInt8(ascii: "]")) }
        let header = start..<scanner.offset
        guard let last = keys.last else {
            throw scanner.error("a header without a name", at: start)
        }
        var table = root
        var path: [DataPath.Step] = []
        for key in keys.dropLast() {
            path.append(.key(key.text))
            table = try step(into: table, key: key, path: &path)
        }
        path.append(.key(last.text))
        if isItem {
            current = try newItem(of: table, key: last, path: &path)
        } else {
            current = try define(in: table, key: last)
        }
        current.header = header
        sections.append(TOMLSection(path: path, header: header, isItem: isItem, entries: []))
    }

    /// The table a header goes through: as it is, made when missing, the last item of an array of tables.
    private func step(
        into table: TOMLTable, key: TOMLKey, path: inout [DataPath.Step]
    ) throws(DocumentError) -> TOMLTable {
        switch table[key.text] {
        case nil:
            let made = TOMLTable(origin: .implicit)
            table.add(.table(made), key: key)
            return made
        case .table(let existing)?: return existing
        case .items(let items)?:
            guard let last = items.tables.last else { break }
            path.append(.index(items.tables.count - 1))
            return last
        case .value?: break
        }
        throw scanner.error("`\(key.text)` is a value, not a table", at: key.span.lowerBound)
    }

    private func define(in table: TOMLTable, key: TOMLKey) throws(DocumentError) -> TOMLTable {
        switch table[key.text] {
        case nil:
            let made = TOMLTable(origin: .header)
            table.add(.table(made), key: key)
            return made
        case .table(let existing)? where existing.origin == .implicit:
            existing.origin = .header
            return existing
        default:
            throw scanner.error("`\(key.text)` is defined already", at: key.span.lowerBound)
        }
    }

    private func newItem(
        of table: TOMLTable, key: TOMLKey, path: inout [DataPath.Step]
    ) throws(DocumentError) -> TOMLTable {
        let made = TOMLTable(origin: .header)
        switch table[key.text] {
        case nil:
            let items = TOMLTableArray()
            items.tables.append(made)
            table.add(.items(items), key: key)
            path.append(.index(0))
        case .items(let items)?:
            items.tables.append(made)
            path.append(.index(items.tables.count - 1))
        default:
            throw scanner.error("`\(key.text)` is no array of tables", at: key.span.lowerBound)
        }
        return made
    }

    // MARK: Entries

    private mutating func entry() throws(DocumentError) {
        let keys = try scanner.keys()
        try scanner.expect(UInt8(ascii: "="))
        scanner.skipBlanks()
        let depth = sections[sections.count - 1].path.count + keys.count
        let value = try scanner.value(depth: depth)
        try current.insert(value, at: keys, scanner: scanner)
        guard let first = keys.first, let last = keys.last else { return }
        sections[sections.count - 1].entries.append(
            TOMLSection.Entry(
                keys: keys.map(\.text), keySpan: first.span.lowerBound..<last.span.upperBound,
                valueSpan: value.span))
    }
}
