internal import Basics
internal import Forge
internal import HTTPClient

/// What GitHub's headers and its configuration say.
extension FuzzTarget {
    static let gitHub: [FuzzTarget] = [
        FuzzTarget("github-link", "the Link field that leads to the next page") { input in
            let field = String(decoding: input, as: UTF8.self)
            guard let next = LinkHeader.next(in: field) else { return nil }
            if next.utf8.contains(UInt8(ascii: ">")) { return "the address has a bracket" }
            return field.contains("<\(next)>") ? nil : "the address is not in the field"
        },
        FuzzTarget("github-retry-after", "Retry-After and the dates of HTTP") { input in
            let field = String(decoding: input, as: UTF8.self)
            if let date = HTTPDate.seconds(field),
                !(-62_135_596_800...253_402_300_800).contains(date)
            {
                return "a date outside of the years that can be written: \(date)"
            }
            for now in [0, 784_111_700, 1_800_000_000] {
                guard let seconds = RetryAfter.seconds(field, now: now),
                    RetryAfter.range.contains(seconds)
                else { return "a wait out of bounds" }
            }
            return nil
        },
        FuzzTarget("github-endpoint", "the addresses of GitHub's API and server") { input in
            var reader = InputReader(input)
            let api = String(decoding: reader.part(), as: UTF8.self)
            let server = String(decoding: reader.part(), as: UTF8.self)
            guard let endpoint = try? GitHubEndpoint(apiURL: api, serverURL: server) else {
                return nil
            }
            for url in [endpoint.api, endpoint.server, endpoint.graphQL] {
                if url.scheme != .https, !url.isLoopback { return "\(url) is not encrypted" }
                if url.text.contains("@") { return "\(url) holds credentials" }
            }
            if endpoint.server.target != "/" { return "the server has a path" }
            if endpoint.graphQL.origin != endpoint.api.origin { return "GraphQL is elsewhere" }
            let again = try? GitHubEndpoint(
                apiURL: endpoint.api.text, serverURL: endpoint.server.text)
            return again == endpoint ? nil : "read again it is another endpoint"
        },
    ]
}
