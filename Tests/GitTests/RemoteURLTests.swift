import Basics
import Testing

@testable import Git

@Suite("The address of a repository")
struct RemoteURLTests {
    @Test(
        "spellings of one address become one",
        arguments: [
            ("HTTPS://Example.COM:443//org/name.git/", "https://example.com/org/name.git"),
            ("http://h:8080/x", "http://h:8080/x"), ("ssh://git@h:22/x.git", "ssh://git@h/x.git"),
            ("git@github.com:org/name.git", "ssh://git@github.com/org/name.git"),
            ("ssh://h/x", "ssh://git@h/x"),
            ("file:///srv//git/./x.git", "/srv/git/x.git"), ("/srv/a/../x", "/srv/x"),
            ("x.git", "/base/x.git"),
            ("./a b", "/base/a b"),
        ])
    func normal(text: String, expected: String) throws {
        #expect(try RemoteURL(parsing: text, relativeTo: "/base").description == expected)
    }

    @Test(
        "dangerous addresses are refused and show no secret",
        arguments: [
            "", "ext::sh -c evil", "git://h/x", "ftp://h/x", "https://user:secret@h/x",
            "https://secret@h/x",
            "ssh://-oProxyCommand=x/y", "git@-x:y", "ssh://git:secret@h/x", "-x", "https://h/a%0ab",
            "https://h/a\nb",
            "https://h/", "https://h/../x", "https:///x", "https://h:0/x", "https://h:99999/x",
            "https://h x/y",
            "file://host/x", "file:///a%2fb", "h:x", "https://h/x?y", "user:secret@host:x",
            "ssh://git@h/-x",
            "https://h/a\\b", "https://[::1]/x",
        ])
    func refused(text: String) throws {
        let error = #expect(throws: GitError.self) {
            try RemoteURL(parsing: text, relativeTo: "/base")
        }
        #expect(error?.code == .invalidAddress)
        #expect(error?.diagnostic.description.contains("secret") == false)
    }

    @Test("parts and names")
    func parts() throws {
        let url = try RemoteURL(parsing: "https://h:8443/org/name.git")
        #expect(url.name == "name" && url.host == "h" && url.port == 8443 && url.localPath == nil)
        #expect(try RemoteURL(parsing: "/srv/x.git").localPath == "/srv/x.git")
    }

    @Test("credentials stay with their origin; http may grow to https, never the other way")
    func origins() throws {
        let base = try RemoteURL(parsing: "https://h/a")
        #expect(try RemoteURL(parsing: "https://h/b").mayUseCredentials(of: base))
        for other in ["http://h/a", "https://h:8443/a", "https://i/a", "ssh://git@h/a"] {
            #expect(try !RemoteURL(parsing: other).mayUseCredentials(of: base))
        }
        #expect(try base.mayUseCredentials(of: RemoteURL(parsing: "http://h/a")))
    }
}
