internal import FoundationEssentials

/// The members of a JSON record that people edit: a slip must not go unseen.
enum RecordMembers {
    struct Problem: Error { let reason: String }

    /// A problem in words for the person who edited the record.
    static func problem(_ reason: String) -> any Error { Problem(reason: reason) }

    /// Refuses members that nobody knows.
    static func refuseUnknown(in decoder: any Decoder, known: [String]) throws {
        let keys = try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue)
        if let unknown = keys.filter({ !known.contains($0) }).min() {
            throw problem("the member \(unknown) is not known")
        }
    }

    /// A value of a fixed list of words; nil where there is none.
    static func choice<Value: RawRepresentable & CaseIterable>(
        _ name: String?, of member: String
    ) throws -> Value? where Value.RawValue == String {
        guard let name else { return nil }
        if let value = Value(rawValue: name) { return value }
        let words = Value.allCases.map(\.rawValue).joined(separator: ", ")
        throw problem("\(member) is none of \(words)")
    }

    /// Why a record could not be read.
    static func words(for error: any Error) -> String {
        switch error {
        case DecodingError.keyNotFound(let key, _): "the member \(key.stringValue) is missing"
        case DecodingError.typeMismatch(_, let context),
            DecodingError.valueNotFound(_, let context):
            "the member \(context.codingPath.map(\.stringValue).joined(separator: ".")) is of the wrong type"
        case let problem as Problem: problem.reason
        default: "it is no valid JSON"
        }
    }

    private struct AnyKey: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}
