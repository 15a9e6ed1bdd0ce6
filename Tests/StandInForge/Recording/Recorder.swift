internal import Synchronization

/// One request as the stand-in saw it; never with the value of a credential.
package struct RecordedRequest: Sendable, Hashable {
    /// The method.
    package let method: String
    /// The path below the API's root, or the whole one for git.
    package let path: String
    /// The query as sent.
    package let query: String
    /// The status that was answered, even when the answer was lost.
    package let status: Int
    /// The operation's name in GitHub's description, `git` or `graphql`; nil for none.
    package let operation: String?
    /// Who asked, such as `installation:1007`, `person:ada`, `anonymous`.
    package let credential: String
    /// The body of a call of the API.
    package let body: JSON?
    /// Whether it generated content in the sense of the secondary limits.
    package let isContentWrite: Bool
    /// The faults that were put on it, by name.
    package let faults: [String]
}

/// What happened, from the stand-in's side.
final class Recorder: Sendable {
    private struct Records {
        var requests: [RecordedRequest] = []
        var violations: [String] = []
        var elsewhere: [StrayRequest] = []
    }

    private let records = Mutex(Records())

    func add(_ request: RecordedRequest, violations: [String]) {
        records.withLock {
            $0.requests.append(request)
            $0.violations += violations
        }
    }

    func add(_ request: StrayRequest) { records.withLock { $0.elsewhere.append(request) } }

    func clear() { records.withLock { $0 = Records() } }

    var requests: [RecordedRequest] { records.withLock { $0.requests } }
    var violations: [String] { records.withLock { $0.violations } }
    var elsewhere: [StrayRequest] { records.withLock { $0.elsewhere } }
}

/// A request that reached the other origin, where no credential may come.
package struct StrayRequest: Sendable, Hashable {
    /// The method and the path.
    package let line: String
    /// Whether it carried a credential, by header or in its address.
    package let carriedCredential: Bool
}
