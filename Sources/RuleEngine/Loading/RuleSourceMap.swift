internal import Documents
internal import FoundationEssentials

/// Where the parts of a rule stand in its file, for messages about what has no place of its own in the rule.
struct RuleSourceMap {
    private let file: String
    private let document: DataDocument?

    /// The places of a rule's file; none for a rule that was not read from one.
    init(of rule: Rule) { self.init(file: rule.source.file) }

    /// The places of any YAML file of a pack.
    init(file: String) {
        self.file = file
        document = FileManager.default.contents(atPath: file).flatMap {
            try? DataDocument(parsing: Array($0), format: .yaml)
        }
    }

    /// The place of a key, by the keys (and, in lists, the numbers) that lead to it; nil when there is none.
    func location(of path: [String]) -> SourceLocation? {
        guard let document, var node = document.roots.first else { return nil }
        var offset = node.span.lowerBound
        for step in path {
            if let member = node.members.last(where: { $0.key == step }) {
                offset = member.keySpan.lowerBound
                node = member.value
            } else if let index = Int(step), let item = node[index] {
                offset = item.span.lowerBound
                node = item
            } else {
                return nil
            }
        }
        let position = document.source.position(at: offset)
        return SourceLocation(file: file, line: position.line, column: position.column)
    }

    /// The place of a node.
    func location(of node: DataNode) -> SourceLocation? {
        guard let document else { return nil }
        let position = document.source.position(at: node.span.lowerBound)
        return SourceLocation(file: file, line: position.line, column: position.column)
    }

    /// The values of a key wherever it stands, in no particular order.
    func nodes(ofKey key: String) -> [DataMember] {
        var found: [DataMember] = []
        var stack = document?.roots ?? []
        while let node = stack.popLast() {
            found += node.members.filter { $0.key == key }
            stack += node.members.map(\.value) + node.items
        }
        return found
    }

    /// The texts that a key has wherever it stands.
    func texts(ofKey key: String) -> Set<String> {
        Set(nodes(ofKey: key).compactMap(\.value.string))
    }
}
