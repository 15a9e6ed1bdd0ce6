import Documents
import Policies

/// What the operator says of policy evidence.
struct EvidenceSettings: Sendable {
    /// Where vectors come from.
    enum Provider: String, CaseIterable, Sendable {
        /// The MiniLM that `Scripts/setup-embeddings` installs.
        case local
        /// OpenAI, or any server that speaks its interface.
        case openai
        /// Azure OpenAI.
        case azure
    }

    /// The embedding model.
    struct Embeddings: Sendable {
        var provider: Provider
        /// The model's name, or Azure's deployment.
        var model: String?
        /// The address below which the interface begins.
        var baseURL: String?
        /// The length of the vectors to ask for.
        var dimensions: Int?
        /// Where the local model is installed.
        var folder: String?
    }

    /// Documents besides those of the packs: Markdown, catalogs in OSCAL, and folders of them.
    var sources: [String] = []
    /// Documents that may be cited besides the active ones.
    var standings: Set<PolicyStanding> = []
    /// The embedding model; nil to go by words alone.
    var embeddings: Embeddings?
}

extension ProgramConfiguration {
    /// Reads which documents are evidence, and how they are searched.
    mutating func readEvidence(_ node: DataNode, problems: RecordProblems, file: String) {
        let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? ""
        func path(_ text: String) -> String {
            text.hasPrefix("/") || folder.isEmpty ? text : "\(folder)/\(text)"
        }
        var record = StrictRecord(node, name: "evidence", problems: problems)
        evidence.sources = record.texts("sources").map(path)
        let known = PolicyStanding.allCases.filter { $0 != .active && $0 != .unclear }
        for text in record.texts("also-cite") {
            if let standing = known.first(where: { $0.rawValue == text }) {
                evidence.standings.insert(standing)
            } else {
                let names = known.map(\.rawValue).joined(separator: ", ")
                problems.add(
                    at: node["also-cite"]?.span.lowerBound ?? node.span.lowerBound,
                    "each of also-cite must be one of \(names), not \(text)")
            }
        }
        if let node = record.node("embeddings") {
            readEmbeddings(node, problems: problems, path: path)
        }
        record.finish()
    }

    private mutating func readEmbeddings(
        _ node: DataNode, problems: RecordProblems, path: (String) -> String
    ) {
        var record = StrictRecord(node, name: "embeddings", problems: problems)
        record.require("provider")
        let provider: EvidenceSettings.Provider? = record.choice("provider")
        let embeddings = EvidenceSettings.Embeddings(
            provider: provider ?? .local, model: record.text("model"),
            baseURL: record.text("base-url"),
            dimensions: record.number("dimensions", in: 1...8192),
            folder: record.text("folder").map(path))
        record.finish()
        guard let provider else { return }
        let foreign =
            provider == .local
            ? ["model", "base-url", "dimensions"]
            : provider == .azure ? ["base-url", "folder"] : ["folder"]
        for member in node.members where foreign.contains(member.key) {
            problems.add(
                at: member.keySpan.lowerBound,
                "\(member.key) means nothing to the provider \(provider.rawValue)")
        }
        if provider != .local, embeddings.model == nil {
            problems.add(
                at: node.span.lowerBound, "the provider \(provider.rawValue) needs model")
        }
        evidence.embeddings = embeddings
    }
}
