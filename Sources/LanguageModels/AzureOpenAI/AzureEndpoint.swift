internal import HTTPClient

/// Where a resource of Azure OpenAI takes questions.
///
/// The classic paths name the deployment and want a dated `api-version`; the newer ones below `openai/v1` take the
/// deployment as the model and no version, or `preview`.
struct AzureEndpoint: Sendable, Hashable {
    private let root: HTTPURL
    private let version: String?

    /// An endpoint of a resource's address, which may end in `/openai` or `/openai/v1` as the portal shows it.
    init(base: HTTPURL, version: String?) {
        var path = base.target
        while path.hasSuffix("/") { path.removeLast() }
        for ending in ["/openai/v1", "/openai"] where path.hasSuffix(ending) {
            path.removeLast(ending.utf8.count)
        }
        root = (try? HTTPURL(parsing: base.origin + path)) ?? base
        self.version = version
    }

    /// The address of an interface's path for a deployment.
    func url(of path: String, deployment: String) -> HTTPURL {
        guard let version, version.utf8.first.map({ (0x30...0x39).contains($0) }) == true else {
            return root.appending(path: "openai/v1/\(path)" + query)
        }
        // Only some interfaces are below the deployment; the responses name it as the model.
        let place = path == "responses" ? path : "deployments/\(escaped(deployment))/\(path)"
        return root.appending(path: "openai/\(place)" + query)
    }

    private var query: String { version.map { "?api-version=\(escaped($0))" } ?? "" }

    private func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            if AuthorizationText.isAlphanumeric(byte) || "-._~".utf8.contains(byte) {
                result.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                result += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return result
    }
}
