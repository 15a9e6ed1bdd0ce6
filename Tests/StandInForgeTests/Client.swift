internal import Foundation
internal import StandInForge
internal import TestSupport

/// Asks the stand-in through Debian's curl, which is nobody's mirror image.
struct Client {
    let forge: StandInForge
    let token: String?

    struct Answer {
        let status: Int
        /// Names in lower case.
        let headers: [String: String]
        let bytes: [UInt8]
        var json: JSON { (try? JSON(parsing: bytes)) ?? .null }
        var message: String { json["message"]?.text ?? "" }
        /// The message of the first error.
        var error: String { json["errors"]?[0]?["message"]?.text ?? "" }
    }

    /// Sends a request; the path is below the API's root, or a whole address.
    func send(
        _ method: String = "GET", _ path: String, _ body: JSON? = nil, headers: [String] = []
    ) throws -> Answer {
        let address = path.hasPrefix("http") ? path : forge.apiURL + path
        var arguments = ["curl", "-s", "-i", "-g", "--max-time", "20", "-X", method]
        let version = "X-GitHub-Api-Version: 2026-03-10"
        for header in [version] + headers + (token.map { ["Authorization: Bearer \($0)"] } ?? []) {
            arguments += ["-H", header]
        }
        if body != nil {
            arguments += ["--data-binary", "@-", "-H", "Content-Type: application/json"]
        }
        let output = try Command.run(arguments + [address], in: "/", input: body?.serialized ?? [])
        guard let split = output.bytes.firstRange(of: Array("\r\n\r\n".utf8)) else {
            throw Command.Failure(description: "curl \(output.status): \(output.errors)")
        }
        let lines = String(decoding: output.bytes[..<split.lowerBound], as: UTF8.self)
            .components(separatedBy: "\r\n")
        var fields: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            fields[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        return Answer(
            status: Int(lines[0].split(separator: " ")[1]) ?? 0, headers: fields,
            bytes: Array(output.bytes[split.upperBound...]))
    }
}
