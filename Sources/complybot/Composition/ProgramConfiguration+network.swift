import Basics
import Documents
import FoundationEssentials
import Git
import HTTPClient

/// What the operator's file says of the way to other machines; what it leaves out, the environment says.
struct NetworkWishes: Sendable {
    /// What the file says of proxies.
    enum Proxy: Sendable {
        /// Every connection is direct, whatever the environment says.
        case none
        case address(ProxyAddress)
    }

    var proxy: Proxy?
    var exceptions: [String]?
    var certificateAuthorities: String?
}

extension ProgramConfiguration {
    /// Reads the section `network`.
    mutating func readNetwork(_ node: DataNode, problems: RecordProblems, folder: String) {
        var record = StrictRecord(node, name: "network", problems: problems)
        if let text = record.text("proxy") {
            let place = node["proxy"]?.span.lowerBound ?? node.span.lowerBound
            if text == "none" {
                network.proxy = NetworkWishes.Proxy.none
            } else if let address = ProxyAddress(parsing: text) {
                network.proxy = .address(address)
                if address.credential != nil {
                    problems.add(
                        at: place, "a file is no place for the password of a proxy",
                        remedy: "set HTTPS_PROXY in the environment instead")
                }
            } else {
                problems.add(
                    at: place, "proxy must be http://HOST:PORT, https://HOST:PORT or none")
            }
        }
        if record.node("no-proxy") != nil { network.exceptions = record.texts("no-proxy") }
        network.certificateAuthorities = record.text("ca-file").map { Self.path($0, in: folder) }
        record.finish()
    }

    /// How this run reaches other machines, by file and environment.
    func networkSettings(_ environment: [String: String]) throws -> NetworkSettings {
        var settings = try NetworkSettings(environment: environment)
        switch network.proxy {
        case .address(let address): (settings.secureProxy, settings.plainProxy) = (address, address)
        case NetworkWishes.Proxy.none?: (settings.secureProxy, settings.plainProxy) = (nil, nil)
        case nil: break
        }
        if let exceptions = network.exceptions { settings.exceptions = ProxyExceptions(exceptions) }
        if let file = network.certificateAuthorities { settings.certificateAuthorities = file }
        return settings
    }
}

/// The ways out of the process, all set alike.
struct NetworkAccess: Sendable {
    let settings: NetworkSettings

    /// The largest file of certificate authorities.
    private static let sizeLimit = 16 << 20

    /// Checks the settings of a configuration, and has git believe the certificate authorities that they name.
    init(_ configuration: ProgramConfiguration, environment: [String: String]) throws {
        try self.init(configuration.networkSettings(environment))
    }

    /// As the environment alone says, for a run that obeys no operator's file.
    init(environment: [String: String]) throws {
        try self.init(NetworkSettings(environment: environment))
    }

    private init(_ settings: NetworkSettings) throws {
        self.settings = settings
        guard let file = settings.certificateAuthorities else { return }
        let bytes = try BoundedFile.read(
            file, limit: Self.sizeLimit, while: "read the certificate authorities")
        guard String(decoding: bytes, as: UTF8.self).contains("-----BEGIN CERTIFICATE-----") else {
            throw Diagnostic(
                .usage, "read the certificate authorities", on: file,
                because: "there is no certificate in it",
                remedy: "name a file of certificates in PEM form")
        }
        try Library.believe(file)
    }

    /// A client of the APIs.
    var client: HTTPClient { HTTPClient(configuration: .init(network: settings)) }

    /// In words, without anything that is secret.
    var description: String {
        let proxy: String
        switch (settings.secureProxy, settings.plainProxy) {
        case (nil, nil): proxy = "no proxy"
        case (let secure?, _): proxy = "https by the proxy \(secure)"
        case (nil, let plain?): proxy = "http by the proxy \(plain)"
        }
        let authorities =
            settings.certificateAuthorities.map { "the certificate authorities of \($0)" }
            ?? "the machine's certificate authorities"
        return "\(proxy), \(authorities)"
    }
}
