internal import Foundation

/// Checks the JSON web tokens of Apps: RS256 by `openssl`, and their claims.
struct JWTVerifier {
    private var verified: Set<String> = []

    /// The App that a token speaks for.
    ///
    /// - Throws: `Refusal`, in GitHub's words.
    mutating func app(for token: String, in world: World) throws -> App {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 3, let head = Self.json(parts[0]), let claims = Self.json(parts[1]),
            let signature = Self.decoded(parts[2]), head["alg"]?.text == "RS256"
        else { throw Refusal(401, "A JSON web token could not be decoded") }
        let issuer = claims["iss"].flatMap { $0.number ?? $0.text.flatMap { Int($0) } }
        guard let app = issuer.flatMap({ world.apps[$0] }), let key = app.publicKey else {
            throw Refusal(404, "Integration not found")
        }
        try checkTimes(claims, now: world.now)
        if !verified.contains(token) {
            guard try Self.verify("\(parts[0]).\(parts[1])", signature, key) else {
                throw Refusal(401, "A JSON web token could not be decoded")
            }
            verified.insert(token)
        }
        return app
    }

    private func checkTimes(_ claims: JSON, now: Int) throws {
        guard let issued = claims["iat"]?.number, issued <= now + 30 else {
            throw Refusal(
                401,
                "'Issued at' claim ('iat') must be an Integer representing the time that the assertion was issued"
            )
        }
        guard let end = claims["exp"]?.number, end > now else {
            throw Refusal(
                401,
                "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires"
            )
        }
        guard end <= now + 600 + 30 else {
            throw Refusal(401, "'Expiration time' claim ('exp') is too far in the future")
        }
    }

    private static func verify(_ signed: String, _ signature: [UInt8], _ key: String) throws -> Bool
    {
        let folder = FileManager.default.temporaryDirectory
            .appending(path: "stand-in-jwt-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (keyFile, signatureFile) = (
            folder.appending(path: "key"), folder.appending(path: "signature")
        )
        try Data(key.utf8).write(to: keyFile)
        try Data(signature).write(to: signatureFile)
        let output = try Tool.run(
            "openssl",
            ["dgst", "-sha256", "-verify", keyFile.path, "-signature", signatureFile.path],
            input: Array(signed.utf8))
        return output.status == 0
    }

    private static func json(_ part: String) -> JSON? {
        decoded(part).flatMap { try? JSON(parsing: $0) }
    }

    /// The bytes of base64 in the alphabet for addresses, without padding.
    private static func decoded(_ text: String) -> [UInt8]? {
        let plain = text.replacingOccurrences(of: "-", with: "+")
            .replacingOccurrences(of: "_", with: "/")
        let padding = String(repeating: "=", count: (4 - plain.count % 4) % 4)
        return Data(base64Encoded: plain + padding).map { Array($0) }
    }
}

extension World {
    /// The text in base64.
    static func decodedBase64(_ text: String) -> String? {
        Data(base64Encoded: text).map { String(decoding: $0, as: UTF8.self) }
    }
}
