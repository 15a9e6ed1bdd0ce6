internal import Foundation
internal import StandInForge
internal import TestSupport
internal import Testing

@Suite("Apps, tokens and permissions at the stand-in")
struct AppTests {
    let forge: StandInForge
    let app: StandInForge.AppIdentity
    let installation: Int

    init() throws {
        forge = try StandInForge()
        try forge.addOrganization("acme", members: ["ada": "admin"])
        for name in ["acme/web", "acme/api"] { try forge.addRepository(name, isPrivate: true) }
        app = try forge.addApp("complybot", owner: "acme")
        installation = try forge.install(app, in: "acme")
    }

    private func token(issued: Int = -60, expires: Int = 500, key: String? = nil) throws -> String {
        try Self.token(of: app, issued: issued, expires: expires, key: key)
    }

    /// A JSON web token of an App, signed by Debian's openssl.
    static func token(
        of app: StandInForge.AppIdentity, issued: Int = -60, expires: Int = 500, key: String? = nil
    ) throws -> String {
        let folder = try TemporaryDirectory("stand-in-key")
        try folder.write(key ?? app.privateKey, to: "key.pem")
        let now = Int(Date().timeIntervalSince1970)
        let claims: JSON = [
            "iss": .int(app.id), "iat": .int(now + issued), "exp": .int(now + expires),
        ]
        let head: JSON = ["alg": "RS256", "typ": "JWT"]
        let signed = [head, claims].map { Self.base64($0.serialized) }.joined(separator: ".")
        let output = try Command.run(
            ["openssl", "dgst", "-sha256", "-sign", "key.pem"], in: folder.path,
            input: Array(signed.utf8))
        return "\(signed).\(Self.base64(output.bytes))"
    }

    private static func base64(_ bytes: [UInt8]) -> String {
        Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
            .replacing("=", with: "")
    }

    @Test("a signed token gets an installation's token, narrowed to a repository and a permission")
    func narrowedToken() throws {
        let client = Client(forge: forge, token: try token())
        #expect(try client.send("GET", "/app").json["slug"] == "complybot")
        #expect(
            try client.send("GET", "/orgs/acme/installation").json["id"]?.number == installation)
        let path = "/app/installations/\(installation)/access_tokens"
        let made = try client.send(
            "POST", path, ["repositories": ["web"], "permissions": ["contents": "read"]])
        #expect(made.status == 201)
        let narrow = Client(forge: forge, token: made.json["token"]?.text)
        #expect(try narrow.send("GET", "/repos/acme/web").status == 200)
        #expect(try narrow.send("GET", "/repos/acme/api").status == 404)
        let refused = try narrow.send("POST", "/repos/acme/web/issues", ["title": "x"])
        #expect(refused.status == 403)
        #expect(refused.message == "Resource not accessible by integration")
        #expect(refused.headers["x-accepted-github-permissions"] == "issues=write")
        #expect(try narrow.send("GET", "/installation/repositories").json["total_count"] == 1)
        let wide = try client.send("POST", path, ["permissions": ["secrets": "write"]])
        #expect(wide.message == "The permissions requested are not granted to this installation.")
        let foreign = try client.send("POST", path, ["repositories": ["nothing"]])
        #expect(foreign.status == 422)
        #expect(forge.violations == [])
    }

    @Test("a token with another key, from the future, too long or expired is refused")
    func wrongTokens() throws {
        let other = try forge.addApp("other", owner: "acme")
        for wrong in [
            try token(key: other.privateKey), try token(issued: 300), try token(expires: 3000),
            try token(expires: -10), "a.b.c",
        ] { #expect(try Client(forge: forge, token: wrong).send("GET", "/app").status == 401) }
    }

    @Test(
        "an installation's token ends after an hour, with a suspension and with the App's removal")
    func endOfTokens() throws {
        let client = Client(forge: forge, token: try forge.installationToken(for: installation))
        #expect(try client.send("GET", "/repos/acme/web").status == 200)
        try forge.setSuspended(true, installation: installation)
        #expect(
            try client.send("GET", "/repos/acme/web").message
                == "This installation has been suspended")
        try forge.setSuspended(false, installation: installation)
        try forge.advanceClock(seconds: 3601)
        #expect(try client.send("GET", "/repos/acme/web").message == "Bad credentials")
        let second = Client(forge: forge, token: try forge.installationToken(for: installation))
        try forge.uninstall(installation)
        #expect(try second.send("GET", "/repos/acme/web").status == 401)
        #expect(forge.requests.allSatisfy { !$0.credential.contains("ghs_") })
    }

    @Test("the token of a workflow works in its repository alone")
    func actionsToken() throws {
        let token = try forge.actionsToken(
            for: "acme/web", permissions: ["contents": "read", "checks": "write"])
        let client = Client(forge: forge, token: token)
        let head = try #require(try forge.branches(of: "acme/web")["main"])
        let run: JSON = ["name": "complybot", "head_sha": .string(head), "status": "in_progress"]
        #expect(try client.send("POST", "/repos/acme/web/check-runs", run).status == 201)
        #expect(try client.send("GET", "/repos/acme/api").status == 404)
        #expect(try client.send("GET", "/user").status == 403)
    }

    @Test("deliveries of the App's webhook are listed newest first and can be asked for again")
    func deliveries() throws {
        for number in 1...3 {
            try forge.addDelivery(
                of: "push", to: app, guid: "guid-\(number)", status: number == 2 ? 502 : 200)
        }
        let client = Client(forge: forge, token: try token())
        let page = try client.send("GET", "/app/hook/deliveries?per_page=2")
        #expect(page.json.items?.compactMap { $0["guid"]?.text } == ["guid-3", "guid-2"])
        #expect(page.headers["link"]?.contains("cursor=") == true)
        let failed = try client.send("GET", "/app/hook/deliveries?status=failure")
        let id = try #require(failed.json[0]?["id"]?.number)
        #expect(try client.send("POST", "/app/hook/deliveries/\(id)/attempts").status == 202)
        #expect(try client.send("GET", "/app/hook/deliveries").json[0]?["redelivery"] == true)
        #expect(forge.violations == [])
    }
}
