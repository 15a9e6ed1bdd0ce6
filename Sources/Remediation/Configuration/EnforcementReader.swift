internal import Basics
package import Documents

/// Reads `enforce`: `KEY.PATH: {value: …, override: allowed|tighten-only|none}`.
package struct EnforcementReader {
    private let problems: RecordProblems
    private let layer: ConfigurationSource.Layer
    private let file: String

    /// A reader of one file.
    package init(
        problems: RecordProblems, layer: ConfigurationSource.Layer, file: String
    ) {
        self.problems = problems
        self.layer = layer
        self.file = file
    }

    /// What the mapping enforces, in its order.
    package func enforced(_ node: DataNode) -> [OperatorPolicy.Enforced] {
        guard case .mapping(let members) = node.content else {
            problems.add(at: node.span.lowerBound, "enforce must be a mapping by key")
            return []
        }
        var seen: Set<String> = []
        return members.compactMap { member in
            guard seen.insert(member.key).inserted else {
                problems.add(at: member.keySpan.lowerBound, "\(member.key) stands twice")
                return nil
            }
            return enforced(member)
        }
    }

    private func enforced(_ member: DataMember) -> OperatorPolicy.Enforced? {
        let path = member.key.split(separator: ".").map(String.init)
        guard let key = ConfigurationTable.keys.key(at: path), key.place == .everywhere else {
            problems.add(
                at: member.keySpan.lowerBound, "\(member.key) is no key that can be enforced",
                remedy: NearestName.remedy(
                    for: member.key, among: ConfigurationTable.paths.map(\.path)))
            return nil
        }
        var record = StrictRecord(member.value, name: member.key, problems: problems)
        let override = record.choice("override", of: OperatorPolicy.Enforced.Override.self)
        let value = record.node("value")
        record.finish()
        let position = problems.position(at: member.keySpan.lowerBound)
        let reader = ConfigurationReader(problems: problems, layer: layer, file: file)
        return OperatorPolicy.Enforced(
            path: path, value: value.flatMap { reader.value($0, of: key.kind, name: member.key) },
            override: override ?? .none,
            source: ConfigurationSource(
                layer, file: file, line: position.line, column: position.column))
    }
}
