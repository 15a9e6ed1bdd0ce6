package import HTTPClient

extension ModelConfiguration {
    /// The models the environment asks for, OpenAI's first; none when it asks for none.
    ///
    /// An address is the switch (`OPENAI_BASE_URL`, `AZURE_OPENAI_ENDPOINT`, `ANTHROPIC_BASE_URL`): a key alone, which
    /// other programs may need, sends nothing anywhere. An address, key or model that cannot be used is an error, not
    /// a silent fallback.
    package static func fromEnvironment(
        _ environment: [String: String]
    ) throws(ModelError) -> [ModelConfiguration] {
        let variables = EnvironmentVariables(environment)
        var found: [ModelConfiguration] = []
        if let base = variables["OPENAI_BASE_URL"] {
            let url = try baseURL(base, from: "OPENAI_BASE_URL")
            var configuration = ModelConfiguration(
                url.host == "api.openai.com" ? .openAI : .compatible, baseURL: url, apiKey: nil)
            configuration.model = variables["OPENAI_MODEL"] ?? defaultModel
            found.append(try configuration.with(variables, "OPENAI_API_KEY", "OPENAI_MODEL"))
        }
        if let base = variables["AZURE_OPENAI_ENDPOINT"] {
            var configuration = ModelConfiguration(
                .azure, baseURL: try baseURL(base, from: "AZURE_OPENAI_ENDPOINT"), apiKey: nil)
            configuration.model = try variables.required(
                "AZURE_OPENAI_DEPLOYMENT", with: "AZURE_OPENAI_ENDPOINT")
            configuration.apiVersion = variables["AZURE_OPENAI_API_VERSION"]
            found.append(
                try configuration.with(
                    variables, "AZURE_OPENAI_API_KEY", "AZURE_OPENAI_DEPLOYMENT"))
        }
        if let base = variables["ANTHROPIC_BASE_URL"] {
            var configuration = ModelConfiguration(
                .anthropic, baseURL: try baseURL(base, from: "ANTHROPIC_BASE_URL"), apiKey: nil)
            configuration.model = try variables.required(
                "ANTHROPIC_MODEL", with: "ANTHROPIC_BASE_URL")
            found.append(try configuration.with(variables, "ANTHROPIC_API_KEY", "ANTHROPIC_MODEL"))
        }
        return found
    }

    private func with(
        _ variables: EnvironmentVariables, _ key: String, _ model: String
    ) throws(ModelError) -> ModelConfiguration {
        var configuration = self
        configuration.apiKey = variables[key]
        configuration.keySource = key
        if let secret = configuration.apiKey { try Self.check(key: secret, from: key) }
        try Self.check(model: configuration.model, from: model)
        if let version = apiVersion {
            try Self.check(model: version, from: "AZURE_OPENAI_API_VERSION")
        }
        return configuration
    }

    /// Reads a provider's address: encrypted or on loopback, and without a query; `source` names it in the error.
    package static func baseURL(
        _ text: String, from source: String
    ) throws(ModelError) -> HTTPURL {
        let url: HTTPURL
        do {
            url = try HTTPURL(parsing: text)
        } catch {
            throw ModelError(.configuration, on: source, because: error.detail)
        }
        guard url.scheme == .https || url.isLoopback else {
            throw ModelError(
                .configuration, on: source,
                because:
                    "plain http is spoken on loopback only; the key and the text would be readable")
        }
        guard !url.target.contains("?") else {
            throw ModelError(.configuration, on: source, because: "it has a query")
        }
        return url
    }

    /// Refuses a key that could not stand in a field of a request.
    package static func check(key: String, from source: String) throws(ModelError) {
        guard key.utf8.allSatisfy(isPrintable) else {
            throw ModelError(
                .configuration, on: source,
                because: "it holds blanks, line ends or characters outside ASCII")
        }
    }

    /// Refuses what is no name of a model, a deployment or a version.
    package static func check(model: String, from source: String) throws(ModelError) {
        guard !model.isEmpty, model.utf8.count <= 200, model.utf8.allSatisfy(isPrintable) else {
            throw ModelError(.configuration, on: source, because: "it is no name of a model")
        }
    }

    private static func isPrintable(_ byte: UInt8) -> Bool { byte > 0x20 && byte < 0x7f }
}

/// The environment, with empty variables as good as none.
private struct EnvironmentVariables {
    private let values: [String: String]

    init(_ values: [String: String]) { self.values = values }

    subscript(name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }

    func required(_ name: String, with other: String) throws(ModelError) -> String {
        guard let value = self[name] else {
            throw ModelError(
                .configuration, on: other, because: "\(name) is not set",
                remedy: "set \(name) to the name that the provider has for it, or unset \(other)")
        }
        return value
    }
}
