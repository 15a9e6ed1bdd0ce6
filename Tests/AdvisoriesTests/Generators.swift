import Documents
import TestSupport
import Testing

@testable import Advisories

/// The texts these tests are made of.
extension SplitMix64 {
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

/// Whether a version meets a constraint; nil when either cannot be read.
func satisfies(version: String, constraint: String, ecosystem: Ecosystem) -> Bool? {
    guard let version = PackageVersion(version, in: ecosystem),
        let constraint = VersionConstraint(constraint, in: ecosystem)
    else { return nil }
    return constraint.admits(version)
}
