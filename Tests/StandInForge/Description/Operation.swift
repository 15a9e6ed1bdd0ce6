/// One operation of GitHub's REST API, as its description has it.
package struct Operation: Sendable {
    /// Where a parameter of the query stands in the description.
    struct Parameter: Sendable {
        let name: String
        let isRequired: Bool
        let schema: Schema
    }

    /// The name in the description, such as `pulls/create`.
    package let id: String
    let method: String
    let segments: [Segment]
    let query: [Parameter]
    let body: Schema?
    let needsBody: Bool
    /// The schema of each described status; nil inside for an answer without a body.
    let answers: [Int: Schema?]

    /// A part of the path.
    enum Segment: Sendable, Hashable {
        case literal(String)
        /// One part, or several when `isGreedy`.
        case variable(String, isGreedy: Bool)
    }

    init(method: String, path: String, _ json: JSON) {
        id = json["operationId"]?.text ?? ""
        self.method = method
        segments = path.split(separator: "/").map { part in
            guard part.hasPrefix("{") else { return .literal(String(part)) }
            let name = String(part.dropFirst().dropLast())
            return .variable(
                name, isGreedy: ["path", "ref", "branch", "basehead"].contains(name))
        }
        query = (json["parameters"]?.items ?? []).filter { $0["in"]?.text == "query" }.map {
            Parameter(
                name: $0["name"]?.text ?? "", isRequired: $0["required"]?.flag ?? false,
                schema: Schema($0["schema"] ?? [:]))
        }
        let content = json["requestBody"]?["content"]?["application/json"]?["schema"]
        body = content.map { Schema($0) }
        needsBody = json["requestBody"]?["required"]?.flag ?? false
        var answers: [Int: Schema?] = [:]
        for (status, answer) in json["responses"]?.members ?? [:] {
            guard let status = Int(status) else { continue }
            let schema = answer["content"]?["application/json"]?["schema"]
            answers.updateValue(schema.map { Schema($0) }, forKey: status)
        }
        self.answers = answers
    }

    /// How many parts of the path are fixed; the more, the better a match.
    var literals: Int {
        segments.count { if case .literal = $0 { true } else { false } }
    }

    /// The values of the path's variables; nil when the path is another's.
    func match(_ path: [String]) -> [String: String]? {
        var values: [String: String] = [:]
        return Self.match(segments[...], path[...], &values) ? values : nil
    }

    private static func match(
        _ pattern: ArraySlice<Segment>, _ path: ArraySlice<String>, _ values: inout [String: String]
    ) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        guard !path.isEmpty else {
            if case .variable(let name, true) = first, pattern.count == 1 {
                values[name] = ""
                return true
            }
            return false
        }
        switch first {
        case .literal(let text):
            return path.first == text && match(pattern.dropFirst(), path.dropFirst(), &values)
        case .variable(let name, let isGreedy):
            for count in (1...(isGreedy ? path.count : 1)).reversed() {
                if match(pattern.dropFirst(), path.dropFirst(count), &values) {
                    values[name] = path.prefix(count).joined(separator: "/")
                    return true
                }
            }
            return false
        }
    }
}
