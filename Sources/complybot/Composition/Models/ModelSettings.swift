import Basics
import Documents
import LanguageModels
import Remediation
import RuleEngine

/// The section `model` of the program's configuration.
struct ModelSettings: Sendable {
    /// One link of the chain.
    struct Link: Sendable {
        /// What is asked.
        enum Kind: Hashable, Sendable {
            case provider(ModelConfiguration.Interface)
            case replay(file: String)
        }

        var kind: Kind
        var model: String?
        var baseURL: String?
        var keyVariable: String?
        var keyFile: String?
        var apiVersion: String?
        var pricedAs: ModelIdentity?
        var knowsSchemas = true
        var maxOutputTokens: Int?
        var requestsPerMinute: Int?
        var tokensPerMinute: Int?
        /// Where it stands in the file, for messages: `complybot.yml:12:5`.
        var place: String
    }

    /// The models in the order in which they are asked; nil to take those of the environment.
    var chain: [Link]?
    /// The model that reads descriptions again and may strike; nil for none.
    var secondReader: Link?
    /// What holds wherever a model drives by tools.
    var agent = AgentSettings()
    /// How many descriptions are written to choose from.
    var candidates = 1
    /// How much and how long to bear of each.
    var limits = ModelLimits()
    /// What may be spent.
    var budgets: [BudgetAccount.Kind: BudgetLimit] = [:]
    /// The operator's own prices.
    var prices: String?
    /// Where the exchanges are written down; nil for nowhere.
    var transcript: String?
    /// What the names of internal hosts end in, besides the usual.
    var internalHosts: [String] = []
    /// What else is taken out of questions, by name.
    var patterns: [String: String] = [:]
}

/// Reads the section.
struct ModelSettingsReader {
    let problems: RecordProblems
    let file: String

    func settings(_ node: DataNode) -> ModelSettings {
        var record = StrictRecord(node, name: "model", problems: problems)
        var settings = ModelSettings()
        if record.node("chain") != nil {
            settings.chain = record.list("chain").compactMap(link)
        }
        settings.candidates =
            record.number("candidates", in: 1...ModelDescriber.mostCandidates) ?? 1
        settings.secondReader = record.node("second-reader").flatMap(secondReader)
        if let node = record.node("agent") {
            settings.agent = AgentSettings(node, problems: problems)
        }
        if let node = record.node("limits") { settings.limits = limits(node) }
        if let node = record.node("budget") { settings.budgets = budgets(node) }
        settings.prices = record.text("prices").map(path)
        settings.transcript = record.text("transcript").map(path)
        if let node = record.node("redact") { readRedaction(node, into: &settings) }
        record.finish()
        return settings
    }

    /// A link; nil for `offline`, which every chain ends in anyway, and for what is none.
    private func link(_ node: DataNode) -> ModelSettings.Link? {
        if node.string == "offline" { return nil }
        guard node.string == nil else {
            problems.add(
                at: node.span.lowerBound,
                "each of chain must be offline or a mapping with provider and model")
            return nil
        }
        var record = StrictRecord(node, name: "a model of the chain", problems: problems)
        record.require("provider")
        let kind = kind(&record, at: node)
        var link = ModelSettings.Link(kind: kind ?? .provider(.compatible), place: place(node))
        link.model = record.text("model")
        link.baseURL = record.text("base-url")
        link.keyVariable = record.text("token_env")
        link.keyFile = record.text("token_file").map(path)
        link.apiVersion = record.text("api-version")
        link.pricedAs = pricedAs(&record)
        link.knowsSchemas = record.flag("schemas") ?? true
        link.maxOutputTokens = record.number("max-output-tokens", in: 1...1_000_000)
        link.requestsPerMinute = record.number("requests-per-minute", in: 1...1_000_000)
        link.tokensPerMinute = record.number("tokens-per-minute", in: 1...1_000_000_000)
        record.finish()
        return kind == nil ? nil : link
    }

