import Basics
import Snapshots
import TestSupport
import Testing

@testable import Git

@Suite("Parsers of hostile bytes")
struct ParserPropertyTests {
    private static let seeds: [UInt64] = [1, 2, 3]

    private func noise(_ random: inout SplitMix64, from alphabet: [UInt8], upTo count: Int)
        -> [UInt8]
    {
        (0..<Int.random(in: 0...count, using: &random)).map { _ in
            Int.random(in: 0..<8, using: &random) == 0
                ? UInt8.random(in: 0...255, using: &random)
                : alphabet.randomElement(using: &random) ?? 0
        }
    }

    @Test(
        "a tree object that parses is written back the same, whatever its order", arguments: seeds)
    func trees(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var parsed = 0
        for _ in 0..<300 {
            var bytes: [UInt8] = []
            for index in 0..<Int.random(in: 0...5, using: &random) {
                let mode =
                    ["40000", "100644", "100755", "120000"].randomElement(using: &random)
                    ?? "100644"
                bytes +=
                    Array("\(mode) n\(index)".utf8)
                    + noise(&random, from: [0x61], upTo: 6).filter { $0 != 0 } + [0]
                bytes += (0..<20).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
            let items = TreeObject.parse(bytes)
            parsed += items == nil ? 0 : 1
            #expect(
                items.map { Set($0) }
                    == TreeObject.parse(TreeObject.serialize(items ?? [])).map { Set($0) })
            _ = TreeObject.parse(
                Array(bytes.prefix(Int.random(in: 0...bytes.count, using: &random))))
            _ = TreeObject.parse(noise(&random, from: Array("1046 \0".utf8), upTo: 80))
        }
        #expect(parsed == 300)
    }

    @Test(
        "noise as a commit, a pattern or an address never crashes, and what is accepted is stable",
        arguments: seeds)
    func noise(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let id = ObjectID(bytes: Array(repeating: 1, count: 20))
        let start = Array("tree \(id)\nauthor ".utf8)
        var accepted = 0
        for _ in 0..<2000 {
            _ = CommitObject.parse(
                start + noise(&random, from: Array("a<> 9-+\n".utf8), upTo: 60), id: id)
            let pattern = noise(&random, from: Array("ab/*?[]!-\\ :".utf8), upTo: 12)
            let path = noise(&random, from: Array("ab/".utf8), upTo: 12)
            _ = IgnorePattern(line: pattern[...])?.matches(path[...], isFolder: true)
            let text = String(
                decoding: noise(&random, from: Array("https://git@h:1/a.b%-".utf8), upTo: 24),
                as: UTF8.self)
            for text in [text, "https://h\(text)", "git@h\(text)"] {
                guard let url = try? RemoteURL(parsing: text, relativeTo: "/base") else { continue }
                accepted += 1
                #expect(try RemoteURL(parsing: url.description) == url)
            }
        }
        #expect(accepted > 100)
    }
}
