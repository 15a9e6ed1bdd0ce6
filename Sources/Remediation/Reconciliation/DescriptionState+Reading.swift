internal import FoundationEssentials

extension DescriptionState {
    /// The state that a description records; nil when there is no marker, or one that cannot be read.
    ///
    /// Anybody who may edit the description may write it, so it is a hint and decides nothing by itself. The last marker
    /// counts: the generated part ends with it, and text that people add stands before.
    init?(readingFrom body: String) {
        guard let start = body.ranges(of: Self.opening).last?.upperBound,
            let end = body[start...].ranges(of: " -->").first?.lowerBound,
            body.utf8.distance(from: start, to: end) <= 65_536,
            let record = try? JSONDecoder().decode(Record.self, from: Data(body[start..<end].utf8))
        else { return nil }
        self.init(
            group: record.group, base: record.base, plan: record.plan, head: record.head,
            findings: record.findings)
    }

    private static let opening = "<!-- complybot:state v1 "

    private struct Record: Decodable {
        var group: String
        var base: String
        var plan: String
        var head: String
        var findings: [String]
    }
}
