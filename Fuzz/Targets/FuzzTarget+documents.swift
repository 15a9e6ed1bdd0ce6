internal import Documents

/// Structured data: what is read has its place in the file, and an edit changes what it says and nothing else.
extension FuzzTarget {
    static let documents: [FuzzTarget] = DataFormat.allCases.map { format in
        FuzzTarget(format.rawValue, "\(format.rawValue) documents, and edits of them") { input in
            DataTrial(format: format, input: input).breach
        }
    }
}

/// A document with an edit that the input chooses.
private struct DataTrial {
    let format: DataFormat
    let input: [UInt8]

    private static let values: [DataValue] = [
        .null, .bool(true), .integer("7"), .string("plain"), .string("a: b #c"), .string(""),
        .sequence([.string("x"), .integer("1")]),
        .mapping([.init("k", .string("v")), .init("l", .sequence([]))]),
    ]

    /// Whether the format knows no other values than texts.
    private var hasOnlyTexts: Bool { [.ini, .env, .properties].contains(format) }

    var breach: String? {
        var reader = InputReader(input)
        let action = reader.byte()
        let place = reader.byte()
        let values = hasOnlyTexts ? Self.values.filter { $0.isText } : Self.values
        let value = values[reader.byte() % values.count]
        guard let document = try? DataDocument(parsing: reader.bytes, format: format) else {
            return nil
        }
        for root in document.roots {
            if let breach = breach(of: root, within: 0..<document.source.bytes.count, depth: 0) {
                return breach
            }
        }
        guard let all = try? DataPath(parsing: "$..*") else { return "a path cannot be read" }
        let matches = document.select(all)
        guard let match = matches.isEmpty ? nil : matches[place % matches.count] else {
            return nil
        }
        switch action % 4 {
        case 0: return set(value, at: match.path, in: document)
        case 1: return set(value, at: match.path.appending(.key("new key")), in: document)
        case 2: return delete(match.path, in: document)
        default: return append(value, to: match.path, in: document)
        }
    }

    /// A node lies in the file and, unless it is an alias or a spread-out table, in its parent.
    private func breach(of node: DataNode, within range: Range<Int>, depth: Int) -> String? {
        guard depth < 200 else { return nil }
        if node.span.lowerBound < range.lowerBound || node.span.upperBound > range.upperBound {
            return "a node at \(node.span) is outside \(range)"
        }
        let isShared = !node.features.isDisjoint(with: [.alias, .anchor, .mergeKey])
        let inside = isShared || format == .toml ? range : node.span
        for member in node.members {
            // An empty key may stand at the very end.
            let isInside =
                member.keySpan.lowerBound >= range.lowerBound
                && member.keySpan.upperBound <= range.upperBound
            guard isInside || isShared else {
                return "a key at \(member.keySpan) is outside \(range)"
            }
            if let found = breach(
                of: member.value, within: isShared ? range : inside, depth: depth + 1)
            {
                return found
            }
        }
        for item in node.items {
            if let found = breach(of: item, within: inside, depth: depth + 1) { return found }
        }
        return nil
    }

    private func apply(_ edits: [TextEdit], to document: DataDocument) -> Result<
        DataDocument, Breach
    > {
        guard let bytes = try? edits.applied(to: document.source.bytes) else {
            return .failure(Breach(words: "edits that cannot be applied: \(edits)"))
        }
        guard let after = try? DataDocument(parsing: bytes, format: format) else {
            return .failure(Breach(words: "the edited file cannot be read"))
        }
        return .success(after)
    }

    private func set(_ value: DataValue, at path: DataPath, in document: DataDocument) -> String? {
        guard let edits = try? document.setting(path, to: value) else { return nil }
        switch apply(edits, to: document) {
        case .failure(let breach): return breach.words
        case .success(let after):
            guard after.select(path).map(\.node.value) == [value] else {
                return "what was set at \(path) is not there"
            }
            guard let again = try? after.setting(path, to: value), again.isEmpty else {
                return "setting \(path) twice is not the same as once"
            }
            return after.roots.count == document.roots.count
                ? nil : "another number of documents"
        }
    }

    private func delete(_ path: DataPath, in document: DataDocument) -> String? {
        guard let edits = try? document.deleting(path) else { return nil }
        switch apply(edits, to: document) {
        case .failure(let breach): return breach.words
        case .success(let after):
            return after.source.bytes.count <= document.source.bytes.count + 2
                ? nil : "deleting \(path) made the file longer"
        }
    }

    private func append(_ value: DataValue, to path: DataPath, in document: DataDocument) -> String?
    {
        guard let edits = try? document.appending(value, to: path) else { return nil }
        switch apply(edits, to: document) {
        case .failure(let breach): return breach.words
        case .success(let after):
            let items = after.select(path).first?.node.items.count
            let before = document.select(path).first?.node.items.count ?? 0
            return items == before + 1 ? nil : "appending to \(path) gave \(items ?? -1) items"
        }
    }
}

/// A law that does not hold.
private struct Breach: Error { let words: String }

extension DataValue {
    fileprivate var isText: Bool { if case .string = self { true } else { false } }
}
