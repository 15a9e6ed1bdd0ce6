/// An answer that is no success, in GitHub's words.
struct Refusal: Error {
    let status: Int
    let body: JSON
    var headers: [(name: String, value: String)] = []

    static let documentation = "https://docs.github.com/rest"

    init(_ status: Int, _ message: String, documentation: String = Refusal.documentation) {
        self.status = status
        body = [
            "message": .string(message), "documentation_url": .string(documentation),
            "status": .string("\(status)"),
        ]
    }

    init(_ status: Int, body: JSON) {
        self.status = status
        self.body = body
    }

    static let badCredentials = Refusal(401, "Bad credentials")
    static let notFound = Refusal(404, "Not Found")

    /// 403 for a credential that lacks a permission.
    static func notAccessible(_ credential: Credential) -> Refusal {
        switch credential {
        case .person: Refusal(403, "Resource not accessible by personal access token")
        case .anonymous: Refusal(401, "Requires authentication")
        default: Refusal(403, "Resource not accessible by integration")
        }
    }

    /// 422 with one error about a resource.
    static func invalid(
        _ resource: String, field: String? = nil, code: String, message: String? = nil
    )
        -> Refusal
    {
        var error: [String: JSON] = ["resource": .string(resource), "code": .string(code)]
        if let field { error["field"] = .string(field) }
        if let message { error["message"] = .string(message) }
        return Refusal(
            422,
            body: [
                "message": "Validation Failed", "errors": [.object(error)],
                "documentation_url": .string(documentation), "status": "422",
            ])
    }

    /// 422 with nothing but words.
    static func unprocessable(_ message: String) -> Refusal { Refusal(422, message) }

    /// 301 or 307 to where a renamed repository answers.
    static func moved(to address: String, method: String) -> Refusal {
        var refusal = Refusal(
            method == "GET" ? 301 : 307,
            body: [
                "message": .string(method == "GET" ? "Moved Permanently" : "Temporary Redirect"),
                "url": .string(address), "documentation_url": .string(documentation),
            ])
        refusal.headers = [("Location", address)]
        return refusal
    }
}