    private func secondReader(_ node: DataNode) -> ModelSettings.Link? {
        guard node.string == nil else {
            problems.add(
                at: node.span.lowerBound,
                "second-reader must be a mapping with provider and model, as in chain")
            return nil
        }
        return link(node)
    }

    private func kind(
        _ record: inout StrictRecord, at node: DataNode
    ) -> ModelSettings.Link.Kind? {
        let transcript = record.text("transcript").map(path)
        if record.node("provider")?.string == "replay" {
            guard let transcript else {
                problems.add(at: node.span.lowerBound, "replay needs transcript, a file")
                return nil
            }
            return .replay(file: transcript)
        }
        if transcript != nil {
            problems.add(at: node.span.lowerBound, "transcript belongs to the provider replay")
        }
        return record.choice("provider", of: ModelConfiguration.Interface.self)
            .map { .provider($0) }
    }

    private func pricedAs(_ record: inout StrictRecord) -> ModelIdentity? {
        guard let node = record.node("priced-as") else { return nil }
        let parts = (node.scalarText ?? "").split(separator: "/", maxSplits: 1).map(String.init)
        guard parts.count == 2 else {
            problems.add(at: node.span.lowerBound, "priced-as must be PROVIDER/MODEL")
            return nil
        }
        return ModelIdentity(provider: parts[0], model: parts[1])
    }

    private func limits(_ node: DataNode) -> ModelLimits {
        var record = StrictRecord(node, name: "limits", problems: problems)
        var limits = ModelLimits()
        if let size = record.number("answer-kib", in: 1...4096) { limits.textBytes = size << 10 }
        if let time = record.number("idle-seconds", in: 1...3600) { limits.idle = .seconds(time) }
        if let time = record.number("total-seconds", in: 1...3600) {
            limits.total = .seconds(time)
        }
        record.finish()
        return limits
    }

    private func budgets(_ node: DataNode) -> [BudgetAccount.Kind: BudgetLimit] {
        var record = StrictRecord(node, name: "budget", problems: problems)
        var budgets: [BudgetAccount.Kind: BudgetLimit] = [:]
        for kind in BudgetAccount.Kind.allCases {
            guard let node = record.node(kind.rawValue) else { continue }
            var limit = StrictRecord(node, name: kind.rawValue, problems: problems)
            let tokens = limit.number("tokens", in: 0...1_000_000_000_000)
            var cost: Money?
            if let text = limit.text("dollars") {
                cost = Money(dollars: text)
                if cost == nil {
                    problems.add(
                        at: node.span.lowerBound,
                        "dollars must be an amount of at most a million, such as 2.50")
                }
            }
            limit.finish()
            budgets[kind] = BudgetLimit(tokens: tokens, cost: cost)
        }
        record.finish()
        return budgets
    }

    private func readRedaction(_ node: DataNode, into settings: inout ModelSettings) {
        var record = StrictRecord(node, name: "redact", problems: problems)
        settings.internalHosts = record.texts("hosts")
        if let patterns = record.node("patterns") {
            for member in patterns.members {
                let isName = member.key.utf8.allSatisfy {
                    (0x61...0x7a).contains($0) || $0 == 0x2d
                }
                guard isName, let pattern = member.value.string,
                    CredentialFormats(packs: []).adding(pattern: pattern, named: member.key) != nil
                else {
                    problems.add(
                        at: member.keySpan.lowerBound,
                        "each of patterns must be a name of letters and hyphens with a regular expression"
                    )
                    continue
                }
                settings.patterns[member.key] = pattern
            }
        }
        record.finish()
    }

    /// Relative paths are from the file's folder.
    private func path(_ text: String) -> String {
        guard !text.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return text }
        return "\(file[..<slash])/\(text)"
    }

    private func place(_ node: DataNode) -> String {
        let position = problems.position(at: node.span.lowerBound)
        return "\(file):\(position.line):\(position.column)"
    }
}
