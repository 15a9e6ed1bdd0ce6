internal import Basics

/// What one judge says of the others' edits, from 0 to 4 on each of four counts.
struct PeerMarks {
    /// The counts by which edits are judged.
    static let counts = ["correctness", "smallest_change", "policy", "risk"]

    /// The sum of the marks by candidate, from 0 to 16.
    let sums: [Int: Int]

    /// The form that a judge is asked for.
    static let schema = ToolSchema.object([
        .required(
            "marks",
            .array(
                of: .object(
                    [.required("candidate", .integer(1...Deliberation.mostCandidates))]
                        + counts.map { .required($0, .integer(0...4)) }),
                count: 1...Deliberation.mostCandidates))
    ])

    /// Reads an answer; nil unless it marks exactly the candidates that were to be judged, each once.
    init?(_ text: String, of candidates: [Int]) {
        guard let answer = Self.schema.document(inAnswer: text) else { return nil }
        var sums: [Int: Int] = [:]
        for marks in answer["marks"]?.items ?? [] {
            guard let number = marks["candidate"]?.integer, sums[number] == nil else { return nil }
            sums[number] = Self.counts.reduce(0) { $0 + (marks[$1]?.integer ?? 0) }
        }
        guard sums.keys.sorted() == candidates.sorted() else { return nil }
        self.sums = sums
    }

    /// The mean of a candidate's marks in hundredths; nil when nobody marked it.
    static func score(of candidate: Int, in marks: [PeerMarks]) -> Int? {
        let sums = marks.compactMap { $0.sums[candidate] }
        return sums.isEmpty ? nil : sums.reduce(0, +) * 100 / sums.count
    }
}
