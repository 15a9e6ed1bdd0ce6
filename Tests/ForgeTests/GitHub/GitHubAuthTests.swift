import Basics
import Foundation
import Git
import HTTPClient
import Synchronization
import TestSupport
import Testing

@testable import Forge

@Suite struct GitHubAuthTests {
    /// A key made for this run.
    static func key(in folder: TemporaryDirectory, _ arguments: [String] = []) throws -> String {
        let path = "\(folder.path)/key.pem"
        try openssl(["genrsa"] + arguments + ["-out", path, "2048"])
        return path
    }

    static func openssl(_ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Command.Failure(description: "openssl") }
    }

    static let repository = GitHubRepositoryName(owner: "Octo", name: "one")

    func request(_ name: String = "one", writes: Bool = false) -> GitHubRequest {
        GitHubRequest(
            .get, ["repos", "octo", name], repository: .init(owner: "octo", name: name),
            permissions: [.init("contents", writes: writes)])
    }

    /// A GitHub with one App; tokens are numbered and last an hour of the given time.
    func fixture(
        _ folder: TemporaryDirectory, expires: String = "2027-01-15T09:00:00Z",
        isRejected: @escaping @Sendable (String) -> Bool = { _ in false }
    ) throws -> GitHubFixture {
        let key = try KeyFile(reading: Self.key(in: folder)).key
        let count = Mutex(0)
        return try GitHubFixture(credential: .app(id: "123", key: key)) { request, _ in
            let token = request.header("authorization") ?? ""
            if request.target.hasSuffix("/installation") { return .json(200, #"{"id":42}"#) }
            if request.target.hasSuffix("/access_tokens") {
                let number = count.withLock {
                    $0 += 1; return $0
                }
                return .json(
                    201, #"{"token":"ghs_canary\#(number)","expires_at":"\#(expires)"}"#)
            }
            if request.target == "/api/v3/app" {
                return .json(200, #"{"id":123,"slug":"our-app"}"#)
            }
            if request.target.hasPrefix("/api/v3/app/installations") {
                return .json(200, #"[{"id":42,"suspended_at":null}]"#)
            }
            if request.target == "/api/v3/users/our-app%5Bbot%5D" {
                return .json(200, #"{"login":"our-app[bot]","id":77}"#)
            }
            return isRejected(token)
                ? .json(401, #"{"message":"Bad credentials"}"#) : .json(200, "{}")
        }
    }

    @Test("an App's claim is signed, backdated and short")
    func claim() throws {
        let folder = try TemporaryDirectory()
        let path = try Self.key(in: folder)
        let token = try #require(
            try AppClaim(issuer: "Iv1.abc", now: 1_800_000_000).signed(
                with: KeyFile(reading: path).key))
        let parts = token.value.split(separator: ".").map(String.init)
        #expect(parts.count == 3)
        func decoded(_ part: String) throws -> Data {
            let text = part.replacing("-", with: "+").replacing("_", with: "/")
            return try #require(
                Data(base64Encoded: text + String(repeating: "=", count: (4 - text.count % 4) % 4)))
        }
        #expect(
            String(decoding: try decoded(parts[0]), as: UTF8.self)
                == #"{"alg":"RS256","typ":"JWT"}"#)
        #expect(
            String(decoding: try decoded(parts[1]), as: UTF8.self)
                == #"{"iat":1799999940,"exp":1800000480,"iss":"Iv1.abc"}"#)
        let base = URL(filePath: folder.path)
        try decoded(parts[2]).write(to: base.appending(path: "signature"))
        try Data("\(parts[0]).\(parts[1])".utf8).write(to: base.appending(path: "message"))
        let publicKey = "\(folder.path)/public.pem"
        try Self.openssl(["rsa", "-in", path, "-pubout", "-out", publicKey])
        try Self.openssl([
            "dgst", "-sha256", "-verify", publicKey, "-signature", "\(folder.path)/signature",
            "\(folder.path)/message",
        ])
    }

    @Test("both forms of a key are read, and every other file is refused by name")
    func keys() throws {
        let folder = try TemporaryDirectory()
        for arguments in [[], ["-traditional"]] {
            _ = try KeyFile(reading: Self.key(in: folder, arguments))
        }
        let path = "\(folder.path)/key.pem"
        chmod(path, 0o600)
        #expect(try !KeyFile(reading: path).isReadableByOthers)
        chmod(path, 0o640)
        #expect(try KeyFile(reading: path).isReadableByOthers)
        #expect("\(try KeyFile(reading: path).key)" == "(private key)")

        func reason(_ arguments: [String]) throws -> String {
            try Self.openssl(arguments)
            return reason()
        }
        func reason() -> String {
            do {
                _ = try KeyFile(reading: path)
                return ""
            } catch { return error.reason }
        }
        #expect(try reason(["genrsa", "-out", path, "1024"]).contains("1024 bits"))
        #expect(
            try reason(["genrsa", "-aes128", "-passout", "pass:x", "-out", path, "2048"])
                .contains("passphrase"))
        #expect(
            try reason(["genpkey", "-algorithm", "ed25519", "-out", path]).contains("not an RSA"))
        try Data("nonsense".utf8).write(to: URL(filePath: path))
        #expect(reason().contains("no private key"))
        try FileManager.default.removeItem(atPath: path)
        #expect(reason().contains("No such file"))
    }

    @Test("a token is narrowed to one repository and kept until shortly before its end")
    func tokens() async throws {
        let folder = try TemporaryDirectory()
        let github = try fixture(folder)
        // The clock says 2027-01-15T08:00:00Z.
        for _ in 0..<3 { _ = try await github.client.send(request()) }
        let made = github.server.received.filter { $0.method == "POST" }
        #expect(made.map(\.target) == ["/api/v3/app/installations/42/access_tokens"])
        #expect(
            made.first.map { String(decoding: $0.body, as: UTF8.self) }
                == #"{"repositories":["one"],"permissions":{"contents":"read"}}"#)
        #expect(github.server.received.last?.header("authorization") == "Bearer ghs_canary1")
        _ = try await github.client.send(request("two"))
        _ = try await github.client.send(request(writes: true))
        #expect(github.server.received.last?.header("authorization") == "Bearer ghs_canary3")
        #expect(github.server.received.filter { $0.target.hasSuffix("/installation") }.count == 1)
        github.time.advance(54 * 60_000)
        _ = try await github.client.send(request())
        #expect(github.server.received.last?.header("authorization") == "Bearer ghs_canary1")
        github.time.advance(2 * 60_000)
        _ = try await github.client.send(request())
        #expect(github.server.received.last?.header("authorization") == "Bearer ghs_canary4")
    }

    @Test("many workers that need one token ask for it once")
    func singleFlight() async throws {
        let folder = try TemporaryDirectory()
        let github = try fixture(folder)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<8 { group.addTask { _ = try await github.client.send(request()) } }
            try await group.waitForAll()
        }
        #expect(github.server.received.filter { $0.method == "POST" }.count == 1)
    }

    @Test("a token that is refused in the middle is renewed once")
    func renewal() async throws {
        let folder = try TemporaryDirectory()
        let github = try fixture(folder) { $0 == "Bearer ghs_canary1" }
        _ = try await github.client.send(request())
        #expect(github.server.received.last?.header("authorization") == "Bearer ghs_canary2")
        let always = try fixture(folder) { _ in true }
        let error = await always.failure(of: request())
        #expect(error?.code == .unauthorized)
        #expect(always.server.received.filter { $0.target == "/api/v3/repos/octo/one" }.count == 2)
    }

    @Test("a clock that goes wrong is corrected by GitHub's own")
    func skew() async throws {
        let folder = try TemporaryDirectory()
        let key = try KeyFile(reading: Self.key(in: folder)).key
        let github = try GitHubFixture(credential: .app(id: "1", key: key)) { _, number in
            let date = [("Date", "Fri, 15 Jan 2027 10:00:00 GMT")]
            return number == 0
                ? .json(401, #"{"message":"'Issued at' is in the future"}"#, headers: date)
                : .json(200, #"{"id":1,"slug":"a"}"#, headers: date)
        }
        _ = try await github.client.send(GitHubRequest(.get, ["app"]))
        let claims = github.server.received.compactMap { request -> String? in
            let part = request.header("authorization")?.split(separator: ".").dropFirst().first
            let padded = part.map { $0 + String(repeating: "=", count: (4 - $0.count % 4) % 4) }
            return padded.flatMap { Data(base64Encoded: String($0)) }.map {
                String(decoding: $0, as: UTF8.self)
            }
        }
        #expect(claims.count == 2)
        #expect(claims.first?.contains("\"iat\":1799999940") == true)
        #expect(claims.last?.contains("\"iat\":1800007140") == true)
    }

    @Test("what an installation does not allow is told with what to do")
    func refusals() async throws {
        let folder = try TemporaryDirectory()
        let key = try KeyFile(reading: Self.key(in: folder)).key
        for (status, message, code): (Int, String, GitHubError.Code) in [
            (422, "The permissions requested are not granted to this installation.", .forbidden),
            (422, "There is at least one repository that is not accessible", .notFound),
            (404, "Not Found", .suspended),
            (403, "This installation has been suspended", .suspended),
        ] {
            let github = try GitHubFixture(credential: .app(id: "1", key: key)) { request, _ in
                request.method == "POST"
                    ? .json(status, #"{"message":"\#(message)"}"#) : .json(200, #"{"id":42}"#)
            }
            let error = await github.failure(of: request())
            #expect(error?.code == code)
            #expect(error?.remedy != nil)
        }
        let nowhere = try GitHubFixture(credential: .app(id: "1", key: key)) { _, _ in
            .json(404, "{}")
        }
        #expect(await nowhere.failure(of: request())?.code == .notFound)
    }

    @Test("the account is the App's bot, the user, or Actions")
    func accounts() async throws {
        let folder = try TemporaryDirectory()
        let app = try fixture(folder)
        let expected = GitHubAccount(login: "our-app[bot]", id: 77, appID: 123)
        #expect(try await app.client.account() == expected)
        #expect(try await app.client.account() == expected)
        #expect(app.server.received.filter { $0.target == "/api/v3/app" }.count == 1)

        let user = try GitHubFixture([.json(200, #"{"login":"mona","id":5}"#)])
        #expect(try await user.client.account() == GitHubAccount(login: "mona", id: 5, appID: nil))
        let bot = try GitHubFixture([
            .json(403, #"{"message":"Resource not accessible by integration"}"#),
            .json(200, #"{"data":{"viewer":{"login":"x[bot]","databaseId":6}}}"#),
        ])
        #expect(try await bot.client.account() == GitHubAccount(login: "x[bot]", id: 6, appID: nil))
        let token = try #require(GitHubToken("ghs_x"))
        let actions = try GitHubFixture(credential: .actions(token)) { _, _ in .json(500, "") }
        #expect(try await actions.client.account().login == "github-actions[bot]")
        #expect(actions.server.received.isEmpty)
    }

    @Test("git gets a token for exactly the server's origin, prepared beforehand")
    func git() async throws {
        let github = try GitHubFixture([.json(200, "{}")])
        let port = github.server.port
        let provider = github.client.gitCredentials.provider
        func password(_ address: String, _ provider: CredentialProvider) throws -> String? {
            guard
                case .password("x-access-token", let password)? = provider(
                    try RemoteURL(parsing: address), nil)
            else { return nil }
            return password
        }
        #expect(
            try password("http://127.0.0.1:\(port)/octo/one.git", provider) == GitHubFixture.token)
        for elsewhere in [
            "https://127.0.0.1:\(port)/octo/one.git", "http://127.0.0.1/octo/one",
            "http://127.0.0.2:\(port)/octo/one", "ssh://git@127.0.0.1:\(port)/octo/one",
            "/octo/one",
        ] {
            #expect(try password(elsewhere, provider) == nil)
        }

        let folder = try TemporaryDirectory()
        let app = try fixture(folder)
        let remote = try RemoteURL(parsing: "\(app.server.address)/Octo/One.git")
        let credentials = app.client.gitCredentials
        #expect(try password(remote.description, credentials.provider) == nil)
        try await credentials.prepare(for: remote, to: .push(changesWorkflows: true))
        #expect(try password(remote.description, credentials.provider) == "ghs_canary1")
        #expect(try password("\(app.server.address)/octo/two", credentials.provider) == nil)
    }

    @Test("the environment names one credential, never half of one")
    func environment() throws {
        let folder = try TemporaryDirectory()
        let file = try Self.key(in: folder)
        chmod(file, 0o600)
        #expect(try GitHubCredential.configured([:]) == nil)
        #expect(try GitHubCredential.configured(["GITHUB_TOKEN": ""]) == nil)
        func described(_ environment: [String: String]) throws -> String? {
            try GitHubCredential.configured(environment)?.credential.description
        }
        let app = [
            "COMPLYBOT_GITHUB_APP_ID": "123", "COMPLYBOT_GITHUB_APP_PRIVATE_KEY_FILE": file,
        ]
        #expect(try described(["GITHUB_TOKEN": "ghp_x"]) == "a token")
        #expect(
            try described(["GITHUB_TOKEN": "ghs_x", "GITHUB_ACTIONS": "true"])
                == "the token of GitHub Actions")
        #expect(try described(app.merging(["GITHUB_TOKEN": "t"]) { $1 }) == "the App 123")
        for half in app {
            #expect(throws: Diagnostic.self) {
                try GitHubCredential.configured([half.key: half.value])
            }
        }
        for bad in [
            ["GITHUB_TOKEN": "a b"], ["GITHUB_TOKEN": "a\n"],
            app.merging(["COMPLYBOT_GITHUB_APP_ID": "1 2"]) { $1 },
        ] {
            #expect(throws: Diagnostic.self) { try GitHubCredential.configured(bad) }
        }
        chmod(file, 0o644)
        #expect(try GitHubCredential.configured(app)?.warnings.count == 1)
        let connection = try #require(
            try GitHubConnection.fromEnvironment(
                app.merging(["GITHUB_API_URL": "https://ghe.example/api/v3"]) { $1 },
                home: folder.path))
        #expect(connection.endpoint.server.origin == "https://ghe.example")
        #expect(connection.credential == "the App 123" && connection.warnings.count == 1)
        let missing = try #require(
            try GitHubConnection.fromEnvironment(["GITHUB_TOKEN": "t"], home: "\(file)/home"))
        #expect(missing.warnings.count == 3, "\(missing.warnings)")
    }
}
