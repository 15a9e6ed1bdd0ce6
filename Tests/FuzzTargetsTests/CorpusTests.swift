import Foundation
import FuzzTargets
import TestSupport
import Testing

@Suite("Fuzz targets")
struct CorpusTests {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Fixtures/fuzz")

    /// The inputs that are kept for a target: seeds, and what once broke a law.
    static func corpus(of target: FuzzTarget) throws -> [(name: String, bytes: [UInt8])] {
        let folder = folder.appending(path: target.name)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        return try names.sorted().map { name in
            (name, Array(try Data(contentsOf: folder.appending(path: name))))
        }
    }

    @Test("every law holds for every kept input", arguments: FuzzTarget.all.map(\.name))
    func corpus(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let corpus = try Self.corpus(of: target)
        #expect(!corpus.isEmpty)
        for input in corpus { #expect(target.breach(input.bytes) == nil, "\(input.name)") }
    }

    @Test("every law holds for mutations of the kept inputs", arguments: FuzzTarget.all.map(\.name))
    func mutations(name: String) throws {
        let target = try #require(FuzzTarget.all.first { $0.name == name })
        let corpus = try Self.corpus(of: target).map(\.bytes)
        var random = SplitMix64(seed: 2026)
        let rounds = ["engine", "rule"].contains(name) ? 40 : 400
        for round in 0..<rounds {
            let input = Mutation.of(corpus, using: &random)
            if let breach = target.breach(input) {
                Issue.record("round \(round): \(breach): \(Data(input).base64EncodedString())")
                return
            }
        }
    }

    @Test("a broken law is noticed")
    func canFail() {
        let target = FuzzTarget.all.first { $0.name == "template" }
        #expect(target?.breach(Array("{{x}}".utf8)) == nil)
        #expect(Set(FuzzTarget.all.map(\.name)).count == FuzzTarget.all.count)
        #expect(FuzzTarget.all.count >= 12)
    }
}

/// Small changes of bytes, as a fuzzer makes them.
enum Mutation {
    /// A changed input of a corpus.
    static func of(_ corpus: [[UInt8]], using random: inout SplitMix64) -> [UInt8] {
        var bytes = corpus.randomElement(using: &random) ?? []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = Int.random(in: 0...bytes.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0 where place < bytes.count: bytes.remove(at: place)
            case 1 where place < bytes.count:
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 2:
                let other = corpus.randomElement(using: &random) ?? []
                let start = Int.random(in: 0...other.count, using: &random)
                bytes.insert(contentsOf: other[start...].prefix(24), at: place)
            case 3: bytes.removeSubrange(place..<min(bytes.count, place + 9))
            case 4: bytes.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: place)
            default: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            }
        }
        return bytes
    }

    private static let tokens: [[UInt8]] = [
        "\r\n", "\u{FEFF}", "\u{2028}", "\t", "{{", "}}", "${{", "- ", ": ", "\"", "'", "#", "\\",
        "&a ", "*a", "<<: ", "|\n", "[", "]", "{", "}", "---\n", "\u{202E}", "0x", "1e999",
    ].map { Array($0.utf8) }
}
