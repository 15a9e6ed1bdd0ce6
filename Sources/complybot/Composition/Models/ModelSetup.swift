import Basics
import Documents
import FoundationEssentials
import HTTPClient
import LanguageModels

/// The models that a run may ask, as configuration and environment name them; nothing is sent to find out.
struct ModelSetup: Sendable {
    /// One link of the chain, ready to be asked.
    struct Link: Sendable {
        /// What is asked.
        enum Model: Sendable {
            case provider(ModelConfiguration)
            case replay(Transcript, file: String)
        }

        var model: Model
        var price: ModelPrice?
        var settings: ModelSettings.Link?

        var identity: ModelIdentity {
            switch model {
            case .provider(let configuration): configuration.identity
            case .replay: ModelIdentity(provider: "replay", model: "transcript")
            }
        }
    }

    let settings: ModelSettings
    private(set) var links: [Link]
    /// The model that reads descriptions again; nil for none.
    let secondReader: Link?
    let prices: PriceList

    /// The keys of its models.
    var keys: [String] {
        all.compactMap { link in
            if case .provider(let configuration) = link.model { configuration.apiKey } else { nil }
        }
    }

    /// The setup with one model alone: the link that has the name, or the first provider asked for that model.
    func choosing(_ name: String) throws -> ModelSetup {
        var chosen = self
        chosen.links = links.filter { $0.identity.model == name || "\($0.identity)" == name }
        guard chosen.links.isEmpty else { return chosen }
        try ModelConfiguration.check(model: name, from: "--model")
        for var link in links {
            guard case .provider(var configuration) = link.model else { continue }
            configuration.model = name
            link.model = .provider(configuration)
            link.price = prices.price(of: configuration.identity)
            chosen.links = [link]
            return chosen
        }
        return chosen
    }

    /// The setup; without a link when no model is configured.
    init(_ settings: ModelSettings, environment: [String: String]) throws {
        self.settings = settings
        let prices = try PriceList.shipped()
        let own = try settings.prices.map { path in
            try PriceList(
                parsing: try BoundedFile.read(
                    path, limit: PriceList.sizeLimit, while: "read the prices of models"),
                file: path)
        }
        self.prices = prices
        func price(_ identity: ModelIdentity) -> ModelPrice? {
            own?.price(of: identity) ?? prices.price(of: identity)
        }
        func ready(_ link: ModelSettings.Link) throws -> Link {
            switch link.kind {
            case .replay(let file):
                let bytes = try BoundedFile.read(
                    file, limit: Transcript.sizeLimit, while: "read the transcript")
                return Link(
                    model: .replay(try Transcript(parsing: bytes, file: file), file: file),
                    settings: link)
            case .provider(let interface):
                let configuration = try ModelKeys(environment).configuration(
                    link, interface, limits: settings.limits)
                return Link(
                    model: .provider(configuration),
                    price: price(link.pricedAs ?? configuration.identity), settings: link)
            }
        }
        secondReader = try settings.secondReader.map(ready)
        links =
            try settings.chain?.map(ready)
            ?? ModelConfiguration.fromEnvironment(environment).map { found in
                var configuration = found
                configuration.limits = settings.limits
                return Link(model: .provider(configuration), price: price(found.identity))
            }
    }

    /// The models that may be asked.
    var all: [Link] { links + [secondReader].compactMap(\.self) }

    /// The models that runs ask: the chain, also as it begins with each of its later links, and the second reader where there is one, behind the same budgets and written
    /// down where that is wanted.
    func models(
        client: HTTPClient, redactor: Redactor, meter: ModelMeter,
        warn: @escaping @Sendable (any Error) -> Void
    ) -> (writers: [any LanguageModel], secondReader: (any LanguageModel)?) {
        let record = settings.transcript.map {
            TranscriptFile($0, redactor: redactor, warn: warn)
        }
        func chain(_ links: [Link]) -> any LanguageModel {
            let chain = ModelChain(
                links.map { link in
                    ModelLink(
                        Self.model(link.model, client: client, redactor: redactor),
                        price: link.price, limiter: link.settings.flatMap(Self.limiter),
                        maxOutputTokens: link.settings?.maxOutputTokens)
                }, meter: meter)
            return record.map { RecordingModel(chain, into: $0) } ?? chain
        }
        let writers = links.indices.map { chain(Array(links[$0...] + links[..<$0])) }
        return (writers.isEmpty ? [chain([])] : writers, secondReader.map { chain([$0]) })
    }

