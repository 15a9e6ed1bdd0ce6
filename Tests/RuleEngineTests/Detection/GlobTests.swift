import Snapshots
import TestSupport
import Testing

@testable import RuleEngine

@Suite("Globs")
struct GlobTests {
    @Test(
        "a glob matches what it says and nothing near it",
        arguments: [
            ("*.py", ["a.py", ".py"], ["a/b.py", "a.pyc", "a.PY"]),
            ("**/*.py", ["a.py", "a/b.py", "a/b/c.py"], ["a.pyx", "a/py"]),
            ("a/**", ["a/b", "a/b/c"], ["a", "b/a", "ab/c"]),
            ("**/tests/**", ["tests/a", "x/tests/a", "x/tests/y/a"], ["tests", "xtests/a"]),
            ("a/**/b", ["a/b", "a/x/b", "a/x/y/b"], ["a/xb", "a/b/c"]),
            ("a/**/b/**/c", ["a/b/c", "a/b/b/c", "a/x/b/y/c"], ["a/c", "a/b"]),
            ("?.txt", ["a.txt"], [".txt", "ab.txt"]),
            ("[a-c]x", ["ax", "cx"], ["dx", "-x"]), ("[!a-c]x", ["dx"], ["ax"]),
            ("[]]x", ["]x"], ["x"]), ("[a-]x", ["ax", "-x"], ["bx"]),
            ("action.y{a,}ml", ["action.yml", "action.yaml"], ["action.yl", "x/action.yml"]),
            ("{a,b/{c,d}}.x", ["a.x", "b/c.x", "b/d.x"], ["b.x", "c.x"]),
            ("SECURITY{,.md}", ["SECURITY", "SECURITY.md"], ["SECURITY.", "security.md"]),
            ("./a", ["a"], ["./a"]), ("**", ["a", "a/b"], []),
            (
                ".github/workflows/*.{yml,yaml}", [".github/workflows/a.yml"],
                ["github/workflows/a.yml"]
            ),
        ])
    func matching(pattern: String, hits: [String], misses: [String]) throws {
        let glob = try Glob(pattern)
        for path in hits { #expect(glob.matches(Array(path.utf8)), "\(pattern) \(path)") }
        for path in misses { #expect(!glob.matches(Array(path.utf8)), "\(pattern) \(path)") }
    }

    @Test("ignoring case folds ASCII letters only")
    func ignoringCase() throws {
        let glob = try Glob("Security.MD")
        #expect(glob.matches(Array("SECURITY.md".utf8), ignoringCase: true))
        #expect(!glob.matches(Array("SECURITY.md".utf8)))
        #expect(!(try Glob("É").matches(Array("é".utf8), ignoringCase: true)))
    }

    @Test(
        "a malformed glob says why",
        arguments: [
            ("", "empty glob"), ("a{b", "`{` without `}`"), ("a}b", "`}` without `{`"),
            ("[a", "`[` without `]`"), ("[z-a]", "range upside down"), ("/", "empty glob"),
            (String(repeating: "{a,b}", count: 9), "more than 256 alternatives"),
            (
                String(repeating: "{", count: 40) + "a" + String(repeating: "}", count: 40),
                "braces nested too deep"
            ),
        ])
    func malformed(pattern: String, reason: String) {
        #expect(throws: Glob.SyntaxError(reason: reason)) { try Glob(pattern) }
    }

    @Test("a hostile pattern on a hostile path comes to an end")
    func hostile() throws {
        let glob = try Glob(String(repeating: "*a", count: 200) + "b")
        #expect(!glob.matches(Array(repeating: UInt8(ascii: "a"), count: 4000)))
        let folders = try Glob(String(repeating: "**/a/", count: 100) + "b")
        #expect(
            !folders.matches(Array(Array(repeating: "a", count: 1000).joined(separator: "/").utf8)))
    }

    @Test("an index finds the same files as asking every file")
    func index() throws {
        var random = SplitMix64(seed: 7)
        let names = ["a", "b.py", "c.yml", "Dockerfile", "x.tar.gz", ".env", "d"]
        var files: [RepositoryPath: MemorySnapshot.File] = [:]
        for _ in 0..<300 {
            let depth = Int(random.next() % 4)
            let parts = (0...depth).map { _ in names[Int(random.next() % UInt64(names.count))] }
            files[RepositoryPath(parts.joined(separator: "/"))] = .init(bytes: [])
        }
        let entries = MemorySnapshot(files: files).entries
        let index = FileIndex(folder: .root, entries: entries)
        let patterns = [
            "**/*.py", "*.yml", "**/Dockerfile", "a/**", "**/*.gz", "**/{b.py,c.yml}", "**/.env",
            "?",
            "**/*.*", "**/d*",
        ]
        for pattern in patterns {
            let glob = try Glob(pattern)
            for ignoringCase in [false, true] {
                let expected = entries.indices.filter {
                    glob.matches(entries[$0].path.bytes, ignoringCase: ignoringCase)
                }
                #expect(index.numbers(matching: glob, ignoringCase: ignoringCase) == expected)
            }
        }
    }
}
