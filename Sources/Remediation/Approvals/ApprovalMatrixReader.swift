internal import Basics
internal import Documents
internal import RuleEngine

/// Reads an approval matrix from YAML, refusing whatever it does not know.
///
/// After a problem it reads on with something in its place; whoever asked throws the problems in the end.
struct ApprovalMatrixReader {
    struct Parts {
        var always: ApprovalMatrix.Demand
        var defaultTier: Int
        var tiers: [Int: ApprovalMatrix.Demand]
        var sensitivePaths: [ApprovalMatrix.SensitivePaths]
        var escalations: [ApprovalMatrix.Escalation]
    }

    let problems: RecordProblems

    func parts(of root: DataNode) -> Parts {
        refuseSharing(in: root)
        var record = StrictRecord(root, name: "the approval matrix", problems: problems)
        record.require("default_tier", "tiers", "sensitive_paths", "escalations")
        expect("complybot.dev/v1", at: "apiVersion", of: &record)
        expect("ApprovalMatrix", at: "kind", of: &record)
        let parts = Parts(
            always: always(&record),
            defaultTier: record.number("default_tier", in: ApprovalMatrix.tiers) ?? 1,
            tiers: tiers(&record), sensitivePaths: sensitivePaths(&record),
            escalations: escalations(&record))
        record.finish()
        return parts
    }

    /// Whoever reads the file sees on the line itself what counts there.
    private func refuseSharing(in root: DataNode) {
        let refused: DataFeatures = [.anchor, .alias, .tag, .mergeKey, .complexKey]
        guard !root.features.isDisjoint(with: refused) else { return }
        // The first of the deepest nodes that have any; the parser bounds the depth.
        var node = root
        while let child = (node.items + node.members.map(\.value))
            .first(where: { !$0.features.isDisjoint(with: refused) })
        {
            node = child
        }
        note(node, "anchors, aliases, tags and merge keys are not allowed")
    }

    private func expect(_ wanted: String, at key: String, of record: inout StrictRecord) {
        record.require(key)
        if let value = record.node(key), value.string != wanted {
            note(value, "\(key) must be \(wanted)")
        }
    }

    private func always(_ record: inout StrictRecord) -> ApprovalMatrix.Demand {
        record.require("always")
        let node = record.node("always")
        let demand = self.demand(of: node, name: "always") { _ in }
        if let node, demand.approvers.isEmpty {
            note(node, "somebody must always approve: approvers is empty")
        }
        return demand
    }

    private func tiers(_ record: inout StrictRecord) -> [Int: ApprovalMatrix.Demand] {
        let node = record.node("tiers")
        var tiers: [Int: ApprovalMatrix.Demand] = [:]
        for item in record.list("tiers") {
            var tier = 0
            let demand = demand(of: item, name: "the tier") { entry in
                entry.require("tier")
                tier = entry.number("tier", in: ApprovalMatrix.tiers) ?? 0
            }
            if tiers.updateValue(demand, forKey: tier) != nil {
                note(item["tier"] ?? item, "this tier stands twice")
            }
        }
        // After a mistake in an entry nobody knows which tier it was meant for.
        if let node, problems.all.isEmpty,
            let missing = ApprovalMatrix.tiers.first(where: { tiers[$0] == nil })
        {
            note(node, "tier \(missing) is missing")
        }
        return tiers
    }

    private func sensitivePaths(
        _ record: inout StrictRecord
    ) -> [ApprovalMatrix.SensitivePaths] {
        var result: [ApprovalMatrix.SensitivePaths] = []
        for item in record.list("sensitive_paths") {
            var category = ""
            var patterns: [Glob] = []
            let demand = demand(of: item, name: "the category") { entry in
                entry.require("category", "paths")
                category = entry.node("category").map(line) ?? ""
                let paths = entry.list("paths")
                patterns = paths.compactMap(pattern)
                if let node = entry.node("paths"), paths.isEmpty {
                    note(node, "the category has no paths")
                }
            }
            if result.contains(where: { $0.category == category }) {
                note(item["category"] ?? item, "this category stands twice")
            }
            result.append(.init(category: category, patterns: patterns, demand: demand))
        }
        return result
    }

    private func escalations(_ record: inout StrictRecord) -> [ApprovalMatrix.Escalation] {
        var result: [ApprovalMatrix.Escalation] = []
        for item in record.list("escalations") {
            var condition: ApprovalMatrix.Condition?
            let demand = demand(of: item, name: "the escalation") { entry in
                entry.require("when")
                condition = entry.choice("when")
            }
            guard let condition else { continue }
            if result.contains(where: { $0.condition == condition }) {
                note(item["when"] ?? item, "this condition stands twice")
            }
            result.append(.init(condition: condition, demand: demand))
        }
        return result
    }

    /// What a line asks for; `others` reads the keys that only lines of its kind have.
    private func demand(
        of node: DataNode?, name: String, _ others: (inout StrictRecord) -> Void
    ) -> ApprovalMatrix.Demand {
        guard let node else {
            return .init(approvers: [], informs: [], risk: .high, rationale: "")
        }
        var record = StrictRecord(node, name: name, problems: problems)
        others(&record)
        record.require("approvers", "risk", "rationale")
        let demand = ApprovalMatrix.Demand(
            approvers: record.list("approvers").map(group),
            informs: record.list("informs").map(group), risk: record.choice("risk") ?? .high,
            rationale: record.node("rationale").map(line) ?? "")
        record.finish()
        return demand
    }

    private func group(_ node: DataNode) -> String {
        let name = line(node)
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
            default: Array("@/-_".utf8).contains(byte)
            }
        }
        if !isName || name.utf8.count > 100 {
            note(node, "not the name of a group: letters, digits, @, /, - and _ only")
        }
        return name
    }

    private func pattern(_ node: DataNode) -> Glob? {
        let text = line(node)
        if let pattern = Self.pattern(text) { return pattern }
        note(node, "not a path pattern: only names, * and ** are allowed")
        return nil
    }

    /// A glob of names, `*` and `**`, where `a/**` is also `a` itself; nil for anything else.
    static func pattern(_ text: String) -> Glob? {
        let names = text.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        let refused = Array("?[]{}\\".utf8)
        guard !names.contains(where: \.isEmpty), !text.utf8.contains(where: refused.contains)
        else { return nil }
        let suffix = "/**"
        let whole = text.hasSuffix(suffix) ? "\(text.dropLast(suffix.count)){,\(suffix)}" : text
        return try? Glob(whole)
    }

    private func line(_ node: DataNode) -> String {
        if let text = node.string, !text.isEmpty, text.utf8.count <= 500,
            text == text.escapedForTerminal
        {
            return text
        }
        note(node, "expected a text of one line")
        return ""
    }

    private func note(_ node: DataNode, _ reason: String) {
        problems.add(at: node.span.lowerBound, reason)
    }
}
