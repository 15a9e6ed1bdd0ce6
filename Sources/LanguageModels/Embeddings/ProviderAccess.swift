package import HTTPClient

/// A server that answers JSON with JSON, and the key that opens it.
///
/// The key goes to that origin alone: no redirect is followed.
package struct ProviderAccess: Sendable, Hashable {
    /// How the key is sent.
    package enum Key: Sendable, Hashable {
        /// `Authorization: Bearer`.
        case bearer(String)
        /// `api-key`, as Azure OpenAI wants it.
        case apiKey(String)
    }

    /// The address below which the interface begins, such as `https://host/v1`.
    package let baseURL: HTTPURL
    /// The key; nil for a server that wants none.
    package let key: Key?

    /// Access to a server.
    ///
    /// - Throws: a `.configuration` error for an address or a key that cannot be used; `name` says whose they are.
    package init(
        address: String, key: Key?, called name: String
    ) throws(EmbeddingError) {
        do throws(HTTPError) {
            baseURL = try HTTPURL(parsing: address)
        } catch {
            throw EmbeddingError(.configuration, on: name, because: error.detail)
        }
        guard baseURL.scheme == .https || baseURL.isLoopback else {
            throw EmbeddingError(
                .configuration, on: name,
                because:
                    "plain http is spoken on loopback only; the key and the text would be readable")
        }
        guard !baseURL.target.contains("?") else {
            throw EmbeddingError(.configuration, on: name, because: "the address has a query")
        }
        guard key?.text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7f }) ?? true else {
            throw EmbeddingError(
                .configuration, on: name,
                because: "its key holds blanks, line ends or characters outside ASCII")
        }
        self.key = key
    }
}

extension ProviderAccess {
    /// Access to Azure OpenAI by `AZURE_OPENAI_ENDPOINT` and `AZURE_OPENAI_API_KEY`.
    ///
    /// - Throws: a `.configuration` error that names whoever needs it when one of them is not set.
    package init(
        azure environment: [String: String], neededBy name: String
    ) throws(EmbeddingError) {
        for variable in ["AZURE_OPENAI_ENDPOINT", "AZURE_OPENAI_API_KEY"]
        where environment[variable]?.isEmpty ?? true {
            throw EmbeddingError(
                .configuration, on: name, because: "\(variable) is not set",
                remedy: "set it, or do without \(name)")
        }
        let endpoint = environment["AZURE_OPENAI_ENDPOINT"] ?? ""
        try self.init(
            address: (endpoint.hasSuffix("/") ? String(endpoint.dropLast()) : endpoint)
                + "/openai/v1",
            key: .apiKey(environment["AZURE_OPENAI_API_KEY"] ?? ""),
            called: "AZURE_OPENAI_ENDPOINT")
    }
}

extension ProviderAccess.Key {
    var text: String {
        switch self {
        case .bearer(let text), .apiKey(let text): text
        }
    }

    var header: HTTPHeader {
        switch self {
        case .bearer(let text): .bearer(text)
        case .apiKey(let text): HTTPHeader("api-key", text, isSecret: true)
        }
    }
}

extension ProviderAccess: CustomStringConvertible, CustomReflectable {
    package var description: String { baseURL.description }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}

extension ProviderAccess.Key: CustomStringConvertible, CustomReflectable {
    package var description: String { "(secret)" }
    package var customMirror: Mirror { Mirror(reflecting: description) }
}
