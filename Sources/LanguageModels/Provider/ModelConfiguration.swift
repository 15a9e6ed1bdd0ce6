package import HTTPClient

/// Which model to ask, where, and in which language of the wire.
package struct ModelConfiguration: Sendable, Hashable {
    /// The interfaces spoken.
    package enum Interface: String, Sendable, Hashable, CaseIterable {
        /// OpenAI's chat completions.
        case openAI = "openai"
        /// OpenAI's responses.
        case openAIResponses = "openai-responses"
        /// Chat completions of a deployment on Azure.
        case azure
        /// Responses of a deployment on Azure.
        case azureResponses = "azure-responses"
        /// Anthropic's messages.
        case anthropic
        /// Chat completions of anybody else.
        case compatible
    }

    /// The interface.
    package var interface: Interface
    /// The address below which the provider's interface begins, such as `https://host/v1`.
    package var baseURL: HTTPURL
    /// The key; nil for a provider that wants none.
    package var apiKey: String?
    /// Where the key comes from, for messages; never the key.
    package var keySource: String?
    /// The model's name; on Azure the deployment's.
    package var model: String
    /// The version of Azure's interface: a date leads below `openai/deployments`, anything else below `openai/v1`.
    package var apiVersion: String?
    /// The most tokens of an answer when a request names no number.
    package var maxOutputTokens: Int?
    /// Whether the server understands JSON Schemas; otherwise the form is asked for in words.
    package var knowsSchemas = true
    /// How much and how long to bear.
    package var limits = ModelLimits()

    /// The model asked for when `OPENAI_MODEL` names none.
    package static let defaultModel = "gpt-4o-mini"

    /// A configuration.
    package init(
        _ interface: Interface = .compatible, baseURL: HTTPURL, apiKey: String?,
        model: String = defaultModel
    ) {
        self.interface = interface
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.model = model
    }

    /// Who answers.
    package var identity: ModelIdentity {
        ModelIdentity(provider: interface.rawValue, model: model)
    }
}

extension ModelConfiguration.Interface {
    /// The interface's spelling of questions and answers.
    var wireFormat: any WireFormat {
        switch self {
        case .openAI, .azure: ChatFormat(usesCompletionTokens: true)
        case .compatible: ChatFormat(usesCompletionTokens: false)
        case .openAIResponses, .azureResponses: ResponsesFormat()
        case .anthropic: MessagesFormat()
        }
    }
}

extension ModelConfiguration {
    /// Where questions of a format go.
    func url(of path: String) -> HTTPURL {
        switch interface {
        case .azure, .azureResponses:
            AzureEndpoint(base: baseURL, version: apiVersion).url(of: path, deployment: model)
        default: baseURL.appending(path: path)
        }
    }

    /// The fields that go with each question, the key among them.
    var headers: [HTTPHeader] {
        switch interface {
        case .azure, .azureResponses:
            apiKey.map { [HTTPHeader("api-key", $0, isSecret: true)] } ?? []
        case .anthropic:
            [HTTPHeader("anthropic-version", MessagesFormat.version)]
                + (apiKey.map { [HTTPHeader("x-api-key", $0, isSecret: true)] } ?? [])
        default: apiKey.map { [.bearer($0)] } ?? []
        }
    }

    var structure: WireOptions.Structure { knowsSchemas ? .native : .words }

    /// What to do when the provider refuses the key.
    var keyRemedy: String {
        if let keySource { return "check \(keySource)" }
        return apiKey == nil ? "give a key for it" : "check its key"
    }
}

extension ModelConfiguration: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package var description: String { "\(identity) at \(baseURL)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}
