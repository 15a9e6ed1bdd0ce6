internal import Basics
internal import HTTPClient

extension GitHubEndpoint {
    /// The address of a request: of its continuation if it has one, else of its path and query.
    ///
    /// - Throws: `.redirectRefused` for a continuation elsewhere, `.invalid` for a path that could lead elsewhere.
    func address(of request: GitHubRequest) throws(GitHubError) -> HTTPURL {
        if let continuation = request.continuation {
            return try page(continuation, while: request.attempted)
        }
        if request.isGraphQL { return graphQL }
        var path: [String] = []
        for part in request.path {
            guard !part.isEmpty, part != ".", part != ".." else {
                throw GitHubError(
                    .invalid, request.attempted, because: "a part of its path names nothing")
            }
            path.append(Self.encoded(part))
        }
        var text = path.joined(separator: "/")
        let items = request.query.map { "\(Self.encoded($0.name))=\(Self.encoded($0.value))" }
        if !items.isEmpty { text += "?" + items.joined(separator: "&") }
        let url = api.appending(path: text)
        // Checked as a whole: what libcurl gets must be what was meant.
        return try parsed(url.text, while: request.attempted)
    }

    /// The address of a page that an answer names, if it belongs to this API.
    func page(_ text: String, while attempted: String) throws(GitHubError) -> HTTPURL {
        let url = try parsed(text, while: attempted)
        guard url.origin == api.origin else {
            throw GitHubError(
                .redirectRefused, attempted, because: "the next page is at another host")
        }
        return url
    }

    private func parsed(_ text: String, while attempted: String) throws(GitHubError) -> HTTPURL {
        do throws(HTTPError) {
            return try HTTPURL(parsing: text)
        } catch {
            throw GitHubError(.invalid, attempted, because: "its address: \(error.detail)")
        }
    }

    /// One part of a path or query with everything but letters, digits and `-._~` percent-encoded.
    static func encoded(_ part: String) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in part.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "~"):
                bytes.append(byte)
            default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension GitHubRequest {
    /// Whether it is for the GraphQL API.
    var isGraphQL: Bool { path == ["graphql"] && continuation == nil }

    /// What it attempts, in words for an error.
    var attempted: String {
        let place = path.joined(separator: "/")
        return "ask GitHub (\(method.rawValue) /\(place))".escapedForTerminal
    }

    /// What an error is about.
    var subject: String? { repository?.description ?? organization }
}
