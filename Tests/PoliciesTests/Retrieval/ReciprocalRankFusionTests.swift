import TestSupport
import Testing

@testable import Policies

@Suite("Reciprocal rank fusion")
struct ReciprocalRankFusionTests {
    @Test(
        "rankings are fused by rank, and equals keep the order of their numbers",
        arguments: [
            ([[3, 1, 2]], [3, 1, 2]),
            ([[1, 2], []], [1, 2]),
            ([[1, 2], [2, 1]], [1, 2]),
            ([[2, 1], [1, 2]], [1, 2]),
            // 5 is second twice (2/62), which beats first once (1/61).
            ([[1, 5, 2], [3, 5, 4]], [5, 1, 3, 2, 4]),
            // First and third (1/61 + 1/63) beat second twice (2/62) by a hair.
            ([[7, 8, 9], [9, 8, 7]], [7, 9, 8]),
            ([[1, 1, 2], [2]], [2, 1]),
            ([], []),
        ] as [([[Int]], [Int])])
    func table(rankings: [[Int]], expected: [Int]) {
        #expect(ReciprocalRankFusion.fused(rankings) == expected)
    }

    @Test("the order of the rankings does not matter, and nothing is lost", arguments: 0..<20)
    func symmetry(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let rankings = (0..<3).map { _ in
            Array((0..<30).shuffled(using: &random).prefix(Int.random(in: 0...30, using: &random)))
        }
        let fused = ReciprocalRankFusion.fused(rankings)
        #expect(fused == ReciprocalRankFusion.fused(rankings.reversed()))
        #expect(Set(fused) == Set(rankings.joined()))
        #expect(Set(fused).count == fused.count)
    }
}
