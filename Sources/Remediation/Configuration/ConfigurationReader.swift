internal import Basics
internal import Documents
internal import RuleEngine

/// Reads one layer of configuration by the table, strictly, and notes where every value stands.
struct ConfigurationReader {
    let problems: RecordProblems
    let layer: ConfigurationSource.Layer
    let file: String

    /// The largest file that is read.
    static let sizeLimit = 256 << 10

    /// A mapping of the table's keys; the problems say what is wrong with it.
    func mapping(
        _ node: DataNode, keys: [ConfigurationKey], name: String, leavingOut others: [String] = []
    ) -> ConfigurationNode {
        switch node.content {
        case .mapping, .scalar(.null): break
        default:
            fail(node, "\(name) must be a mapping")
            return .mapping([], source(of: node))
        }
        var members: [ConfigurationNode.Member] = []
        var seen: Set<String> = []
        for member in node.members {
            guard seen.insert(member.key).inserted else {
                fail(member.keySpan.lowerBound, "\(member.key) stands twice")
                continue
            }
            if others.contains(member.key) { continue }
            if let value = value(of: member, keys: keys, name: name) {
                members.append(.init(member.key, value.beginning(at: source(at: member.keySpan))))
            }
        }
        if node.members.allSatisfy({ member in
            others.contains(member.key) || keys.contains { $0.name == member.key }
        }) {
            for key in keys where key.isRequired && !seen.contains(key.name) && isAllowed(key) {
                fail(node, "\(name) needs \(key.name)")
            }
        }
        return .mapping(members, source(of: node))
    }

    private func value(
        of member: DataMember, keys: [ConfigurationKey], name: String
    ) -> ConfigurationNode? {
        if let key = keys.first(where: { $0.name == member.key }) {
            guard isAllowed(key) else {
                fail(
                    member.keySpan.lowerBound,
                    "\(key.name) stands in a repository's own file\(key.place == .files ? " or a preset" : "") only"
                )
                return nil
            }
            return value(member.value, of: key.kind, name: key.name)
        }
        if member.key.hasPrefix("add-"),
            let key = keys.first(where: { "add-\($0.name)" == member.key && $0.isAppendable })
        {
            return value(member.value, of: key.kind, name: member.key)
        }
        let known =
            keys.filter(isAllowed).map(\.name)
            + keys.filter { $0.isAppendable && isAllowed($0) }.map { "add-\($0.name)" }
        problems.add(
            at: member.keySpan.lowerBound, "unknown key \(member.key) in \(name)",
            remedy: NearestName.remedy(for: member.key, among: known)
                ?? "known are \(known.filter { !$0.hasPrefix("add-") }.sorted().joined(separator: ", "))"
        )
        return nil
    }

    private func isAllowed(_ key: ConfigurationKey) -> Bool {
        switch key.place {
        case .everywhere: true
        case .files: layer == .repository || layer == .preset || layer == .organization
        case .repository: layer == .repository
        }
    }

    /// A value of a kind; nil, with the problem noted, when it is none.
    func value(
        _ node: DataNode, of kind: ConfigurationKey.Kind, name: String
    ) -> ConfigurationNode? {
        if case .scalar(.null) = node.content { return .scalar(.null, source(of: node)) }
        switch kind {
        case .text, .flag, .number, .choice:
            guard case .scalar(let value) = node.content, isScalar(value, of: kind) else {
                var remedy: String?
                if case .choice(let names) = kind, let text = node.scalarText {
                    remedy = NearestName.remedy(for: text, among: names)
                }
                problems.add(
                    at: node.span.lowerBound, "\(name) must be \(kind.words)", remedy: remedy)
                return nil
            }
            return .scalar(value, source(of: node))
        case .parameter, .command:
            if case .scalar(let value) = node.content { return .scalar(value, source(of: node)) }
            return list(node, name: name)
        case .texts:
            if case .scalar(let value) = node.content {
                return .list([.init(value, source(of: node))], source(of: node))
            }
            return list(node, name: name)
        case .globs: return globs(node, name: name)
        case .record(let keys): return mapping(node, keys: keys, name: name)
        case .records(let keys): return records(node, keys: keys, name: name)
        case .references(let keys):
            return records(node, keys: keys, name: name, allowsNames: true)
        case .map(let kind, let what): return map(node, of: kind, named: what, name: name)
        }
    }

