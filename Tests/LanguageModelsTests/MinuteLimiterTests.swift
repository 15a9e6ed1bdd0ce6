import TestSupport
import Testing

@testable import LanguageModels

@Suite struct MinuteLimiterTests {
    @Test("no 60 seconds hold more requests or tokens than allowed", arguments: 0..<20)
    func property(_ seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let requests = Int.random(in: 1...6, using: &random)
        let tokens = Int.random(in: 10...100, using: &random)
        let limiter = MinuteLimiter(requestsPerMinute: requests, tokensPerMinute: tokens)
        var now = Duration.zero
        var granted: [(time: Duration, tokens: Int)] = []
        for _ in 0..<200 {
            now += .milliseconds(Int.random(in: 0...20_000, using: &random))
            let wanted = Int.random(in: 0...(tokens + 10), using: &random)
            let patience = Duration.seconds(Int.random(in: 0...200, using: &random))
            guard let wait = limiter.wait(tokens: wanted, now: now, patience: patience) else {
                continue
            }
            #expect(wait >= .zero && wait <= patience)
            granted.append((now + wait, min(wanted, tokens)))
        }
        #expect(granted.count > 10)
        for entry in granted {
            let window = granted.filter {
                $0.time >= entry.time && $0.time < entry.time + .seconds(60)
            }
            #expect(window.count <= requests)
            #expect(window.map(\.tokens).reduce(0, +) <= tokens)
        }
    }

    @Test("without limits nobody waits")
    func unlimited() {
        let limiter = MinuteLimiter(requestsPerMinute: nil, tokensPerMinute: nil)
        for _ in 0..<100 {
            #expect(limiter.wait(tokens: 1_000_000, now: .zero, patience: .zero) == .zero)
        }
    }
}
