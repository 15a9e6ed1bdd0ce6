internal import Basics
internal import HTTPClient

/// One request and its answer over HTTP; redirects are followed within the origin, nothing is repeated or judged.
struct GitHubExchange: Sendable {
    let client: HTTPClient
    let serverClock: ServerClock

    private static let mostRedirects = 3
    private static let deadlines = HTTPRequest.Deadlines(
        connect: .seconds(10), idle: .seconds(30), total: .seconds(120), slowest: 100)

    /// Sends a request to an address, with these fields besides the credential.
    ///
    /// - Throws: what kept the answer from coming: `.unavailable` when the request may be repeated, `.answerLost` when
    ///   it may have been done and is not to be done twice, `.redirectRefused`, `.cancelled`, `.malformedAnswer`.
    func perform(
        _ request: GitHubRequest, at address: HTTPURL, fields: [HTTPHeader]
    ) async throws(GitHubError) -> GitHubReply {
        var url = address
        for _ in 0...Self.mostRedirects {
            let reply = try await send(request, to: url, fields: fields)
            guard let next = try redirect(reply, from: url, of: request) else { return reply }
            url = next
        }
        throw GitHubError(
            .redirectRefused, request.attempted, on: request.subject,
            because: "it is redirected more than \(Self.mostRedirects) times")
    }

    private func send(
        _ request: GitHubRequest, to url: HTTPURL, fields: [HTTPHeader]
    ) async throws(GitHubError) -> GitHubReply {
        let body = request.body.map { Array($0.text(indented: false).utf8) }
        let type = HTTPHeader("Content-Type", "application/json; charset=utf-8")
        var message = HTTPRequest(
            request.method.http, url, headers: fields + (body == nil ? [] : [type]), body: body,
            deadlines: Self.deadlines, maxResponseBytes: request.maximumBytes)
        message.acceptsCompression = true
        message.isRepeatable = request.effect != .create
        do throws(HTTPError) {
            let response = try await client.send(message)
            serverClock.observe(response.headers.first(named: "date"))
            return GitHubReply(
                status: response.status, headers: response.headers, body: response.body)
        } catch {
            throw Self.meaning(of: error, for: request)
        }
    }

    /// What a broken transfer means for a request of this effect.
    static func meaning(of error: HTTPError, for request: GitHubRequest) -> GitHubError {
        let code: GitHubError.Code =
            switch error.code {
            case .cancelled where !error.mayHaveBeenSent || request.effect == .read: .cancelled
            case .invalidURL, .invalidRequest: .invalid
            case _ where request.effect == .create && error.mayHaveBeenSent: .answerLost
            case .cancelled: .cancelled
            case .tooLarge: .malformedAnswer
            case .connect, .timeout, .tls, .protocol: .unavailable
            }
        let remedy: String? =
            switch error.code {
            case .connect: "check GITHUB_API_URL and the network"
            case .tls: "check the host's certificate and this machine's certificate authorities"
            default: nil
            }
        let host = error.host.map { " (\($0))" } ?? ""
        return GitHubError(
            code, request.attempted, on: request.subject, because: error.detail + host,
            remedy: remedy)
    }

    /// Where an answer sends us on; nil when it does not.
    private func redirect(
        _ reply: GitHubReply, from url: HTTPURL, of request: GitHubRequest
    ) throws(GitHubError) -> HTTPURL? {
        guard [301, 302, 307, 308].contains(reply.status) else { return nil }
        func refused(_ reason: String) -> GitHubError {
            GitHubError(
                .redirectRefused, request.attempted, on: request.subject, because: reason)
        }
        // 301 and 302 leave open which method the second request has; only a GET stays what it was.
        guard request.method == .get || reply.status > 302 else {
            throw refused("a \(request.method.rawValue) is redirected by \(reply.status)")
        }
        guard let location = reply.field("location"),
            let next = try? url.resolving(location)
        else { throw refused("it is redirected to no address") }
        guard next.origin == url.origin else { throw refused("it is redirected to another host") }
        guard next != url else { throw refused("it is redirected in a circle") }
        return next
    }
}

extension GitHubRequest.Method {
    /// The method as HTTP knows it.
    fileprivate var http: HTTPRequest.Method {
        switch self {
        case .get: .get
        case .post: .post
        case .put: .put
        case .patch: .patch
        case .delete: .delete
        }
    }
}
