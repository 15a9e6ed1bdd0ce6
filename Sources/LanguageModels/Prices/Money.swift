/// An amount of US dollars, exact to a millionth.
package struct Money: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Millionths of a dollar.
    package var microdollars: Int

    /// Nothing.
    package static let zero = Money(microdollars: 0)

    /// An amount.
    package init(microdollars: Int) { self.microdollars = microdollars }

    /// Reads dollars as written, such as `2.50`; nil for anything but digits with at most six of them behind a point,
    /// and for more than a million dollars.
    package init?(dollars text: String) {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, (1...7).contains(whole.utf8.count),
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let dollars = Int(whole), dollars <= 1_000_000
        else { return nil }
        let fraction = parts.count > 1 ? parts[1] : "0"
        guard (1...6).contains(fraction.utf8.count),
            let millionths = Int(fraction + String(repeating: "0", count: 6 - fraction.utf8.count))
        else { return nil }
        microdollars = dollars * 1_000_000 + millionths
    }

    package static func < (one: Money, other: Money) -> Bool {
        one.microdollars < other.microdollars
    }

    package static func + (one: Money, other: Money) -> Money {
        Money(microdollars: one.microdollars + other.microdollars)
    }

    package static func - (one: Money, other: Money) -> Money {
        Money(microdollars: one.microdollars - other.microdollars)
    }

    /// Dollars with two to six digits behind the point: `0.50`, `0.000123`.
    package var decimal: String {
        let size = microdollars.magnitude
        var fraction = String(size % 1_000_000)
        fraction = String(repeating: "0", count: 6 - fraction.utf8.count) + fraction
        while fraction.utf8.count > 2, fraction.last == "0" { fraction.removeLast() }
        return "\(microdollars < 0 ? "-" : "")\(size / 1_000_000).\(fraction)"
    }

    package var description: String { "$" + decimal }
}
