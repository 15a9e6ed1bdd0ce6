import Basics
import Documents
import Foundation
import Snapshots
import TestSupport
import Testing

@testable import RuleEngine

@Suite("Results of earlier runs")
struct ResultCacheTests {
    /// A rule that reads texts, structured data and names of files.
    private static let probe = Probe(
        """
        {any: [{regex: {pattern: "to(ken)+"}}, {regex: {pattern: "x[0-9]y", files: ["**/*.txt"]}},
          {path: {files: ["**/*.yaml"], select: "$.on", where: {equals: "yes"}}}, {file: {glob: "**/secret.key"}}]}
        """)
    private static let names = [
        "a.txt", "b.txt", "d/a.txt", "d/c.yaml", "e.yaml", "secret.key", "d/secret.key",
        "package.json",
    ]
    private static let lines = [
        "token\n", "x1y\n", "on: yes\n", "on: no\n", "a: [\n", "\0binary", "nothing\r\n",
        "tokenken x9y\n",
        "\u{FEFF}token\n", "",
    ]

    private func cache(_ folder: TemporaryDirectory, program: String = "one") -> ResultCache {
        ResultCache(
            sealed: SealedCache(
                folder: "\(folder.path)/results", secretFile: "\(folder.path)/secret"),
            program: Digest(of: program))
    }

    private func context(_ cache: ResultCache?, _ meter: RunMeter? = nil) -> EvaluationContext {
        var context = Self.probe.context
        context.cache = cache
        context.meter = meter
        context.findsWaiverComments = true
        return context
    }

    private static func files(_ random: inout SplitMix64) -> [RepositoryPath: [UInt8]] {
        var files: [RepositoryPath: [UInt8]] = [:]
        for name in names where Bool.random(using: &random) {
            files[RepositoryPath(name)] = content(&random)
        }
        return files
    }

    private static func content(_ random: inout SplitMix64) -> [UInt8] {
        (0..<Int.random(in: 0...3, using: &random)).flatMap { _ in
            Array((lines.randomElement(using: &random) ?? "").utf8)
        }
    }

    @Test("over random edits a run with the cache says what one without says")
    func randomEdits() throws {
        let rules = try Self.probe.compiled()
        let folder = try TemporaryDirectory()
        let meter = RunMeter()
        var random = SplitMix64(seed: 11)
        var files = Self.files(&random)
        for step in 0..<150 {
            let path = RepositoryPath(Self.names.randomElement(using: &random) ?? "a.txt")
            files[path] = Int.random(in: 0..<4, using: &random) == 0 ? nil : Self.content(&random)
            let snapshot = NamedSnapshot(files)
            let plain = Detection.run(rules, snapshot: snapshot, context: context(nil))
            for _ in 0..<2 {
                let cached = Detection.run(
                    rules, snapshot: snapshot, context: context(cache(folder), meter))
                #expect(cached.record == plain.record, "step \(step)")
            }
        }
        let amounts = meter.figures.amounts
        #expect((amounts[.resultCacheHits] ?? 0) >= 150)
        #expect((amounts[.scanCacheHits] ?? 0) > 150)
    }

    @Test("an edit of one file has only that file scanned again")
    func oneEdit() throws {
        let rules = try Self.probe.compiled()
        let folder = try TemporaryDirectory()
        var files = Dictionary(
            uniqueKeysWithValues: (0..<50).map {
                (RepositoryPath("\($0).txt"), Array("x\($0)y".utf8))
            })
        _ = Detection.run(rules, snapshot: NamedSnapshot(files), context: context(cache(folder)))
        files["7.txt"] = Array("token".utf8)
        let meter = RunMeter()
        _ = Detection.run(
            rules, snapshot: NamedSnapshot(files), context: context(cache(folder), meter))
        #expect(meter.figures.files(.scanned) == 1)
        #expect(meter.figures.amounts[.scanCacheHits] == 49)
    }

