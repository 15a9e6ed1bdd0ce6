/// What a sandbox needs of the machine; composed by the caller, who alone knows the environment.
package struct SandboxConfiguration: Sendable, Hashable {
    /// The folder for scratch folders; absolute, and ours alone.
    package var scratch: String
    /// The folder for cached environments; absolute, and ours alone.
    package var cache: String
    /// How much a run may take.
    package var limits = SandboxLimits()
    /// Where Python packages come from.
    package var index = PackageIndex()
    /// Folders where tools are looked for after /usr/bin and /usr/local/bin, as in `PATH`.
    package var searchPath: [String] = []
    /// Variables for the tests beside those that every run has.
    package var variables: [String: String] = [:]
    /// The program that isolates.
    package var bubblewrap = "/usr/bin/bwrap"

    /// A configuration with folders for scratch and cache.
    package init(scratch: String, cache: String) {
        self.scratch = scratch
        self.cache = cache
    }
}

/// Where Python packages come from: the operator's word, never the repository's.
package struct PackageIndex: Sendable, Hashable {
    /// Arguments for pip, such as `--index-url` and its value.
    package var arguments: [String]
    /// Variables for pip.
    package var environment: [String: String]

    /// An index from arguments and variables; without any, pip's own default.
    package init(arguments: [String] = [], environment: [String: String] = [:]) {
        self.arguments = arguments
        self.environment = environment
    }

    /// What of a process's environment says where packages come from and how to reach them, and nothing else of it.
    package init(selectingFrom environment: [String: String]) {
        let names: Set<String> = [
            "PIP_CONFIG_FILE", "PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_FIND_LINKS", "PIP_CERT",
            "PIP_CLIENT_CERT", "PIP_NO_INDEX", "PIP_PROXY", "PIP_TRUSTED_HOST",
            "PIP_DEFAULT_TIMEOUT",
            "PIP_RETRIES", "SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "HTTP_PROXY",
            "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
        ]
        self.init(environment: environment.filter { names.contains($0.key) })
    }
}
