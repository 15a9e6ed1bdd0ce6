import Basics
import Foundation
import TestSupport
import Testing

@testable import RuleEngine

@Suite("The cache of what was found out before")
struct SealedCacheTests {
    private func cache(_ folder: TemporaryDirectory, limit: Int = 64 << 20) -> SealedCache {
        SealedCache(
            folder: "\(folder.path)/patterns", secretFile: "\(folder.path)/secret",
            sizeLimit: limit)
    }

    private func names(_ folder: TemporaryDirectory) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/patterns"))
    }

    @Test("content comes back under its own key only, and not from a place with another secret")
    func keys() throws {
        let (one, other) = (try TemporaryDirectory(), try TemporaryDirectory())
        let (key, stranger) = (Digest(of: "a"), Digest(of: "b"))
        cache(one).keep([1, 2, 3], for: key)
        #expect(cache(one).content(for: key) == [1, 2, 3])
        #expect(cache(one).content(for: stranger) == nil)
        let file = "\(one.path)/patterns/\(key.hex)"
        try FileManager.default.copyItem(
            atPath: file, toPath: "\(one.path)/patterns/\(stranger.hex)")
        #expect(cache(one).content(for: stranger) == nil)
        cache(other).keep([4], for: stranger)
        try FileManager.default.copyItem(
            atPath: file, toPath: "\(other.path)/patterns/\(key.hex)")
        #expect(cache(other).content(for: key) == nil)
    }

    @Test("what was not used for longest goes when there is too much")
    func eviction() throws {
        let folder = try TemporaryDirectory()
        let keys = (0..<4).map { Digest(of: "\($0)") }
        let cache = cache(folder, limit: 3 * 140)
        for (age, key) in keys.prefix(3).enumerated() {
            cache.keep(Array(repeating: 7, count: 100), for: key)
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSince1970: 1000 + Double(age))],
                ofItemAtPath: "\(folder.path)/patterns/\(key.hex)")
        }
        #expect(cache.content(for: keys[0]) != nil)
        cache.keep(Array(repeating: 7, count: 100), for: keys[3])
        // Two fit beside the new one; the first was just used, so the second went.
        #expect(try names(folder) == Set([keys[0], keys[2], keys[3]].map(\.hex)))
        cache.keep(Array(repeating: 7, count: 1000), for: keys[1])
        #expect(cache.content(for: keys[1]) == nil)
    }

    @Test("a set from the cache says the same as one that was compiled")
    func sameHits() throws {
        let folder = try TemporaryDirectory()
        let patterns = ["a+b", "(?u)é", "x(?=y)", "(?i)token"]
        let meter = RunMeter()
        let sets = [nil, cache(folder), cache(folder)].map {
            PatternSet(patterns: patterns, literals: ["lit"], cache: $0, meter: meter)
        }
        #expect(meter.figures.amounts == [.patternCacheMisses: 1, .patternCacheHits: 1])
        var random = SplitMix64(seed: 5)
        for _ in 0..<200 {
            let bytes = (0..<24).map { _ in
                Array("abxylit tokenTÉ\r\n".utf8).randomElement(using: &random) ?? 0
            }
            let hits = sets.map {
                $0.scan(bytes, range: bytes.indices, using: $0.makeScratch())
            }
            #expect(hits[0] == hits[1] && hits[0] == hits[2])
        }
    }
}
