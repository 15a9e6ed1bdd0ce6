/// How other machines are reached: through which proxy, and whose certificates are believed.
///
/// One value for everything that connects, so that git and the APIs never differ.
package struct NetworkSettings: Hashable, Sendable {
    /// The proxy for https; nil for none.
    package var secureProxy: ProxyAddress?
    /// The proxy for plain http; nil for none.
    package var plainProxy: ProxyAddress?
    /// Who is reached without.
    package var exceptions = ProxyExceptions()
    /// A PEM file of certificate authorities, in place of the machine's; nil for the machine's.
    package var certificateAuthorities: String?

    /// Direct, and as the machine believes.
    package init() {}

    /// What the variables say that other programs obey, too; those in lower case go first.
    ///
    /// `HTTP_PROXY` in upper case is not looked at: where a program is started by a web server, a stranger can set it.
    ///
    /// - Throws: a usage `Diagnostic` that names the variable, and never its value.
    package init(environment: [String: String]) throws(Diagnostic) {
        func value(_ names: String...) -> (name: String, text: String)? {
            names.lazy.compactMap { name in
                environment[name].flatMap { $0.isEmpty ? nil : (name, $0) }
            }.first
        }
        func proxy(_ found: (name: String, text: String)?) throws(Diagnostic) -> ProxyAddress? {
            guard let found else { return nil }
            if let proxy = ProxyAddress(parsing: found.text) { return proxy }
            throw Diagnostic(
                .usage, "read the proxy", on: found.name,
                because: "it is not http://HOST:PORT or https://HOST:PORT",
                remedy: "set the variable to an http proxy, or take it away")
        }
        secureProxy = try proxy(value("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"))
        plainProxy = try proxy(value("http_proxy", "all_proxy", "ALL_PROXY"))
        exceptions = ProxyExceptions(list: value("no_proxy", "NO_PROXY")?.text ?? "")
        certificateAuthorities = value("SSL_CERT_FILE")?.text
    }

    /// The proxy on the way to a host; nil to go there directly.
    package func proxy(toHost host: String, port: Int, isSecure: Bool) -> ProxyAddress? {
        guard let proxy = isSecure ? secureProxy : plainProxy,
            !exceptions.contain(host, port: port)
        else { return nil }
        return proxy
    }
}
