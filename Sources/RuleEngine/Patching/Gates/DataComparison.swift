internal import Documents

/// Two readings of a data file: the second must be what the declared operations make of the first.
struct DataComparison {
    /// What is wrong, said of the file; nil when nothing is.
    private(set) var problem: String?
    /// Whether every edit is an operation on data, so that the result was compared as a whole.
    private(set) var isExact = true

    /// Compares what was with what is.
    init(before: DataDocument, after: DataDocument, change: FileChange) {
        var changes: [DataChange] = []
        for edit in change.edits {
            if case .data(let change) = edit.role {
                if !changes.contains(change) { changes.append(change) }
            } else {
                isExact = false
            }
        }
        if isExact {
            var values = before.roots.map(\.value)
            for change in changes {
                guard values.indices.contains(change.document),
                    let changed = values[change.document].applying(
                        change, steps: change.path.steps[...])
                else {
                    problem = "has no `\(change.path)`"
                    return
                }
                values[change.document] = changed
            }
            if after.roots.map(\.value.sorted) != values.map(\.sorted) {
                problem = "would come to mean something other than its operations say"
            }
            return
        }
        guard before.roots.count == after.roots.count else {
            problem = "would hold another number of documents"
            return
        }
        for (old, new) in zip(before.roots, after.roots) where problem == nil {
            if new.features.contains(.duplicateKey), !old.features.contains(.duplicateKey) {
                problem = "would have a key twice"
                return
            }
            problem = Self.difference(old, new, splices: change.splices).map {
                "would come to mean something else in line \(before.source.lineNumber(at: $0)), outside of the edits"
            }
        }
    }

    /// Where two nodes differ although no edit says so.
    private static func difference(
        _ old: DataNode, _ new: DataNode, splices: [TextEdit]
    ) -> Int? {
        if case .scalar(let value) = old.content {
            if case .scalar(let other) = new.content, value == other { return nil }
            return isTouched(old.span, by: splices) ? nil : old.span.lowerBound
        }
        // A node below which nothing is edited has to be the same all the way down.
        switch (old.content, new.content) {
        case (.mapping(let members), .mapping):
            // Elements of XML share a name, so the how-manieth of that name is what a member is compared with.
            let others = Dictionary(grouping: new.members) { Array($0.key.utf8) }
            var seen: [[UInt8]: Int] = [:]
            for member in members {
                let key = Array(member.key.utf8)
                let number = seen[key, default: 0]
                seen[key] = number + 1
                if let named = others[key], named.indices.contains(number) {
                    let other = named[number].value
                    if let place = difference(member.value, other, splices: splices) {
                        return place
                    }
                } else if !isTouched(member.span, by: splices) {
                    return member.span.lowerBound
                }
            }
            return members.count < new.members.count && splices.isEmpty ? old.span.lowerBound : nil
        case (.sequence(let items), .sequence(let others)):
            guard items.count == others.count else {
                return isTouched(old.span.lowerBound..<old.span.upperBound + 1, by: splices)
                    || splices.contains {
                        $0.range.isEmpty && $0.range.lowerBound >= old.span.lowerBound
                    } ? nil : old.span.lowerBound
            }
            for (item, other) in zip(items, others) {
                if let place = difference(item, other, splices: splices) { return place }
            }
            return nil
        default: return isTouched(old.span, by: splices) ? nil : old.span.lowerBound
        }
    }

    /// Whether an edit reaches into a span: replaces some of it, or stands inside.
    private static func isTouched(_ span: Range<Int>, by splices: [TextEdit]) -> Bool {
        splices.contains { splice in
            splice.range.isEmpty
                ? span.lowerBound < splice.range.lowerBound
                    && splice.range.lowerBound < span.upperBound
                : splice.range.overlaps(span)
        }
    }
}

extension DataValue {
    /// The value with the members of all mappings in the order of their keys, in which they are compared.
    fileprivate var sorted: DataValue {
        switch self {
        case .sequence(let items): .sequence(items.map(\.sorted))
        case .mapping(let members):
            .mapping(
                members.map { Member($0.key, $0.value.sorted) }
                    .sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) })
        default: self
        }
    }

    /// The value after an operation; nil where the path leads nowhere.
    fileprivate func applying(_ change: DataChange, steps: ArraySlice<DataPath.Step>) -> DataValue?
    {
        guard let step = steps.first else {
            switch change.kind {
            case .set(let value): return value
            case .delete: return nil
            case .append(let value):
                guard case .sequence(let items) = self else { return nil }
                return .sequence(items + [value])
            }
        }
        let rest = steps.dropFirst()
        let isDeletion = rest.isEmpty && change.kind == .delete
        switch (step, self) {
        case (.key(let key), .mapping(var members)):
            let index = members.lastIndex { $0.key.utf8.elementsEqual(key.utf8) }
            if isDeletion {
                guard let index else { return nil }
                members.remove(at: index)
                return .mapping(members)
            }
            guard let index else {
                guard rest.isEmpty, case .set(let value) = change.kind else { return nil }
                return .mapping(members + [Member(key, value)])
            }
            guard let value = members[index].value.applying(change, steps: rest) else { return nil }
            members[index].value = value
            return .mapping(members)
        case (.index(let number), .sequence(var items)):
            let index = number < 0 ? items.count + number : number
            guard items.indices.contains(index) else { return nil }
            if isDeletion {
                items.remove(at: index)
                return .sequence(items)
            }
            guard let value = items[index].applying(change, steps: rest) else { return nil }
            items[index] = value
            return .sequence(items)
        default: return nil
        }
    }
}
