import Foundation
import Snapshots
import TestSupport
import Testing

@testable import RuleEngine

@Suite("Cases that are written anew")
struct RuleTestUpdateTests {
    /// Writes what an update says, and gives it back.
    private func update(_ rule: WrittenRule) throws -> RuleTestUpdate {
        let update = rule.runner.update([try rule.pack()])
        for (path, change) in update.files {
            switch change {
            case .delete: try FileManager.default.removeItem(atPath: path)
            case .write(let bytes):
                let url = URL(filePath: path)
                try FileManager.default.createDirectory(
                    at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                try Data(bytes).write(to: url)
            }
        }
        return update
    }

    @Test("a case without `after` gets one, a wrong one is mended, and the rest stays as it is")
    func inline() throws {
        let rule = try WrittenRule(
            tests: """
                \n  # the first
                  - name: without
                    files: {a.txt: "old\\n"}   # as people write it
                    expect: {outcome: fail, patch: applied}
                  - name: wrong
                    files: {b.txt: "an old one\\n"}
                    expect: {outcome: fail, patch: applied}
                    after: {b.txt: "an odd one\\n"}
                  - {name: right, files: {c.txt: "new\\n"}, expect: {outcome: pass}}
                """)
        let before = try rule.folder.read("good-words.yaml")
        let update = try update(rule)
        #expect(update.updated.count == 2 && update.refused == [], "\(update)")
        let cases = try rule.cases()
        #expect(cases[0].after == ["a.txt": Array("new\n".utf8)])
        #expect(cases[1].after == ["b.txt": Array("an new one\n".utf8)])
        #expect(cases[2].after == nil)
        #expect(
            rule.runner.run([try rule.pack()]).filter { $0.name == "wrong" }.allSatisfy(\.isPassed))
        let after = try rule.folder.read("good-words.yaml")
        #expect(after.contains("# the first") && after.contains("# as people write it"))
        #expect(after.hasPrefix(before.prefix(300)))
        #expect(try self.update(rule) == RuleTestUpdate(), "a second update has nothing to do")
    }

    @Test("the folder of a case gets its `after`, without what does not come out any more")
    func folder() throws {
        let rule = try WrittenRule(
            tests: " {dir: tests/good-words}\n",
            files: [
                "tests/good-words/one/before/a.txt": "old\n",
                "tests/good-words/one/after/b.txt": "new\n",
                "tests/good-words/one/case.yaml": "expect: {outcome: fail, patch: applied}\n",
            ])
        let update = try update(rule)
        #expect(update.updated.count == 1 && update.refused == [])
        #expect(try rule.folder.read("tests/good-words/one/after/a.txt") == "new\n")
        #expect(throws: (any Error).self) {
            try rule.folder.read("tests/good-words/one/after/b.txt")
        }
    }

    @Test(
        "a case that came to nothing, or to something else than it says, is left alone with the reason",
        arguments: [
            (
                "{name: x, files: {a.md: old}, expect: {outcome: fail, patch: applied}}",
                "outcome not_applicable instead of fail"
            ),
            (
                "{name: x, files: {a.md: old}, expect: {outcome: fail}, after: {a.md: new}}",
                "outcome not_applicable instead of fail"
            ),
            (
                "{name: x, files: {a.txt: old}, expect: {outcome: fail, patch: applied, findings: []}}",
                "unexpected finding a.txt:1"
            ),
            (
                "{name: x, files: {a.txt: old}, expect: {outcome: fail, patch: none}, after: {a.txt: odd}}",
                "patch applied instead of none"
            ),
        ])
    func refused(test: String, reason: String) throws {
        let rule = try WrittenRule(tests: "\n  - \(test)\n")
        let before = try rule.folder.read("good-words.yaml")
        let update = try update(rule)
        #expect(update.files.isEmpty && update.updated.isEmpty)
        #expect(update.refused.count == 1)
        #expect(update.refused.first?.hasPrefix("good-words: x (") == true, "\(update.refused)")
        #expect(update.refused.first?.contains(reason) == true, "\(update.refused)")
        #expect(try rule.folder.read("good-words.yaml") == before)
    }
}
