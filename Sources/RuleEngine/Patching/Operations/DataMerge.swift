internal import Documents

/// What has to be set so that a place in a document has everything that a value has.
struct DataMerge {
    /// Whether values that are there stay.
    let existingWins: Bool

    /// One value to be set.
    struct Change {
        var path: DataPath
        var value: DataValue
    }

    /// The changes, deepest first: where several go to one place in the file, that is their order there.
    func changes(
        of document: DataDocument, at path: DataPath, _ number: Int, to value: DataValue
    ) -> [Change] {
        var path = path
        var value = value
        // Mappings that are missing on the way come with what is to stand in them.
        while let parent = path.parent, case .key(let key)? = path.steps.last,
            document.select(parent, document: number).isEmpty
        {
            value = .mapping([.init(key, value)])
            path = parent
        }
        let node = document.select(path, document: number).first?.node
        return changes(of: node, at: path, to: value).enumerated().sorted { left, right in
            let (deep, shallow) = (left.element.path.steps.count, right.element.path.steps.count)
            return deep != shallow ? deep > shallow : left.offset < right.offset
        }.map(\.element)
    }

    private func changes(of node: DataNode?, at path: DataPath, to value: DataValue) -> [Change] {
        guard let node, !node.isBlank else { return [Change(path: path, value: value)] }
        if case .mapping(let members) = value, case .mapping = node.content {
            return members.flatMap { member in
                changes(
                    of: node[member.key], at: path.appending(.key(member.key)), to: member.value)
            }
        }
        return existingWins ? [] : [Change(path: path, value: value)]
    }
}

extension DataNode {
    /// Whether the node holds nothing: it is null, or a mapping without keys.
    fileprivate var isBlank: Bool {
        switch content {
        case .scalar(let value): value == .null
        case .mapping(let members): members.isEmpty
        case .sequence: false
        }
    }
}
