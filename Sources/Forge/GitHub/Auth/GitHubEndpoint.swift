package import Basics
package import HTTPClient

/// Which GitHub is talked to: github.com, a tenant of ghe.com, or an Enterprise Server.
package struct GitHubEndpoint: Sendable, Hashable, CustomStringConvertible {
    /// The root of the REST API, without a slash at its end.
    package let api: HTTPURL
    /// Where repositories and people are; an origin without a path.
    package let server: HTTPURL
    /// The GraphQL API.
    package let graphQL: HTTPURL

    /// The endpoint that two settings name; nil or an empty text for one that is not set.
    ///
    /// Where only one is given, the other follows from GitHub's own scheme of addresses.
    ///
    /// - Throws: a usage `Diagnostic` that names the setting.
    package init(apiURL: String? = nil, serverURL: String? = nil) throws(Diagnostic) {
        let apiText = apiURL.flatMap { $0.isEmpty ? nil : $0 }
        let serverText = serverURL.flatMap { $0.isEmpty ? nil : $0 }
        var named: HTTPURL?
        if let serverText { named = try Self.server(serverText) }
        api = try Self.api(
            apiText ?? named.map(Self.apiAddress) ?? "https://api.github.com")
        if let named {
            server = named
        } else {
            server = try Self.server(Self.serverAddress(of: api))
        }
        graphQL = try Self.graphQL(api)
    }

    /// The endpoint of `GITHUB_API_URL` and `GITHUB_SERVER_URL`; github.com without them.
    package init(environment: [String: String]) throws(Diagnostic) {
        try self.init(
            apiURL: environment["GITHUB_API_URL"], serverURL: environment["GITHUB_SERVER_URL"])
    }

    /// Whether it is github.com itself.
    package var isGitHubCom: Bool { api.origin == "https://api.github.com" }

    /// Whether it is somebody's own server, whose limits its administrator sets.
    package var isEnterpriseServer: Bool { !isGitHubCom && !server.host.hasSuffix(".ghe.com") }

    package var description: String { "\(server.origin) by \(api)" }

    private static func api(_ text: String) throws(Diagnostic) -> HTTPURL {
        let url = try address(text, setting: "GITHUB_API_URL")
        guard !url.target.utf8.contains(UInt8(ascii: "?")), !url.target.contains("//"),
            !url.target.contains("%"), !url.target.contains("/.")
        else { throw refusal("GITHUB_API_URL", "it has a query or an unusual path") }
        guard url.target.hasSuffix("/"), url.target != "/" else { return url }
        return try address(String(url.text.dropLast()), setting: "GITHUB_API_URL")
    }

    private static func server(_ text: String) throws(Diagnostic) -> HTTPURL {
        let url = try address(text, setting: "GITHUB_SERVER_URL")
        guard url.target == "/" else { throw refusal("GITHUB_SERVER_URL", "it has a path") }
        return url
    }

    private static func address(_ text: String, setting: String) throws(Diagnostic) -> HTTPURL {
        let url: HTTPURL
        do throws(HTTPError) {
            url = try HTTPURL(parsing: text)
        } catch {
            throw refusal(setting, error.detail)
        }
        guard url.scheme == .https || url.isLoopback else {
            throw refusal(setting, "only loopback is spoken to without encryption")
        }
        return url
    }

    private static func apiAddress(of server: HTTPURL) -> String {
        server.origin == "https://github.com" || server.host.hasSuffix(".ghe.com")
            ? "\(server.scheme.rawValue)://api.\(server.host)" : "\(server.origin)/api/v3"
    }

    private static func serverAddress(of api: HTTPURL) throws(Diagnostic) -> String {
        if api.target == "/api/v3" { return api.origin }
        if api.target == "/", api.scheme == .https,
            api.host == "api.github.com"
                || api.host.hasPrefix("api.") && api.host.hasSuffix(".ghe.com")
        {
            return "https://\(api.host.dropFirst("api.".count))"
        }
        throw refusal("GITHUB_API_URL", "it does not tell where the repositories are")
    }

    private static func graphQL(_ api: HTTPURL) throws(Diagnostic) -> HTTPURL {
        let base = api.target == "/" ? "" : api.target
        let path = base == "/api/v3" ? "/api/graphql" : "\(base)/graphql"
        return try address(api.origin + path, setting: "GITHUB_API_URL")
    }

    private static func refusal(_ setting: String, _ reason: String) -> Diagnostic {
        Diagnostic(
            .usage, "read the address of GitHub", on: setting, because: reason,
            remedy:
                "give GITHUB_API_URL as https://HOST/api/v3 and GITHUB_SERVER_URL as https://HOST")
    }
}