    private static func model(
        _ model: Link.Model, client: HTTPClient, redactor: Redactor
    ) -> any LanguageModel {
        switch model {
        case .provider(let configuration):
            ProviderModel(configuration, client: client, redactor: redactor)
        case .replay(let transcript, _): ReplayModel(transcript, redactor: redactor)
        }
    }

    private static func limiter(_ link: ModelSettings.Link) -> MinuteLimiter? {
        guard link.requestsPerMinute != nil || link.tokensPerMinute != nil else { return nil }
        return MinuteLimiter(
            requestsPerMinute: link.requestsPerMinute, tokensPerMinute: link.tokensPerMinute)
    }
}

/// Where a model's key, address and name come from when the chain does not say.
struct ModelKeys {
    private let environment: [String: String]

    init(_ environment: [String: String]) { self.environment = environment }

    /// What is usual for an interface.
    private struct Usual {
        var key: String
        var address: String
        var model: String
        var fallback: String?
    }

    private static func usual(_ interface: ModelConfiguration.Interface) -> Usual {
        switch interface {
        case .openAI, .openAIResponses:
            Usual(
                key: "OPENAI_API_KEY", address: "OPENAI_BASE_URL", model: "OPENAI_MODEL",
                fallback: "https://api.openai.com/v1")
        case .compatible:
            Usual(key: "OPENAI_API_KEY", address: "OPENAI_BASE_URL", model: "OPENAI_MODEL")
        case .azure, .azureResponses:
            Usual(
                key: "AZURE_OPENAI_API_KEY", address: "AZURE_OPENAI_ENDPOINT",
                model: "AZURE_OPENAI_DEPLOYMENT")
        case .anthropic:
            Usual(
                key: "ANTHROPIC_API_KEY", address: "ANTHROPIC_BASE_URL", model: "ANTHROPIC_MODEL",
                fallback: "https://api.anthropic.com")
        }
    }

    /// The configuration of a link.
    func configuration(
        _ link: ModelSettings.Link, _ interface: ModelConfiguration.Interface, limits: ModelLimits
    ) throws -> ModelConfiguration {
        let usual = Self.usual(interface)
        guard let address = link.baseURL ?? value(usual.address) ?? usual.fallback else {
            throw ModelError(
                .configuration, on: link.place, because: "it has no address",
                remedy: "give base-url, or set \(usual.address)")
        }
        guard let model = link.model ?? value(usual.model) else {
            throw ModelError(
                .configuration, on: link.place, because: "it names no model",
                remedy: "give model, or set \(usual.model)")
        }
        try ModelConfiguration.check(model: model, from: link.place)
        var configuration = ModelConfiguration(
            interface,
            baseURL: try ModelConfiguration.baseURL(
                address, from: link.baseURL == nil ? usual.address : link.place),
            apiKey: nil, model: model)
        let key = try key(of: link, usual.key)
        configuration.apiKey = key.value
        configuration.keySource = key.source
        // Another server's key has no business with one that was named by hand.
        if link.keyVariable == nil, link.keyFile == nil, interface == .compatible,
            link.baseURL != nil
        {
            configuration.apiKey = nil
        }
        if interface == .azure || interface == .azureResponses {
            configuration.apiVersion = link.apiVersion ?? value("AZURE_OPENAI_API_VERSION")
        }
        configuration.maxOutputTokens = link.maxOutputTokens
        configuration.knowsSchemas = link.knowsSchemas
        configuration.limits = limits
        return configuration
    }

    private func key(
        of link: ModelSettings.Link, _ usual: String
    ) throws -> (value: String?, source: String) {
        if let file = link.keyFile {
            let bytes = try BoundedFile.read(file, limit: 64 << 10, while: "read a model's key")
            let text = String(decoding: bytes, as: UTF8.self)
            let key = String(text.drop(while: \.isWhitespace).prefix { !$0.isWhitespace })
            guard !key.isEmpty else {
                throw ModelError(.configuration, on: file, because: "it holds no key")
            }
            try ModelConfiguration.check(key: key, from: file)
            return (key, file)
        }
        let name = link.keyVariable ?? usual
        let key = value(name)
        if key == nil, link.keyVariable != nil {
            throw ModelError(
                .configuration, on: link.place, because: "\(name) is not set",
                remedy: "set \(name) to the key")
        }
        if let key { try ModelConfiguration.check(key: key, from: name) }
        return (key, name)
    }

    private func value(_ name: String) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
}
