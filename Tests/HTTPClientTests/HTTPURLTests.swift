import HTTPClient
import Testing

@Suite struct HTTPURLTests {
    @Test(
        "an address is read into its parts",
        arguments: [
            ("https://Example.com", "https://example.com", "/"),
            ("http://127.0.0.1:8080/v1?x=1", "http://127.0.0.1:8080", "/v1?x=1"),
            ("HTTPS://[::1]:443/a", "https://[::1]", "/a"),
            ("https://h?x", "https://h", "/?x"),
        ])
    func parts(_ text: String, _ origin: String, _ target: String) throws {
        let url = try HTTPURL(parsing: text)
        #expect(url.origin == origin)
        #expect(url.target == target)
    }

    @Test(
        "what two readers could read differently is refused",
        arguments: [
            "", "ftp://h/", "file:///etc/passwd", "//h/", "https:/h", "https://", "https://user@h/",
            "https://user:pw@h/", "https://h:0/", "https://h:65536/", "https://h:x/", "https://h:/",
            "https://h/#f", "https://h\\@evil/", "https://h\\.evil/", "https://h /",
            "https://h/\r\nX: y",
            "https://[::1/", "https://[::1]x/", "https://hé/", "https://h/é", "https://a%2eb/",
            "javascript:alert(1)", "https://h/#", "https://[fe80::1%25eth0]/",
        ])
    func refused(_ text: String) {
        #expect(throws: HTTPError.self) { try HTTPURL(parsing: text) }
    }

    @Test(
        "loopback is this machine and no name that looks like it",
        arguments: [
            ("localhost", true), ("127.0.0.1", true), ("127.255.1.2", true), ("[::1]", true),
            ("127.0.0.1.evil.com", false), ("127.1", false), ("localhost.evil.com", false),
            ("10.0.0.1", false), ("0x7f.0.0.1", false), ("127.0.0.256", false),
            ("[::ffff:7f00:1]", false),
        ])
    func loopback(_ host: String, _ expected: Bool) throws {
        #expect(try HTTPURL(parsing: "http://\(host)/").isLoopback == expected)
    }

    @Test("a path is added below the address's own")
    func appending() throws {
        #expect(
            try HTTPURL(parsing: "https://h/v1/").appending(path: "chat").text
                == "https://h/v1/chat")
        #expect(try HTTPURL(parsing: "https://h").appending(path: "chat").text == "https://h/chat")
    }
}
