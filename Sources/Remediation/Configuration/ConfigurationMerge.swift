internal import Documents

extension ConfigurationNode {
    /// Lays another layer over this one, as RFC 7396 merges JSON: mappings key by key, everything else as a whole.
    ///
    /// A null takes away. A key `add-NAME` with a list appends to the list `NAME`, and is not itself kept.
    package func merging(_ layer: ConfigurationNode) -> ConfigurationNode {
        guard case .mapping(let changes, let source) = layer else { return layer }
        var members = members
        for change in changes where change.appended == nil {
            let index = members.firstIndex { $0.key == change.key }
            if case .scalar(.null, _) = change.node {
                if let index { members.remove(at: index) }
            } else if let index {
                members[index].node = members[index].node.merging(change.node)
            } else {
                members.append(
                    .init(
                        change.key,
                        ConfigurationNode.mapping([], change.node.source).merging(change.node)))
            }
        }
        for change in changes {
            guard let key = change.appended, case .list(let added, _) = change.node else {
                continue
            }
            if let index = members.firstIndex(where: { $0.key == key }) {
                members[index].node = members[index].node.appending(added, change.node.source)
            } else {
                members.append(.init(key, change.node))
            }
        }
        return .mapping(members, source)
    }

    private func appending(_ added: [Item], _ source: ConfigurationSource) -> ConfigurationNode {
        switch self {
        case .list(let items, let own):
            let known = Set(items.map(\.value))
            return .list(items + added.filter { !known.contains($0.value) }, own)
        case .scalar(let value, let own): return .list([Item(value, own)] + added, own)
        case .mapping: return .list(added, source)
        }
    }
}

extension ConfigurationNode.Member {
    /// The key that this one appends to; nil when it is an ordinary key.
    var appended: String? {
        guard key.hasPrefix("add-"), case .list = node else { return nil }
        return String(key.dropFirst("add-".count))
    }
}
