package import Basics
internal import Documents
internal import RuleEngine
package import Snapshots

/// The configuration that holds for one repository, each value with its source, and what is wrong with it.
package struct EffectiveConfiguration: Sendable {
    /// Every value by its key.
    package private(set) var tree: ConfigurationNode
    /// The layers that were laid over one another, the least important first.
    package private(set) var layers: [ConfigurationNode]
    /// The values as the program uses them.
    package private(set) var settings: RepositoryConfiguration
    /// The repository's own file; nil when there is none.
    package private(set) var file: String?
    /// What makes the file invalid, sorted; then it does not count, and nothing is patched.
    package private(set) var errors: [ConfigurationProblem] = []
    /// Values that the operator or the organization does not let through, sorted.
    package private(set) var refusals: [ConfigurationProblem] = []
    /// The waivers of the file.
    package private(set) var waivers: WaiverReader.Result

    /// Whether the file counts.
    package var isValid: Bool { errors.isEmpty }

    /// Over every value and waiver, whoever gave them.
    package var digest: Digest {
        var fields = tree.paths.flatMap { [$0.path.joined(separator: "."), $0.value] }
        for waiver in waivers.waivers {
            fields += [waiver.id, waiver.ruleID, "\(waiver.scope)", waiver.created, waiver.expires]
        }
        return .framed(fields)
    }

    /// Reads a tree's file, its presets, and lays all layers over one another.
    ///
    /// Never fails: what is wrong is in `errors`, and then the layers below hold, with no more than `report`.
    package init(of snapshot: any Snapshot, under policy: OperatorPolicy) {
        let outer = [policy.defaults, policy.organization].compactMap(\.self)
        var base = outer.reduce(Self.builtIn) { $0.merging($1) }
        for item in policy.enforced {
            if let value = item.value { base = base.setting(item.path, to: value) }
        }
        var loader = LayerLoader(snapshot: snapshot, presets: policy.presets)
        let inner = loader.load()
        layers = [Self.builtIn] + outer + inner
        file = loader.file?.description
        waivers = loader.waivers
        errors = loader.problems.sorted()
        if errors.isEmpty {
            tree = inner.reduce(base) { $0.merging($1) }
            let check = EnforcementCheck(base: base, enforced: policy.enforced)
            (tree, refusals) = check.apply(to: tree)
            errors = Self.contradictions(in: tree)
        } else {
            tree = base
        }
        if !errors.isEmpty { tree = base }
        settings = RepositoryConfiguration(tree)
        if !errors.isEmpty, settings.mode > .report {
            settings.mode = .report
            for rule in settings.rules.keys { settings.rules[rule]?.mode = nil }
        }
    }

    /// Adds what only a look at the rules shows.
    mutating func note(_ errors: [ConfigurationProblem], refusals: [ConfigurationProblem]) {
        self.errors = (self.errors + errors).sorted()
        self.refusals = (self.refusals + refusals).sorted()
        if !errors.isEmpty { settings.mode = min(settings.mode, .report) }
    }

    /// What is built in, by the table.
    static let builtIn: ConfigurationNode = {
        func node(_ keys: [ConfigurationKey]) -> ConfigurationNode {
            var members: [ConfigurationNode.Member] = []
            for key in keys {
                if case .record(let inner) = key.kind {
                    let below = node(inner)
                    if !below.members.isEmpty { members.append(.init(key.name, below)) }
                } else if let text = key.builtIn {
                    let value: DataValue
                    switch key.kind {
                    case .number: value = .integer(text)
                    case .flag: value = .bool(text == "true")
                    default: value = .string(text)
                    }
                    members.append(.init(key.name, .scalar(value, .builtIn)))
                }
            }
            return .mapping(members, .builtIn)
        }
        return node(ConfigurationTable.keys)
    }()

    /// What single keys cannot show.
    private static func contradictions(in tree: ConfigurationNode) -> [ConfigurationProblem] {
        var problems: [ConfigurationProblem] = []
        func fail(_ node: ConfigurationNode?, _ reason: String, _ remedy: String) {
            guard let source = node?.source, let place = source.location else { return }
            problems.append(ConfigurationProblem(.invalidFile, at: place, reason, remedy: remedy))
        }
        if tree["mode"]?.text == "off", tree["mode"]?.source.layer == .repository,
            tree["reason"]?.text == nil
        {
            fail(tree["mode"], "mode is off without a reason", "add reason: why")
        }
        if tree[path: ["tests", "network"]]?.text == "true" {
            fail(
                tree[path: ["tests", "network"]], "the sandbox has no network",
                "fetch what the tests need beforehand, or remove it")
        }
        if tree[path: ["tests", "setup"]] != nil, tree[path: ["tests", "command"]] == nil {
            fail(tree[path: ["tests", "setup"]], "setup needs a command", "add tests.command")
        }
        return problems
    }
}

extension ConfigurationNode {
    /// A value with the keys that lead to it.
    package struct Path: Sendable {
        package var path: [String]
        /// The value as one line.
        package var value: String
        package var node: ConfigurationNode
    }

    /// Every scalar and list, in the order of the tree; each entry by itself where a list has records or several sources.
    package var paths: [Path] { paths(below: []) }

    private func paths(below path: [String]) -> [Path] {
        switch self {
        case .mapping(let members, _):
            members.flatMap { $0.node.paths(below: path + [$0.key]) }
        case .list(let items, let source) where items.contains { $0.isApart(from: source) }:
            items.enumerated().map { number, item in
                let name = (path.last ?? "") + "[\(number)]"
                return Path(
                    path: path.dropLast() + [name], value: item.value.inline,
                    node: .scalar(item.value, item.source))
            }
        case .scalar, .list: [Path(path: path, value: value.inline, node: self)]
        }
    }
}

extension ConfigurationSource {
    /// The place for a message; nil for what is built in.
    var location: SourceLocation? {
        file.map { SourceLocation(file: $0, line: line, column: column) }
    }
}

extension DataValue {
    /// The value on one line, as YAML's flow style.
    package var inline: String {
        switch self {
        case .null: "null"
        case .bool(let flag): flag ? "true" : "false"
        case .integer(let text), .float(let text), .other(let text): text
        case .string(let text): text.plainOrQuoted
        case .sequence(let items): "[\(items.map(\.inline).joined(separator: ", "))]"
        case .mapping(let members):
            "{\(members.map { "\($0.key.plainOrQuoted): \($0.value.inline)" }.joined(separator: ", "))}"
        }
    }
}

extension String {
    /// The text as it stands where YAML reads it back, else in quotes.
    fileprivate var plainOrQuoted: String {
        let isPlain =
            !isEmpty && Int(self) == nil && Double(self) == nil
            && !["true", "false", "null", "~"].contains(lowercased())
            && unicodeScalars.allSatisfy { scalar in
                switch scalar {
                case "a"..."z", "A"..."Z", "0"..."9": true
                default: "-_./+".unicodeScalars.contains(scalar)
                }
            } && !hasPrefix("-") && !hasPrefix(".")
        return isPlain ? self : JSONValue.string(self).text()
    }
}

extension ConfigurationNode.Item {
    /// Whether the entry is worth a line of its own.
    fileprivate func isApart(from source: ConfigurationSource) -> Bool {
        if case .mapping = value { return true }
        return self.source.file != source.file
    }
}
