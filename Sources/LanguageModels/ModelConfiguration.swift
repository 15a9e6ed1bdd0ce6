package import HTTPClient

/// Which model to ask, and where.
package struct ModelConfiguration: Sendable, Hashable {
    /// The address below which the provider's interface begins, such as `https://host/v1`.
    package var baseURL: HTTPURL
    /// The key; nil for a provider that wants none.
    package var apiKey: String?
    /// The model's name.
    package var model: String

    /// The model asked for when `OPENAI_MODEL` names none.
    package static let defaultModel = "gpt-4o-mini"

    /// A configuration.
    package init(baseURL: HTTPURL, apiKey: String?, model: String = defaultModel) {
        self.baseURL = baseURL
        self.apiKey = apiKey
        self.model = model
    }

    /// The configuration the environment asks for; nil when it asks for none.
    ///
    /// `OPENAI_BASE_URL` is the switch: a key alone, which other programs may need, sends nothing anywhere. A base
    /// URL, key or model that cannot be used is an error, not a silent fallback.
    package static func fromEnvironment(
        _ environment: [String: String]
    ) throws(ModelError) -> ModelConfiguration? {
        guard let base = environment["OPENAI_BASE_URL"], !base.isEmpty else { return nil }
        let key = environment["OPENAI_API_KEY"].flatMap { $0.isEmpty ? nil : $0 }
        let model = environment["OPENAI_MODEL"].flatMap { $0.isEmpty ? nil : $0 } ?? defaultModel
        guard key?.utf8.allSatisfy(isPrintable) ?? true else {
            throw ModelError(
                .configuration, on: "OPENAI_API_KEY",
                because: "it holds blanks, line ends or characters outside ASCII")
        }
        guard model.utf8.count <= 200, model.utf8.allSatisfy(isPrintable) else {
            throw ModelError(
                .configuration, on: "OPENAI_MODEL", because: "it is no name of a model")
        }
        return ModelConfiguration(baseURL: try baseURL(base), apiKey: key, model: model)
    }

    private static func baseURL(_ text: String) throws(ModelError) -> HTTPURL {
        let url: HTTPURL
        do {
            url = try HTTPURL(parsing: text)
        } catch {
            throw ModelError(.configuration, on: "OPENAI_BASE_URL", because: error.detail)
        }
        guard url.scheme == .https || url.isLoopback else {
            throw ModelError(
                .configuration, on: "OPENAI_BASE_URL",
                because:
                    "plain http is spoken on loopback only; the key and the text would be readable")
        }
        guard !url.target.contains("?") else {
            throw ModelError(.configuration, on: "OPENAI_BASE_URL", because: "it has a query")
        }
        return url
    }

    private static func isPrintable(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7f }
}

extension ModelConfiguration: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package var description: String { "\(model) at \(baseURL)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}
