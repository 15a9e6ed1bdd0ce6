/// Something that goes wrong on demand.
package struct Fault: Sendable {
    /// What goes wrong.
    package enum Kind: Sendable {
        /// Everything is done, and the connection is reset instead of an answer.
        case loseAnswer
        /// The connection is reset before anything is done.
        case resetBefore
        /// Nothing is done, and this is answered.
        case answer(status: Int, message: String, headers: [String: String] = [:])
        /// The answer comes so many bytes at a time, so many milliseconds apart.
        case drip(bytes: Int, milliseconds: Int)
        /// The answer comes after so many milliseconds.
        case delay(milliseconds: Int)
        /// The answer's body is no JSON.
        case malformed
        /// The connection ends in the middle of the body.
        case truncated
        /// A page for people, with status 200.
        case page
        /// The body is replaced by this one.
        case body(String)
        /// The body is this many bytes of white space.
        case filled(bytes: Int)
        /// A redirect to another path of the same origin.
        case redirect(status: Int, path: String)
        /// A redirect to the other origin, with the same path.
        case redirectElsewhere(status: Int)
        /// The `Link` header names the other origin as the next page.
        case linkElsewhere
        /// The `Link` header names the request itself as the next page.
        case linkLoop
        /// 401, as for a token whose time has passed.
        case expiredToken
        /// 403 for a primary limit, over after so many seconds by its header.
        case primaryLimit(seconds: Int)
        /// 403 or 429 for a secondary limit.
        case secondaryLimit(status: Int, retryAfter: String?)
        /// 403: the organisation wants single sign-on.
        case singleSignOn
        /// 422, as for a branch that was pushed a moment ago.
        case notVisibleYet
        /// Something happens just before the request's effect, or after it and before its answer: a person acts, or the client
        /// is killed.
        case meanwhile(afterEffect: Bool, @Sendable () -> Void)
        /// An answer with these headers, which take the place of others of their name.
        case headers([String: String])
    }

    /// The method; nil for all.
    package var method: String?
    /// The path below the API's root, or the whole one for git, with `*` for anything.
    package var path: String
    /// What goes wrong.
    package var kind: Kind
    /// The first matching request that it happens to, counted from 1.
    package var first: Int
    /// How many requests in a row it happens to.
    package var count: Int

    /// A fault from its parts: by default it happens to the next matching request only.
    package init(
        _ kind: Kind, method: String? = nil, path: String = "*", first: Int = 1, count: Int = 1
    ) {
        self.kind = kind
        self.method = method
        self.path = path
        self.first = first
        self.count = count
    }

    /// The kind without its details, for the records.
    package var name: String { String("\(kind)".prefix { $0 != "(" }) }

    func matches(_ method: String, _ path: String) -> Bool {
        (self.method.map { $0 == method } ?? true)
            && Self.matches(Array(self.path.utf8)[...], Array(path.utf8)[...])
    }

    private static func matches(_ pattern: ArraySlice<UInt8>, _ text: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        if first == 0x2a {
            let rest = pattern.dropFirst()
            return (text.startIndex...text.endIndex).contains { matches(rest, text[$0...]) }
        }
        return text.first == first && matches(pattern.dropFirst(), text.dropFirst())
    }
}
