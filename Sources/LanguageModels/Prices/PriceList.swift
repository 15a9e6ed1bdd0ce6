internal import Basics
package import Documents

/// What models cost, as a file says it.
package struct PriceList: Sendable {
    /// The most bytes of a file.
    package static let sizeLimit = 1 << 20
    /// A price above this for a million tokens is a slip of the pen.
    private static let most = Money(microdollars: 100_000_000_000)

    private struct Key: Hashable {
        var provider: String
        var model: String
    }

    /// The day of the figures, as the file says it.
    package private(set) var date: String
    /// Where the figures come from.
    package private(set) var source: String
    private var prices: [Key: ModelPrice] = [:]

    /// The list that ships with the program.
    package static func shipped() throws -> PriceList {
        try PriceList(parsing: PackageResources.prices_yaml, file: "prices.yaml")
    }

    /// Reads a list.
    ///
    /// - Throws: `RecordProblem`, the first of the file.
    package init(parsing bytes: [UInt8], file: String) throws(RecordProblem) {
        let record = try RecordFile(
            parsing: bytes, format: .yaml, name: file, while: "read the prices of models")
        date = ""
        source = ""
        guard let root = record.roots.first else {
            record.problems.add(at: 0, "it is empty")
            try record.problems.throwFirst()
            return
        }
        var list = StrictRecord(root, name: "the prices", problems: record.problems)
        list.require("version", "date", "source", "models")
        _ = list.number("version", in: 1...1)
        date = list.text("date") ?? ""
        source = list.text("source") ?? ""
        for node in list.list("models") { add(node, problems: record.problems) }
        list.finish()
        try record.problems.throwFirst()
    }

    /// The models that it knows, as `provider/model`, sorted.
    package var names: [String] {
        prices.keys.map { "\($0.provider)/\($0.model)" }.sorted()
    }

    /// What a model costs; nil where that is not known.
    ///
    /// A name that has no entry is looked for without what looks like the date of a version at its end. Azure and the
    /// responses interface charge what OpenAI charges.
    package func price(of identity: ModelIdentity) -> ModelPrice? {
        let provider = Self.family(of: identity.provider)
        if let price = prices[Key(provider: provider, model: identity.model)] { return price }
        return Self.withoutDate(identity.model).flatMap {
            prices[Key(provider: provider, model: $0)]
        }
    }

    private static func family(of provider: String) -> String {
        switch provider {
        case "openai-responses", "azure", "azure-responses": "openai"
        default: provider
        }
    }

    /// The name before a date in one of the two forms in use; nil without one.
    private static func withoutDate(_ model: String) -> String? {
        let bytes = Array(model.utf8)
        for shape in ["-dddd-dd-dd", "-dddddddd"] where bytes.count > shape.utf8.count {
            let start = bytes.count - shape.utf8.count
            let fits = zip(bytes[start...], shape.utf8).allSatisfy { byte, form in
                form == 0x2d ? byte == 0x2d : (0x30...0x39).contains(byte)
            }
            if fits { return String(decoding: bytes[..<start], as: UTF8.self) }
        }
        return nil
    }

    private mutating func add(_ node: DataNode, problems: RecordProblems) {
        var record = StrictRecord(node, name: "a price", problems: problems)
        record.require("provider", "model", "input", "output")
        func money(_ text: String?, _ name: String) -> Money? {
            guard let text else { return nil }
            if let money = Money(dollars: text), money <= Self.most { return money }
            problems.add(
                at: node.span.lowerBound,
                "\(name) must be dollars for a million tokens, such as 2.50")
            return nil
        }
        let key = Key(
            provider: record.text("provider") ?? "", model: record.text("model") ?? "")
        let input = money(record.text("input"), "input")
        let output = money(record.text("output"), "output")
        let cached = money(record.text("cached-input"), "cached-input")
        let writes = money(record.text("cache-writes"), "cache-writes")
        record.finish()
        guard let input, let output else { return }
        if prices[key] != nil {
            problems.add(at: node.span.lowerBound, "\(key.provider)/\(key.model) stands twice")
        }
        prices[key] = ModelPrice(
            input: input, output: output, cachedInput: cached, cacheWrites: writes)
    }
}
