internal import Basics
internal import FoundationEssentials

/// The body of a refusal, read with patience: it may be anything, and a page for people as well.
struct GitHubErrorBody {
    private struct Document: Decodable {
        var message: String?
        var errors: Errors?
        var block: Ignored?
    }

    private struct Ignored: Decodable {}

    /// A list of objects or texts, or something else that is passed over.
    private struct Errors: Decodable {
        var items: [Item] = []

        init(from decoder: any Decoder) throws {
            guard var list = try? decoder.unkeyedContainer() else { return }
            while !list.isAtEnd, items.count < 20 { items.append(try list.decode(Item.self)) }
        }
    }

    private struct Item: Decodable {
        var message: String?
        var code: String?
        var field: String?
        var resource: String?

        private enum Key: String, CodingKey { case message, code, field, resource }

        init(from decoder: any Decoder) throws {
            if let text = try? decoder.singleValueContainer().decode(String.self) {
                message = text
            } else if let members = try? decoder.container(keyedBy: Key.self) {
                message = try? members.decodeIfPresent(String.self, forKey: .message)
                code = try? members.decodeIfPresent(String.self, forKey: .code)
                field = try? members.decodeIfPresent(String.self, forKey: .field)
                resource = try? members.decodeIfPresent(String.self, forKey: .resource)
            }
        }

        var words: String {
            if let message { return message }
            return [resource, field, code].compactMap { $0 }.joined(separator: " ")
        }
    }

    private static let longestBody = 64 << 10
    private static let longestText = 200

    /// GitHub's words, as they came; empty when there are none.
    let words: String
    /// Whether the repository is blocked, which GitHub says with a reason.
    let isBlocked: Bool
    private let items: [Item]
    private let lowercased: String

    init(_ bytes: [UInt8]) {
        let document =
            bytes.count > Self.longestBody
            ? nil : try? JSONDecoder().decode(Document.self, from: Data(bytes))
        items = document?.errors?.items ?? []
        isBlocked = document?.block != nil
        let parts = [document?.message].compactMap { $0 } + items.map(\.words)
        words = parts.filter { !$0.isEmpty }.joined(separator: ": ")
        lowercased = words.lowercased()
    }

    /// Whether GitHub's words hold these, given in lower case.
    func says(_ phrase: String) -> Bool { lowercased.contains(phrase) }

    /// Whether one of the errors has this code, for this field if one is named.
    func has(code: String, field: String? = nil) -> Bool {
        items.contains { $0.code == code && (field == nil || $0.field == field) }
    }

    /// A text of somebody else's for a message: on one line, at most 200 bytes.
    static func bounded(_ text: String) -> String {
        let escaped = text.escapedForTerminal
        guard escaped.utf8.count > longestText else { return escaped }
        var kept = ""
        var count = 0
        for character in escaped.unicodeScalars {
            count += String(character).utf8.count
            guard count <= longestText - 3 else { break }
            kept.unicodeScalars.append(character)
        }
        return kept + "…"
    }
}
