internal import Basics
internal import Documents

/// Reads an approval matrix from YAML, refusing whatever it does not know.
struct ApprovalMatrixReader {
    struct Parts {
        var always: ApprovalMatrix.Demand
        var defaultTier: Int
        var tiers: [Int: ApprovalMatrix.Demand]
        var sensitivePaths: [ApprovalMatrix.SensitivePaths]
        var escalations: [ApprovalMatrix.Escalation]
    }

    /// The largest file that is read, in bytes.
    static let maximumSize = 256 << 10
    private static let demandKeys = ["approvers", "informs", "risk", "rationale"]

    private let fileName: String
    private let document: DataDocument

    init(_ bytes: [UInt8], fileName: String) throws(ApprovalMatrixError) {
        self.fileName = fileName
        guard bytes.count <= Self.maximumSize else {
            throw ApprovalMatrixError(
                file: fileName, line: 1, column: 1,
                reason: "\(bytes.count) bytes, the most is \(Self.maximumSize)")
        }
        do {
            document = try DataDocument(parsing: bytes, format: .yaml)
        } catch {
            throw ApprovalMatrixError(
                file: fileName, line: error.position.line, column: error.position.column,
                reason: error.reason)
        }
    }

    func read() throws(ApprovalMatrixError) -> Parts {
        guard let root = document.roots.first, document.roots.count == 1 else {
            throw ApprovalMatrixError(
                file: fileName, line: 1, column: 1, reason: "the file must hold one document")
        }
        let refused: DataFeatures = [.anchor, .alias, .tag, .mergeKey, .complexKey]
        guard root.features.isDisjoint(with: refused) else {
            throw error(
                innermost(of: root, with: refused),
                "anchors, aliases, tags and merge keys are not allowed")
        }
        try checkKeys(
            of: root,
            [
                "apiVersion", "kind", "always", "default_tier", "tiers", "sensitive_paths",
                "escalations",
            ])
        try expect("complybot.dev/v1", at: "apiVersion", of: root)
        try expect("ApprovalMatrix", at: "kind", of: root)
        let always = try required("always", of: root)
        try checkKeys(of: always, Self.demandKeys)
        let demand = try self.demand(always)
        guard !demand.approvers.isEmpty else {
            throw error(always, "somebody must always approve: approvers is empty")
        }
        return Parts(
            always: demand,
            defaultTier: try tier(try required("default_tier", of: root)),
            tiers: try tiers(try required("tiers", of: root)),
            sensitivePaths: try sensitivePaths(try required("sensitive_paths", of: root)),
            escalations: try escalations(try required("escalations", of: root)))
    }

    /// The first of the deepest nodes that have any of some features; the parser bounds the depth.
    private func innermost(of node: DataNode, with features: DataFeatures) -> DataNode {
        var node = node
        while let child = (node.items + node.members.map(\.value))
            .first(where: { !$0.features.isDisjoint(with: features) })
        {
            node = child
        }
        return node
    }

    private func tiers(
        _ node: DataNode
    ) throws(ApprovalMatrixError) -> [Int: ApprovalMatrix.Demand] {
        var tiers: [Int: ApprovalMatrix.Demand] = [:]
        for item in try items(of: node) {
            try checkKeys(of: item, ["tier"] + Self.demandKeys)
            let key = try required("tier", of: item)
            guard tiers.updateValue(try demand(item), forKey: try tier(key)) == nil else {
                throw error(key, "this tier stands twice")
            }
        }
        if let missing = ApprovalMatrix.tiers.first(where: { tiers[$0] == nil }) {
            throw error(node, "tier \(missing) is missing")
        }
        return tiers
    }

    private func sensitivePaths(
        _ node: DataNode
    ) throws(ApprovalMatrixError) -> [ApprovalMatrix.SensitivePaths] {
        var result: [ApprovalMatrix.SensitivePaths] = []
        for item in try items(of: node) {
            try checkKeys(of: item, ["category", "paths"] + Self.demandKeys)
            let category = try required("category", of: item)
            let name = try text(category)
            guard !result.contains(where: { $0.category == name }) else {
                throw error(category, "this category stands twice")
            }
            var patterns: [PathPattern] = []
            for path in try items(of: try required("paths", of: item)) {
                guard let pattern = PathPattern(try text(path)) else {
                    throw error(path, "not a path pattern: only names, * and ** are allowed")
                }
                patterns.append(pattern)
            }
            guard !patterns.isEmpty else { throw error(item, "the category has no paths") }
            result.append(
                ApprovalMatrix.SensitivePaths(
                    category: name, patterns: patterns, demand: try demand(item)))
        }
        return result
    }

