internal import Basics

/// The claim by which an App says who it is: a JSON Web Token signed with RS256.
struct AppClaim {
    /// The App's number or client id.
    let issuer: String
    /// Seconds since 1970, of GitHub's time.
    let now: Int

    /// GitHub refuses claims from the future and those that last more than ten minutes.
    static let backdated = 60
    static let lifetime = 540

    /// The signed token.
    func signed(with key: RSAPrivateKey) throws(RSAPrivateKey.Refusal) -> GitHubToken? {
        let header = JSONValue.members(["alg": "RS256", "typ": "JWT"]).text(indented: false)
        let issued = now - Self.backdated
        let claims = JSONValue.members([
            "iat": .int(issued), "exp": .int(issued + Self.lifetime), "iss": .string(issuer),
        ]).text(indented: false)
        let text =
            Base64URL.encode(Array(header.utf8)) + "." + Base64URL.encode(Array(claims.utf8))
        return GitHubToken(
            text + "." + Base64URL.encode(try key.signature(of: Array(text.utf8))))
    }
}
