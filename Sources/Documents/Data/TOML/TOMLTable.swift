/// A key of TOML with its place.
struct TOMLKey {
    let text: String
    let span: Range<Int>
}

/// A table while the file is being read; later headers may still add to it.
final class TOMLTable {
    /// How a table came to be, which decides who may still add to it.
    enum Origin {
        /// Named on the way to a deeper table.
        case implicit
        /// Named by its own header, or the root.
        case header
        /// Named on the way of a dotted key.
        case dotted
    }

    enum Member {
        case value(DataNode)
        case table(TOMLTable)
        case items(TOMLTableArray)
    }

    var origin: Origin
    var header: Range<Int>?
    private var members: [(key: TOMLKey, member: Member)] = []
    private var index: [[UInt8]: Int] = [:]

    init(origin: Origin) { self.origin = origin }

    subscript(key: String) -> Member? {
        index[Array(key.utf8)].map { members[$0].member }
    }

    func add(_ member: Member, key: TOMLKey) {
        index[Array(key.text.utf8)] = members.count
        members.append((key, member))
    }

    /// Puts a value at a dotted key, whose tables are made when they are missing.
    func insert(_ value: DataNode, at keys: [TOMLKey], scanner: TOMLScanner) throws(DocumentError) {
        var table = self
        for key in keys.dropLast() {
            switch table[key.text] {
            case nil:
                let made = TOMLTable(origin: .dotted)
                table.add(.table(made), key: key)
                table = made
            case .table(let existing)? where existing.origin != .header: table = existing
            default:
                throw scanner.error("`\(key.text)` is defined already", at: key.span.lowerBound)
            }
        }
        guard let last = keys.last else { return }
        guard table[last.text] == nil else {
            throw scanner.error("the key `\(last.text)` stands twice", at: last.span.lowerBound)
        }
        table.add(.value(value), key: last)
    }

    /// The finished node; without a span of its own it gets the hull of its parts.
    func node(span: Range<Int>? = nil, style: DataStyle = .block) -> DataNode {
        var hull = header
        let members = members.map { key, member in
            let value = member.node
            let inHeader = value.span.contains(key.span.lowerBound)
            let start =
                inHeader ? value.span.lowerBound : min(key.span.lowerBound, value.span.lowerBound)
            let span = start..<max(key.span.upperBound, value.span.upperBound)
            hull =
                hull.map { min($0.lowerBound, start)..<max($0.upperBound, span.upperBound) } ?? span
            return DataMember(key: key.text, keySpan: key.span, value: value, span: span)
        }
        return DataNode(content: .mapping(members), span: span ?? hull ?? 0..<0, style: style)
    }
}

/// The tables under one `[[name]]`.
final class TOMLTableArray {
    var tables: [TOMLTable] = []
}

extension TOMLTable.Member {
    fileprivate var node: DataNode {
        switch self {
        case .value(let node): return node
        case .table(let table): return table.node()
        case .items(let items):
            let nodes = items.tables.map { $0.node() }
            let start = nodes.map(\.span.lowerBound).min() ?? 0
            let end = nodes.map(\.span.upperBound).max() ?? 0
            return DataNode(content: .sequence(nodes), span: start..<end, style: .block)
        }
    }
}
