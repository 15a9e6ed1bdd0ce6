import Snapshots
import TestSupport
import Testing

@testable import RuleEngine

@Suite("Scanning files by many threads")
struct FileScanTests {
    @Test("the report is the same for any number of threads", arguments: [UInt64(1), 2, 3])
    func anyNumber(seed: UInt64) throws {
        let rules = try Probe(
            "{any: [{regex: {pattern: \"to(ken)+\"}}, {regex: {pattern: \"x[0-9]+y\", files: [\"**/*.txt\"]}}]}"
        ).compiled()
        var random = SplitMix64(seed: seed)
        var files: [RepositoryPath: [UInt8]] = [:]
        for number in 0..<400 {
            let words = ["token ", "x12y ", "plain\n", "\0", "tokenken\r\n", "é "]
            let text = (0..<Int.random(in: 0...6, using: &random)).map { _ in
                words.randomElement(using: &random) ?? ""
            }
            let ending = Bool.random(using: &random) ? "txt" : "md"
            files[RepositoryPath("d\(number % 7)/\(number).\(ending)")] = Array(text.joined().utf8)
        }
        files["large.txt"] = Array(repeating: 0x61, count: FileFacts.sizeLimit + 1)
        let snapshot = MemorySnapshot(files: files.mapValues { .init(bytes: $0) })
        let records = [1, 2, 7].map { jobs in
            var context = Probe("").context
            context.jobs = jobs
            return Detection.run(rules, snapshot: snapshot, context: context).record
        }
        #expect(records[0] == records[1] && records[0] == records[2])
        let report = try #require(DetectionReport(record: records[0]))
        #expect(report.findings.count > 100 && !report.errors.isEmpty)
    }
}
