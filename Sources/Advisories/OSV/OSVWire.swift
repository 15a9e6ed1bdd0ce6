internal import FoundationEssentials

/// The members of an OSV document that are read, as JSON spells them.
struct OSVWire: Decodable {
    struct Severity: Decodable {
        let type: String
        let score: String
    }

    struct Package: Decodable {
        let ecosystem: String
        let name: String
    }

    struct Event: Decodable {
        let introduced: String?
        let fixed: String?
        let lastAffected: String?
        let limit: String?

        enum CodingKeys: String, CodingKey {
            case introduced
            case fixed
            case lastAffected = "last_affected"
            case limit
        }
    }

    struct Range: Decodable {
        let type: String
        let events: [Event]
    }

    struct Affected: Decodable {
        let package: Package?
        let severity: [Severity]?
        let ranges: [Range]?
        let versions: [String]?
    }

    /// Databases put anything here, objects or not; only a severity that is a word is of use, and nothing else is an error.
    struct DatabaseSpecific: Decodable {
        let severity: String?

        enum CodingKeys: CodingKey {
            case severity
        }

        init(from decoder: any Decoder) throws {
            let container = try? decoder.container(keyedBy: CodingKeys.self)
            severity = try? container?.decodeIfPresent(String.self, forKey: .severity)
        }
    }

    let id: String
    let modified: String
    let aliases: [String]?
    let summary: String?
    let withdrawn: String?
    let severity: [Severity]?
    let affected: [Affected]?
    let databaseSpecific: DatabaseSpecific?

    enum CodingKeys: String, CodingKey {
        case id
        case modified
        case aliases
        case summary
        case withdrawn
        case severity
        case affected
        case databaseSpecific = "database_specific"
    }

    static func decode(_ bytes: [UInt8]) throws -> OSVWire {
        try JSONDecoder().decode(OSVWire.self, from: Data(bytes))
    }

    /// Where and why the decoder stopped, without the document's own text.
    static func description(of error: any Error) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.isEmpty
                ? "the document"
                : path.map { key in key.intValue.map { "[\($0)]" } ?? key.stringValue }
                    .joined(separator: ".")
        }
        return switch error as? DecodingError {
        case .keyNotFound(let key, let context)?:
            "\(place(context.codingPath)) lacks \(key.stringValue)"
        case .typeMismatch(_, let context)?, .valueNotFound(_, let context)?:
            "\(place(context.codingPath)) is of the wrong type"
        case .dataCorrupted?: "it is not valid JSON"
        default: "it cannot be decoded"
        }
    }
}

/// What is wrong with a document that is JSON of the right types.
struct OSVShapeError: Error {
    let code: AdvisoryError.Code
    let reason: String

    init(_ reason: String, code: AdvisoryError.Code = .malformed) {
        self.reason = reason
        self.code = code
    }
}
