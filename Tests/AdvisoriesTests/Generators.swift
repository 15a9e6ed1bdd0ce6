import Testing

/// A small seeded generator, with the texts these tests are made of.
struct SplitMix64 {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
        return value ^ (value >> 31)
    }

    mutating func below(_ bound: Int) -> Int { Int(next() % UInt64(bound)) }

    mutating func pythonVersion() -> String {
        var text = below(8) == 0 ? "\(below(3))!" : ""
        text += (0...below(3)).map { _ in "\(below(3))" }.joined(separator: ".")
        if below(3) == 0 { text += ["a", "b", "rc", ".alpha-"][below(4)] + "\(below(3))" }
        if below(4) == 0 { text += ".post\(below(3))" }
        if below(4) == 0 { text += ".dev\(below(3))" }
        if below(5) == 0 { text += "+" + ["1", "a", "a.1", "1.a", "2"][below(5)] }
        return text
    }

    mutating func semanticVersion() -> String {
        var text = (0..<3).map { _ in "\(below(3))" }.joined(separator: ".")
        if below(3) == 0 {
            text +=
                "-"
                + (0...below(2)).map { _ in ["0", "1", "a", "b1", "-"][below(5)] }.joined(
                    separator: ".")
        }
        return text
    }
}

/// Exactly one of <, ==, > for every pair, equal hashes for equals, and no circle in any three.
func expectTotalOrder<Value: Comparable & Hashable>(_ values: [Value]) {
    for left in values {
        for right in values {
            let facts = [left < right, left == right, right < left].count { $0 }
            if facts != 1 { Issue.record("\(facts) relations between \(left) and \(right)") }
            if left == right, left.hashValue != right.hashValue { Issue.record("hash of \(left)") }
            guard left < right else { continue }
            for third in values where right < third && !(left < third) {
                Issue.record("a circle of \(left), \(right), \(third)")
            }
        }
    }
}
