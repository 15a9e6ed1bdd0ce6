import Foundation

@testable import Forge

/// Published examples of payloads, as `Fixtures/github/webhooks` keeps them.
enum WebhookFixture {
    private static let folder = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/github/webhooks")

    /// The names of all of them, such as `push.1`.
    static var names: [String] {
        get throws {
            try FileManager.default.contentsOfDirectory(atPath: folder.path)
                .filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
        }
    }

    static func body(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appending(path: "\(name).json")))
    }

    static func payload(_ name: String) throws -> WebhookPayload {
        let event = String(name.prefix { $0 != "." })
        return try WebhookPayload(event: event, body: body(name))
    }
}
