internal import Documents

/// The parameters of a catalog: what stands in a control's prose where an organization has to decide.
struct CatalogParameters {
    /// The most bytes that one piece of prose may become.
    static let maximumBytes = 32 << 10
    private static let maximumDepth = 4

    /// The prose became longer than it may.
    struct TooLong: Error {}

    private enum Meaning {
        case values([String])
        case choices([String], several: Bool)
        case label(String)
    }

    private var meanings: [[UInt8]: Meaning] = [:]

    /// Adds the members of `params`; the first of two with the same id stands.
    mutating func add(_ nodes: [DataNode]) {
        for node in nodes {
            guard let id = node["id"]?.string else { continue }
            if meanings[id.utf8Bytes] == nil { meanings[id.utf8Bytes] = Self.meaning(of: node) }
        }
    }

    private static func meaning(of node: DataNode) -> Meaning {
        let values = node["values"]?.items.compactMap(\.string) ?? []
        if !values.isEmpty { return .values(values) }
        if let select = node["select"] {
            let choices = select["choice"]?.items.compactMap(\.string) ?? []
            return .choices(choices, several: select["how-many"]?.string == "one-or-more")
        }
        return .label(node["label"]?.string ?? node["id"]?.string ?? "")
    }

    /// The prose with every parameter that it inserts in place, and the ids of those that are nowhere.
    func resolve(_ prose: String) throws(TooLong) -> (text: [UInt8], missing: [String]) {
        var missing: [String] = []
        let text = try resolve(prose.utf8Bytes[...], depth: 0, missing: &missing)
        return (text, missing)
    }

    private func resolve(
        _ prose: ArraySlice<UInt8>, depth: Int, missing: inout [String]
    ) throws(TooLong) -> [UInt8] {
        var text: [UInt8] = []
        var rest = prose
        while let insertion = Insertion(firstIn: rest) {
            text += rest[..<insertion.range.lowerBound]
            text += try words(for: insertion, depth: depth, missing: &missing)
            guard text.count <= Self.maximumBytes else { throw TooLong() }
            rest = rest[insertion.range.upperBound...]
        }
        text += rest
        guard text.count <= Self.maximumBytes else { throw TooLong() }
        return text
    }

    /// As the printed catalogs write it: the values, or what is to be assigned or selected in brackets.
    private func words(
        for insertion: Insertion, depth: Int, missing: inout [String]
    ) throws(TooLong) -> [UInt8] {
        let id = String(decoding: insertion.id, as: UTF8.self)
        guard depth < Self.maximumDepth, let meaning = meanings[Array(insertion.id)] else {
            missing.append(id)
            return "[Assignment: \(id)]".utf8Bytes
        }
        switch meaning {
        case .label(let label):
            let owner = label.hasPrefix("organization-defined") ? "" : "organization-defined "
            return "[Assignment: \(owner)\(label)]".utf8Bytes
        case .values(let values):
            return try list(values, separator: ", ", depth: depth, missing: &missing)
        case .choices(let choices, let several):
            let number = several ? " (one or more)" : ""
            return try "[Selection\(number): ".utf8Bytes
                + list(choices, separator: "; ", depth: depth, missing: &missing) + "]".utf8Bytes
        }
    }

    private func list(
        _ texts: [String], separator: String, depth: Int, missing: inout [String]
    ) throws(TooLong) -> [UInt8] {
        var list: [UInt8] = []
        for (position, text) in texts.enumerated() {
            if position > 0 { list += separator.utf8Bytes }
            list += try resolve(text.utf8Bytes.trimmed, depth: depth + 1, missing: &missing)
            guard list.count <= Self.maximumBytes else { throw TooLong() }
        }
        return list
    }
}

/// `{{ insert: param, ID }}`, or `{{ ID }}` as catalogs of revision 4 write it.
private struct Insertion {
    let range: Range<Int>
    let id: ArraySlice<UInt8>

    init?(firstIn text: ArraySlice<UInt8>) {
        guard let open = Self.pair(UInt8(ascii: "{"), in: text),
            let close = Self.pair(UInt8(ascii: "}"), in: text[(open + 2)...])
        else { return nil }
        let inside = text[(open + 2)..<close].trimmed
        range = open..<(close + 2)
        let keyword = "insert: param,".utf8Bytes
        id = inside.starts(with: keyword) ? inside.dropFirst(keyword.count).trimmed : inside
    }

    private static func pair(_ byte: UInt8, in text: ArraySlice<UInt8>) -> Int? {
        text.indices.dropLast().first { text[$0] == byte && text[$0 + 1] == byte }
    }
}