    private func isScalar(_ value: DataValue, of kind: ConfigurationKey.Kind) -> Bool {
        switch (kind, value) {
        case (.text, .string(let text)): !text.isEmpty
        case (.text, .integer), (.text, .float): true
        case (.flag, .bool): true
        case (.number(let range), .integer(let text)): Int(text).map(range.contains) ?? false
        case (.choice(let names), .string(let text)): names.contains(text)
        default: false
        }
    }

    private func list(_ node: DataNode, name: String) -> ConfigurationNode? {
        guard case .sequence(let items) = node.content else {
            fail(node, "\(name) must be a list of texts")
            return nil
        }
        var list: [ConfigurationNode.Item] = []
        for item in items {
            if case .scalar(let value) = item.content, value != .null {
                list.append(.init(value, source(of: item)))
            } else {
                fail(item, "each of \(name) must be a text")
            }
        }
        return .list(list, source(of: node))
    }

    private func globs(_ node: DataNode, name: String) -> ConfigurationNode? {
        guard let list = value(node, of: .texts, name: name) else { return nil }
        let items = node.items.isEmpty ? [node] : node.items
        for item in items {
            guard let text = item.scalarText else { continue }
            do throws(Glob.SyntaxError) {
                _ = try Glob(text)
            } catch {
                fail(item, "\(text) is no path pattern: \(error.reason)")
            }
        }
        return list
    }

    private func records(
        _ node: DataNode, keys: [ConfigurationKey], name: String, allowsNames: Bool = false
    ) -> ConfigurationNode? {
        guard case .sequence(let items) = node.content else {
            fail(node, "\(name) must be a list")
            return nil
        }
        var list: [ConfigurationNode.Item] = []
        for item in items {
            if allowsNames, case .scalar(let value) = item.content, value.scalarText != nil {
                list.append(.init(value, source(of: item)))
            } else {
                // Waivers have a reader of their own: one that is wrong must not take the file with it.
                if name != "waivers" { _ = mapping(item, keys: keys, name: "each of \(name)") }
                list.append(.init(item.value, source(of: item)))
            }
        }
        return .list(list, source(of: node))
    }

    private func map(
        _ node: DataNode, of kind: ConfigurationKey.Kind, named what: String, name: String
    ) -> ConfigurationNode? {
        guard case .mapping(let entries) = node.content else {
            fail(node, "\(name) must be a mapping by \(what)")
            return nil
        }
        var members: [ConfigurationNode.Member] = []
        var seen: Set<String> = []
        for entry in entries {
            guard seen.insert(entry.key).inserted else {
                fail(entry.keySpan.lowerBound, "\(entry.key) stands twice")
                continue
            }
            if let value = value(entry.value, of: kind, name: entry.key) {
                members.append(.init(entry.key, value.beginning(at: source(at: entry.keySpan))))
            }
        }
        return .mapping(members, source(of: node))
    }

    private func fail(_ node: DataNode, _ reason: String) { fail(node.span.lowerBound, reason) }

    private func fail(_ offset: Int, _ reason: String) { problems.add(at: offset, reason) }

    private func source(of node: DataNode) -> ConfigurationSource { source(at: node.span) }

    private func source(at span: Range<Int>) -> ConfigurationSource {
        let position = problems.position(at: span.lowerBound)
        return ConfigurationSource(layer, file: file, line: position.line, column: position.column)
    }
}

extension ConfigurationNode {
    /// A mapping as it begins with its key; anything else as it is.
    fileprivate func beginning(at source: ConfigurationSource) -> ConfigurationNode {
        if case .mapping(let members, _) = self { .mapping(members, source) } else { self }
    }
}
