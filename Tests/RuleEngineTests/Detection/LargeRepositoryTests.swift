import Snapshots
import Synchronization
import Testing

@testable import RuleEngine

@Suite("A repository of many files")
struct LargeRepositoryTests {
    /// Counts how often each file is read.
    private final class CountingSnapshot: Snapshot {
        let base: MemorySnapshot
        let reads = Mutex<[RepositoryPath: Int]>([:])
        init(_ base: MemorySnapshot) { self.base = base }
        var revision: ObjectID? { nil }
        var tree: ObjectID? { nil }
        var problems: [SnapshotProblem] { [] }
        var entries: [SnapshotEntry] { base.entries }
        func bytes(of path: RepositoryPath, limit: Int) throws(SnapshotError) -> [UInt8] {
            reads.withLock { $0[path, default: 0] += 1 }
            return try base.bytes(of: path, limit: limit)
        }
    }

    private static let files: [RepositoryPath: MemorySnapshot.File] = {
        var files: [RepositoryPath: MemorySnapshot.File] = [:]
        func add(_ path: String, _ text: String) {
            files[RepositoryPath(path)] = MemorySnapshot.File(bytes: Array(text.utf8))
        }
        let plain = (0..<150).map { "def function_\($0)(value):\n    return value + \($0)\n\n" }
            .joined()
        for number in 0..<200 { add("app/module_\(number).py", plain) }
        for number in 0..<200 { add("docs/page_\(number).md", plain) }
        for number in 0..<100 { add("node_modules/x/\(number).js", plain) }
        add("requirements.txt", "fastapi==0.115.0\n")
        add("app/main.py", "from fastapi import FastAPI\n\napp = FastAPI()\n" + plain)
        add("app/routes.py", "from fastapi import APIRouter\nrouter = APIRouter()\n" + plain)
        add("tests/test_main.py", "from app.main import app\n")
        return files
    }()

    @Test("only files that a rule asks for are read, and each but a few times")
    func reads() throws {
        // A rule about all texts asks for all files.
        let packs = try RealPacksTests.ruleSet().packs
        let ids = Set(packs.flatMap(\.rules).map(\.id)).subtracting(["secret-in-source"])
        let compiled = try CompiledRuleSet(
            ruleSet: RuleSet(packs: packs, only: ids), grammars: Probe.grammars,
            queriesFolder: Probe.queries)
        let snapshot = CountingSnapshot(MemorySnapshot(files: Self.files))
        let evaluation = Evaluation(
            ruleSet: compiled, snapshot: snapshot, context: Probe("").context)
        _ = evaluation.report()
        let reads = snapshot.reads.withLock { $0 }
        #expect(evaluation.report().findings.contains { $0.ruleID == "fastapi-health-endpoints" })
        #expect(!reads.keys.contains { $0.isInside("node_modules") || $0.isInside("docs") })
        #expect(reads.values.allSatisfy { $0 <= 4 })
    }
}
