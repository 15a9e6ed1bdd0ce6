/// Where an edit takes place: the nodes on the way, and the key that is to be added if there is one.
struct DataTarget {
    /// From the root to the last node there is; one longer than `steps` when that is the target itself.
    let chain: [DataNode]
    /// The way to the last node there is, indices counted from the start.
    let steps: [DataPath.Step]
    /// The key that its mapping does not have yet.
    let missingKey: String?

    /// The last node there is: the target, or the mapping that lacks it.
    var node: DataNode { chain[chain.count - 1] }

    /// The node that holds the target; nil for the root.
    var container: DataNode? { chain.count > 1 ? chain[chain.count - 2] : nil }

    /// The whole way, with the missing key.
    var fullSteps: [DataPath.Step] { steps + (missingKey.map { [.key($0)] } ?? []) }

    /// The place of the target among its siblings.
    var index: Int? {
        switch steps.last {
        case .key(let key): container?.members.lastIndex { $0.key.hasSameBytes(as: key) }
        case .index(let index): index
        default: nil
        }
    }

    init(_ path: DataPath, in root: DataNode) throws(DataEditError) {
        guard path.isSingular else { throw .ambiguous(path) }
        var chain = [root]
        var steps: [DataPath.Step] = []
        for (number, step) in path.steps.enumerated() {
            let node = chain[chain.count - 1]
            switch step {
            case .key(let key):
                guard case .mapping(let members) = node.content else { throw .notFound(path) }
                let matches = members.filter { $0.key.hasSameBytes(as: key) }
                guard matches.count < 2 else { throw .ambiguous(path) }
                guard let match = matches.first else {
                    guard number == path.steps.count - 1 else { throw .notFound(path) }
                    (self.chain, self.steps, missingKey) = (chain, steps, key)
                    return
                }
                chain.append(match.value)
                steps.append(step)
            case .index(let index):
                let index = index < 0 ? node.items.count + index : index
                guard let item = node[index] else { throw .notFound(path) }
                chain.append(item)
                steps.append(.index(index))
            case .every, .descendants, .slice, .filter, .union: throw .ambiguous(path)
            }
        }
        (self.chain, self.steps, missingKey) = (chain, steps, nil)
    }
}
