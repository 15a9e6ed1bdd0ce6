import Testing

@testable import Basics

@Suite("The way to other machines")
struct NetworkSettingsTests {
    @Test(
        "an address of a proxy is read, and shown without its password",
        arguments: [
            ("http://proxy.test:3128", "http://proxy.test:3128", "http://proxy.test:3128"),
            ("proxy.test:3128", "http://proxy.test:3128", "http://proxy.test:3128"),
            ("https://Proxy.Test/", "https://proxy.test:443", "https://proxy.test:443"),
            ("http://[::1]:8080", "http://[::1]:8080", "http://[::1]:8080"),
            ("http://[::1]", "http://[::1]:1080", "http://[::1]:1080"),
            (
                "http://user:p%40ss@proxy.test:80", "http://user:p%40ss@proxy.test:80",
                "http://proxy.test:80"
            ),
            (
                "http://user:a@b@proxy.test:80", "http://user:a@b@proxy.test:80",
                "http://proxy.test:80"
            ),
        ])
    func proxy(_ text: String, _ secret: String, _ shown: String) throws {
        let proxy = try #require(ProxyAddress(parsing: text))
        #expect(proxy.secretText == secret && "\(proxy)" == shown)
    }

    @Test(
        "what is no http proxy is refused",
        arguments: [
            "", "http://", "socks5://proxy.test:1080", "http://proxy.test:0", "http://proxy:99999",
            "http://proxy:", "http://proxy/path", "http://a b", "http://:80", "http://proxy\n:1",
        ])
    func refused(_ text: String) { #expect(ProxyAddress(parsing: text) == nil) }

    @Test(
        "exceptions are hosts, domains, ports and networks",
        arguments: [
            ("*", "any.test", 443, true), ("corp.test", "corp.test", 443, true),
            ("corp.test", "git.corp.test", 443, true), (".corp.test", "git.corp.test", 443, true),
            ("*.corp.test", "git.corp.test", 443, true), ("corp.test", "evilcorp.test", 443, false),
            ("CORP.test.", "Git.Corp.Test.", 443, true),
            ("corp.test:8443", "corp.test", 443, false),
            ("corp.test:8443", "corp.test", 8443, true), ("10.0.0.0/8", "10.20.30.40", 443, true),
            ("10.0.0.0/8", "11.0.0.1", 443, false), ("0.0.0.0/0", "8.8.8.8", 443, true),
            ("10.0.0.1", "10.0.0.1", 443, true), ("0.0.1", "10.0.0.1", 443, false),
            ("[2001:db8::1]:443", "[2001:db8::1]", 443, true),
            ("2001:db8::1", "[2001:db8::1]", 443, true), ("", "127.0.0.1", 80, true),
            ("", "localhost", 80, true), ("", "[::1]", 80, true), ("", "a.test", 80, false),
            (", ,b.test  a.test,", "a.test", 80, true), ("10.0.0.0/33", "10.0.0.1", 1, false),
        ])
    func exceptions(_ list: String, _ host: String, _ port: Int, _ isDirect: Bool) {
        #expect(ProxyExceptions(list: list).contain(host, port: port) == isDirect)
    }

    @Test("the environment is read as curl reads it, and a mistake names the variable alone")
    func environment() throws {
        let settings = try NetworkSettings(environment: [
            "https_proxy": "http://small.test:1", "HTTPS_PROXY": "http://large.test:1",
            "HTTP_PROXY": "http://stranger.test:1", "NO_PROXY": "direct.test",
            "SSL_CERT_FILE": "/ca.pem",
        ])
        func proxy(_ host: String, isSecure: Bool = true) -> String? {
            settings.proxy(toHost: host, port: 443, isSecure: isSecure)?.description
        }
        #expect(proxy("a.test") == "http://small.test:1" && proxy("direct.test") == nil)
        #expect(proxy("a.test", isSecure: false) == nil)
        #expect(settings.certificateAuthorities == "/ca.pem")
        let all = try NetworkSettings(environment: ["ALL_PROXY": "all.test:1", "HTTPS_PROXY": ""])
        #expect(all.plainProxy != nil && all.plainProxy == all.secureProxy)
        let error = #expect(throws: Diagnostic.self) {
            try NetworkSettings(environment: ["HTTPS_PROXY": "socks5://u:s3cret@p.test:1"])
        }
        #expect(error?.description.contains("HTTPS_PROXY") == true)
        #expect(error?.description.contains("s3cret") == false)
    }
}