    @Test("whatever else a result depends on makes it another one")
    func keys() throws {
        let rules = try Self.probe.compiled()
        let folder = try TemporaryDirectory()
        let snapshot = NamedSnapshot(["a.txt": Array("token".utf8)])
        func isKnown(_ change: (inout EvaluationContext) -> Void, program: String = "one") -> Bool {
            let meter = RunMeter()
            var context = context(cache(folder, program: program), meter)
            change(&context)
            _ = Detection.run(rules, snapshot: snapshot, context: context)
            return meter.figures.amounts[.resultCacheHits] == 1
        }
        #expect(!isKnown { _ in })
        #expect(isKnown { _ in })
        #expect(isKnown { $0.jobs = 5 })
        #expect(!isKnown({ _ in }, program: "two"))
        #expect(!isKnown { $0.repository = "other" })
        #expect(!isKnown { $0.service = "other" })
        #expect(!isKnown { $0.facts.isFork = true })
        #expect(!isKnown { $0.grammars = .init(folders: []) })
        #expect(!isKnown { $0.findsWaiverComments = false })
        #expect(
            !isKnown { context in context.ignoredPaths = [try? Glob("*.txt")].compactMap(\.self) })
        var other = Self.probe
        other.message = "other words"
        let meter = RunMeter()
        let report = Detection.run(
            try other.compiled(), snapshot: snapshot, context: context(cache(folder), meter))
        #expect(meter.figures.amounts[.resultCacheMisses] == 1)
        #expect(report.findings.first?.message == "other words")
    }

    @Test("what could not be read is asked for again")
    func unreadable() throws {
        let rules = try Self.probe.compiled()
        let folder = try TemporaryDirectory()
        var snapshot = NamedSnapshot(["a.txt": Array("token".utf8), "b.txt": Array("token".utf8)])
        snapshot.unreadable = "a.txt"
        let first = Detection.run(rules, snapshot: snapshot, context: context(cache(folder)))
        #expect(first.findings.count == 1 && !first.errors.isEmpty)
        snapshot.unreadable = nil
        let second = Detection.run(rules, snapshot: snapshot, context: context(cache(folder)))
        #expect(second.findings.count == 2 && second.errors.isEmpty)
    }

    @Test("content without a name is never taken from the cache")
    func nameless() throws {
        let rules = try Self.probe.compiled()
        let folder = try TemporaryDirectory()
        let snapshot = MemorySnapshot(files: ["a.txt": .init(bytes: Array("token".utf8))])
        let meter = RunMeter()
        for _ in 0..<2 {
            _ = Detection.run(rules, snapshot: snapshot, context: context(cache(folder), meter))
        }
        #expect(meter.figures.amounts[.resultCacheHits] == nil)
    }

    @Test("a file of the cache that somebody changed is a miss")
    func corrupt() throws {
        let rules = try Self.probe.compiled()
        let folder = try TemporaryDirectory()
        let snapshot = NamedSnapshot(["a.txt": Array("token".utf8), "secret.key": []])
        let plain = Detection.run(rules, snapshot: snapshot, context: context(nil))
        _ = Detection.run(rules, snapshot: snapshot, context: context(cache(folder)))
        let results = "\(folder.path)/results"
        for name in try FileManager.default.contentsOfDirectory(atPath: results) {
            let file = URL(filePath: "\(results)/\(name)")
            var bytes = try Data(contentsOf: file)
            bytes[bytes.count - 3] ^= 1
            try bytes.write(to: file)
        }
        let meter = RunMeter()
        let report = Detection.run(
            rules, snapshot: snapshot, context: context(cache(folder), meter))
        #expect(report.record == plain.record)
        #expect(meter.figures.amounts[.resultCacheMisses] == 1)
        #expect(meter.figures.amounts[.scanCacheHits] == nil)
    }

    @Test("a report comes back whole from its bytes, and no other bytes make one that crashes")
    func record() throws {
        let report = try Self.probe.evaluation([
            "a.txt": "token\nx1y", "d/c.yaml": "a: [", "secret.key": "",
            "b.txt": "# complybot:ignore x",
        ]).report()
        let bytes = report.record
        let again = try #require(DetectionReport(record: bytes))
        #expect(again.findings == report.findings && again.outcomes == report.outcomes)
        #expect(again.errors == report.errors && again.record == bytes && !again.findings.isEmpty)
        for count in bytes.indices {
            #expect(DetectionReport(record: Array(bytes[..<count])) == nil)
        }
        var random = SplitMix64(seed: 3)
        for _ in 0..<5_000 {
            var damaged = bytes
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: bytes.indices, using: &random)] = UInt8.random(
                    in: .min ... .max, using: &random)
            }
            if let read = DetectionReport(record: damaged) {
                #expect(DetectionReport(record: read.record) != nil)
            }
        }
    }
}
