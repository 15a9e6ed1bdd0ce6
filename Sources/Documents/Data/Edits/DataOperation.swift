/// A change of structured data, as it is on values: what the edited file must read back as.
enum DataOperation {
    /// Replaces what is at the path, or adds the last key of the path at an index among its siblings.
    case set(DataValue, insertionIndex: Int)
    case delete
    /// Adds an item at an index of the sequence at the path.
    case insert(DataValue, index: Int)

    /// The value after the change; nil when the path leads nowhere.
    func applied(to value: DataValue, at steps: ArraySlice<DataPath.Step>) -> DataValue? {
        guard let step = steps.first else { return appliedHere(to: value) }
        let rest = steps.dropFirst()
        switch (step, value) {
        case (.key(let key), .mapping(var members)):
            guard let index = members.lastIndex(where: { $0.key.hasSameBytes(as: key) }) else {
                guard case .set(let new, let place) = self, rest.isEmpty else { return nil }
                members.insert(.init(key, new), at: min(place, members.count))
                return .mapping(members)
            }
            if case .delete = self, rest.isEmpty {
                members.remove(at: index)
                return .mapping(members)
            }
            guard let below = applied(to: members[index].value, at: rest) else { return nil }
            members[index].value = below
            return .mapping(members)
        case (.index(let index), .sequence(var items)):
            guard items.indices.contains(index) else { return nil }
            if case .delete = self, rest.isEmpty {
                items.remove(at: index)
                return .sequence(items)
            }
            guard let below = applied(to: items[index], at: rest) else { return nil }
            items[index] = below
            return .sequence(items)
        default: return nil
        }
    }

    private func appliedHere(to value: DataValue) -> DataValue? {
        switch self {
        case .set(let new, _): return new
        case .delete: return nil
        case .insert(let item, let index):
            guard case .sequence(var items) = value else { return nil }
            items.insert(item, at: min(index, items.count))
            return .sequence(items)
        }
    }
}

extension DataValue {
    /// Whether two values are the same but for the order of members, which TOML does not keep.
    func isSameUnordered(as other: DataValue) -> Bool {
        switch (self, other) {
        case (.sequence(let left), .sequence(let right)):
            return left.count == right.count
                && zip(left, right).allSatisfy { $0.isSameUnordered(as: $1) }
        case (.mapping(let left), .mapping(let right)):
            func byKey(_ members: [Member]) -> [Member] {
                members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
            }
            return left.count == right.count
                && zip(byKey(left), byKey(right)).allSatisfy { left, right in
                    left.key.hasSameBytes(as: right.key)
                        && left.value.isSameUnordered(as: right.value)
                }
        default: return self == other
        }
    }

    /// The value with each number in its canonical spelling; nil when one is no number, or a key stands twice.
    func canonical(depth: Int = 0) -> DataValue? {
        guard depth < DataLimits.depth else { return nil }
        switch self {
        case .integer(let text): return NumberLiteral.integer(text.utf8).map { .integer($0) }
        case .float(let text):
            if ["inf", "-inf", "nan"].contains(text) { return self }
            return NumberLiteral.float(text.utf8).map { .float($0) }
        case .sequence(let items):
            let canonical = items.compactMap { $0.canonical(depth: depth + 1) }
            return canonical.count == items.count ? .sequence(canonical) : nil
        case .mapping(let members):
            let canonical = members.compactMap { member in
                member.value.canonical(depth: depth + 1).map { Member(member.key, $0) }
            }
            let keys = Set(members.map { Array($0.key.utf8) })
            return canonical.count == members.count && keys.count == members.count
                ? .mapping(canonical) : nil
        default: return self
        }
    }
}