    private func escalations(
        _ node: DataNode
    ) throws(ApprovalMatrixError) -> [ApprovalMatrix.Escalation] {
        var result: [ApprovalMatrix.Escalation] = []
        for item in try items(of: node) {
            try checkKeys(of: item, ["when"] + Self.demandKeys)
            let when = try required("when", of: item)
            let condition = try oneOf(ApprovalMatrix.Condition.self, when)
            guard !result.contains(where: { $0.condition == condition }) else {
                throw error(when, "this condition stands twice")
            }
            result.append(
                ApprovalMatrix.Escalation(condition: condition, demand: try demand(item)))
        }
        return result
    }

    private func demand(_ node: DataNode) throws(ApprovalMatrixError) -> ApprovalMatrix.Demand {
        ApprovalMatrix.Demand(
            approvers: try groups(try required("approvers", of: node)),
            informs: try node["informs"].map { node throws(ApprovalMatrixError) in try groups(node)
            } ?? [],
            risk: try oneOf(RiskLevel.self, try required("risk", of: node)),
            rationale: try text(try required("rationale", of: node)))
    }
}

extension ApprovalMatrixReader {
    private func groups(_ node: DataNode) throws(ApprovalMatrixError) -> [String] {
        var groups: [String] = []
        for item in try items(of: node) {
            let name = try text(item)
            let isName = name.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
                default: Array("@/-_".utf8).contains(byte)
                }
            }
            guard isName, name.utf8.count <= 100 else {
                throw error(item, "not the name of a group: letters, digits, @, /, - and _ only")
            }
            groups.append(name)
        }
        return groups
    }

    private func tier(_ node: DataNode) throws(ApprovalMatrixError) -> Int {
        guard case .scalar(.integer(let text)) = node.content, let tier = Int(text),
            ApprovalMatrix.tiers.contains(tier)
        else { throw error(node, "a tier is 1, 2 or 3") }
        return tier
    }

    private func oneOf<Value: RawRepresentable<String> & CaseIterable>(
        _ type: Value.Type, _ node: DataNode
    ) throws(ApprovalMatrixError) -> Value {
        let word = try text(node)
        guard let value = Value(rawValue: word) else {
            let known = Value.allCases.map(\.rawValue)
            throw error(node, "unknown value \(word)" + suggestion(for: word, of: known))
        }
        return value
    }

    private func expect(
        _ wanted: String, at key: String, of node: DataNode
    ) throws(ApprovalMatrixError) {
        let value = try required(key, of: node)
        guard try text(value) == wanted else { throw error(value, "\(key) must be \(wanted)") }
    }

    private func text(_ node: DataNode) throws(ApprovalMatrixError) -> String {
        guard let text = node.string, !text.isEmpty, text.utf8.count <= 500,
            text == text.escapedForTerminal
        else { throw error(node, "expected a text of one line") }
        return text
    }

    private func items(of node: DataNode) throws(ApprovalMatrixError) -> [DataNode] {
        guard case .sequence(let items) = node.content else { throw error(node, "expected a list") }
        return items
    }

    private func required(
        _ key: String, of node: DataNode
    ) throws(ApprovalMatrixError) -> DataNode {
        guard let value = node[key] else { throw error(node, "the key \(key) is missing") }
        return value
    }

    private func checkKeys(
        of node: DataNode, _ known: [String]
    ) throws(ApprovalMatrixError) {
        guard case .mapping(let members) = node.content else {
            throw error(node, "expected a mapping")
        }
        var seen: Set<String> = []
        for member in members {
            guard known.contains(member.key) else {
                throw error(
                    at: member.keySpan.lowerBound,
                    "unknown key \(member.key)" + suggestion(for: member.key, of: known))
            }
            guard seen.insert(member.key).inserted else {
                throw error(at: member.keySpan.lowerBound, "the key \(member.key) stands twice")
            }
        }
    }

    private func error(_ node: DataNode, _ reason: String) -> ApprovalMatrixError {
        error(at: node.span.lowerBound, reason)
    }

    private func error(at offset: Int, _ reason: String) -> ApprovalMatrixError {
        let position = document.source.position(at: offset)
        return ApprovalMatrixError(
            file: fileName, line: position.line, column: position.column,
            reason: reason.escapedForTerminal)
    }

    private func suggestion(for word: String, of known: [String]) -> String {
        nearest(to: word, of: known).map { "; did you mean \($0)?" } ?? ""
    }

    /// The known word with the least edits, when they are few; the first of equals.
    private func nearest(to word: String, of known: [String]) -> String? {
        guard word.utf8.count <= 64 else { return nil }
        let distances = known.map { (word: $0, edits: edits(Array(word.utf8), Array($0.utf8))) }
        guard let best = distances.min(by: { $0.edits < $1.edits }) else { return nil }
        return best.edits <= max(2, best.word.utf8.count / 3) ? best.word : nil
    }

    private func edits(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var row = Array(0...right.count)
        for (line, byte) in left.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for (column, other) in right.enumerated() {
                let substitution = diagonal + (byte == other ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(substitution, row[column] + 1, diagonal + 1)
            }
        }
        return row[right.count]
    }
}
