import Basics
import HTTPClient
import Testing

@testable import Forge

@Suite struct GitHubEndpointTests {
    @Test("each kind of GitHub is found from either setting")
    func derived() throws {
        let github = try GitHubEndpoint()
        #expect(github.api.text == "https://api.github.com/" && github.isGitHubCom)
        #expect(github.server.origin == "https://github.com")
        #expect(github.graphQL.text == "https://api.github.com/graphql")
        for endpoint in [
            try GitHubEndpoint(apiURL: "https://ghe.corp.example/api/v3/"),
            try GitHubEndpoint(serverURL: "https://ghe.corp.example"),
            try GitHubEndpoint(
                apiURL: "https://ghe.corp.example/api/v3", serverURL: "https://GHE.corp.example/"),
        ] {
            #expect(endpoint.api.text == "https://ghe.corp.example/api/v3")
            #expect(endpoint.server.origin == "https://ghe.corp.example")
            #expect(endpoint.graphQL.text == "https://ghe.corp.example/api/graphql")
            #expect(!endpoint.isGitHubCom)
        }
        for endpoint in [
            try GitHubEndpoint(apiURL: "https://api.octo.ghe.com"),
            try GitHubEndpoint(serverURL: "https://octo.ghe.com"),
        ] {
            #expect(endpoint.api.origin == "https://api.octo.ghe.com")
            #expect(endpoint.server.origin == "https://octo.ghe.com")
            #expect(endpoint.graphQL.text == "https://api.octo.ghe.com/graphql")
        }
    }

    @Test(
        "an address that is none is the user's mistake and names the setting",
        arguments: [
            "http://ghe.example/api/v3", "https://user:pw@ghe.example/api/v3",
            "https://ghe.example/api/v3?x=1", "https://ghe.example/other", "ghe.example",
            "https://ghe.example/api/../v3", "https://ghe.example//api/v3", "https://ghe.example:0",
            "https://ghe.example/api/v3#f", "ftp://ghe.example",
        ])
    func refused(_ text: String) {
        let error = #expect(throws: Diagnostic.self) { try GitHubEndpoint(apiURL: text) }
        #expect(error?.kind == .usage && error?.subject == "GITHUB_API_URL")
        #expect(error?.description.contains("pw") == false)
    }

    @Test("a server's address has no path")
    func server() {
        #expect(throws: Diagnostic.self) {
            try GitHubEndpoint(serverURL: "https://ghe.example/org")
        }
    }

    @Test("every part of a path and query is percent-encoded")
    func encoding() throws {
        let request = GitHubRequest(
            .get, ["repos", "o", "a b", "git", "ref", "heads/ü?#%"], query: [("q", "a&b=c d+é")])
        #expect(
            try GitHubEndpoint().address(of: request).text
                == "https://api.github.com/repos/o/a%20b/git/ref/heads%2F%C3%BC%3F%23%25?q=a%26b%3Dc%20d%2B%C3%A9"
        )
        for part in ["", ".", ".."] {
            let request = GitHubRequest(.get, ["repos", part, "x"])
            let error = #expect(throws: GitHubError.self) {
                try GitHubEndpoint().address(of: request)
            }
            #expect(error?.code == .invalid)
        }
    }

    @Test("a page elsewhere is refused")
    func continuation() throws {
        var request = GitHubRequest(.get, ["user", "repos"])
        request.continuation = "https://api.github.com/repositories/1?page=2"
        #expect(try GitHubEndpoint().address(of: request).text == request.continuation)
        for elsewhere in [
            "https://evil.example/?page=2", "http://api.github.com/?page=2",
            "https://api.github.com:444/", "https://api.github.com.evil.example/",
            "http://169.254.169.254/",
        ] {
            request.continuation = elsewhere
            let error = #expect(throws: GitHubError.self) {
                try GitHubEndpoint().address(of: request)
            }
            #expect(error?.code == .redirectRefused)
        }
    }

    @Test("the next page is found whatever else a Link field holds")
    func link() {
        #expect(
            LinkHeader.next(
                in: #"<https://a/?page=1>; rel="prev", <https://a/?page=3>; rel="next""#)
                == "https://a/?page=3")
        #expect(
            LinkHeader.next(in: #"<u>; title="a, b; rel=next"; rel=last, <v>; rel="x next""#) == "v"
        )
        #expect(LinkHeader.next(in: "<u>; REL = Next") == "u")
        for nothing in [
            "", "<u>", "<u>; rel=nextish", "rel=next", "<u; rel=next", "x <u>; rel=next",
        ] {
            #expect(LinkHeader.next(in: nothing) == nil)
        }
    }
}
