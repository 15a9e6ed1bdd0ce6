/// What answers the requests of a server.
package protocol RequestHandler: Sendable {
    /// Decides on a request by its head, before a byte of its body is read.
    ///
    /// It runs on a thread of the server and must not wait for anything.
    func admit(_ head: RequestHead) -> Admission
    /// Answers a request that was admitted.
    ///
    /// What takes longer than `ServerLimits.answerSeconds` is answered with 503, and its own answer dropped.
    func answer(_ request: WebRequest) async -> WebResponse
}

/// What is decided by a request's head.
package enum Admission: Sendable {
    /// The body is read, up to so many bytes, and the request answered.
    case read(upTo: Int)
    /// This is the answer; the body is not read.
    case answer(WebResponse)
}
