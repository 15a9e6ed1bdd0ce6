package import Basics

extension GitHubCredential {
    /// A credential with what deserves a warning about it.
    package struct Configured: Sendable {
        /// The credential.
        package let credential: GitHubCredential
        /// Warnings in words; none of them holds anything secret.
        package let warnings: [String]
    }

    /// The credential that the environment configures; nil for none.
    ///
    /// An App (`COMPLYBOT_GITHUB_APP_ID` and `COMPLYBOT_GITHUB_APP_PRIVATE_KEY_FILE`) goes before `GITHUB_TOKEN`, which
    /// is Actions' own where `GITHUB_ACTIONS` is `true` and the token is an installation's.
    ///
    /// - Throws: a usage `Diagnostic` for half a configuration and for a key that cannot be used.
    package static func configured(
        _ environment: [String: String]
    ) throws(Diagnostic) -> Configured? {
        let id = value("COMPLYBOT_GITHUB_APP_ID", environment)
        let file = value("COMPLYBOT_GITHUB_APP_PRIVATE_KEY_FILE", environment)
        switch (id, file) {
        case (let id?, let file?): return try app(id, file)
        case (nil, nil): break
        default:
            throw Diagnostic(
                .usage, "read the App's configuration",
                because: "only one of its two settings is there",
                remedy:
                    "set COMPLYBOT_GITHUB_APP_ID and COMPLYBOT_GITHUB_APP_PRIVATE_KEY_FILE, or neither"
            )
        }
        guard let text = value("GITHUB_TOKEN", environment) else { return nil }
        guard let token = GitHubToken(text) else {
            throw Diagnostic(
                .usage, "read the token", on: "GITHUB_TOKEN",
                because: "it holds blanks, line ends or other characters that no token has")
        }
        let isActions = environment["GITHUB_ACTIONS"] == "true" && text.hasPrefix("ghs_")
        return Configured(credential: isActions ? .actions(token) : .token(token), warnings: [])
    }

    private static func app(_ id: String, _ file: String) throws(Diagnostic) -> Configured {
        guard id.utf8.count <= 64, id.utf8.allSatisfy(isIdentifierByte) else {
            throw Diagnostic(
                .usage, "read the App's number", on: "COMPLYBOT_GITHUB_APP_ID",
                because: "it is neither a number nor a client id")
        }
        let key = try KeyFile(reading: file)
        let warning =
            "others than its owner may read the App's private key (\(file)); chmod 600 it"
        return Configured(
            credential: .app(id: id, key: key.key),
            warnings: key.isReadableByOthers ? [warning] : [])
    }

    private static func value(_ name: String, _ environment: [String: String]) -> String? {
        environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func isIdentifierByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
