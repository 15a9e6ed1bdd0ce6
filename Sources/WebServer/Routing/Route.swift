/// The values of a path's `{parameter}` parts, by name.
package typealias PathParameters = [String: String]

/// One thing that can be asked for: a method on a path.
package struct Route: Sendable {
    private enum Part: Hashable, Sendable {
        case literal(String)
        case parameter(String)
    }

    /// The method, in capitals; a route for GET answers HEAD as well.
    let method: String
    private let parts: [Part]
    /// What the sender must be allowed to do.
    let need: AccessNeed
    /// The most bytes of body.
    let bodyLimit: Int
    /// What the head alone decides; nil where nothing is.
    let refuse: @Sendable (RequestHead) -> WebResponse?
    let answer: @Sendable (WebRequest, PathParameters) async -> WebResponse

    /// A route; `{name}` in the path stands for any one part of it.
    package init(
        _ method: String, _ path: String, need: AccessNeed, bodyLimit: Int = 0,
        refuse: @escaping @Sendable (RequestHead) -> WebResponse? = { _ in nil },
        answer: @escaping @Sendable (WebRequest, PathParameters) async -> WebResponse
    ) {
        self.method = method
        parts = path.split(separator: "/").map { part in
            part.hasPrefix("{") && part.hasSuffix("}")
                ? .parameter(String(part.dropFirst().dropLast())) : .literal(String(part))
        }
        self.need = need
        self.bodyLimit = bodyLimit
        self.refuse = refuse
        self.answer = answer
    }

    /// The parameters of a path that is this route's; nil for any other.
    func match(_ path: [String]) -> PathParameters? {
        guard path.count == parts.count else { return nil }
        var parameters: PathParameters = [:]
        for (part, text) in zip(parts, path) {
            switch part {
            case .literal(let literal): guard literal == text else { return nil }
            case .parameter(let name): parameters[name] = text
            }
        }
        return parameters
    }

    func answers(_ method: String) -> Bool {
        method == self.method || (method == "HEAD" && self.method == "GET")
    }
}
