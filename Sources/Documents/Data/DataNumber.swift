/// A number by its exact decimal value, so that `1`, `1.0` and `1e0` are one, whatever their size.
struct DataNumber {
    /// −1, 0 or 1.
    private let sign: Int
    /// The significant digits without zeros at either end.
    private let digits: [UInt8]
    /// The power of ten of the first digit.
    private let power: Int

    /// A number in its canonical spelling; nil for the infinities and not-a-number.
    init?(literal text: String) {
        var rest = Array(text.utf8)[...]
        let isNegative = rest.first == 0x2D
        if isNegative { rest.removeFirst() }
        let whole = rest.prefix(while: Self.isDigit)
        guard !whole.isEmpty else { return nil }
        rest = rest[whole.endIndex...]
        var digits = Array(whole)
        if rest.first == 0x2E {
            let fraction = rest.dropFirst().prefix(while: Self.isDigit)
            digits += fraction
            rest = rest[fraction.endIndex...]
        }
        var exponent = 0
        if !rest.isEmpty {
            let sign = rest.dropFirst().first == 0x2B ? 2 : 1
            guard rest.first.map({ $0 | 0x20 }) == 0x65,
                let power = Int(String(decoding: rest.dropFirst(sign), as: UTF8.self)),
                power.magnitude < 1 << 40
            else { return nil }
            exponent = power
        }
        let zeros = digits.prefix { $0 == 0x30 }.count
        power = whole.count - 1 - zeros + exponent
        digits.removeFirst(zeros)
        while digits.last == 0x30 { digits.removeLast() }
        self.digits = digits
        sign = digits.isEmpty ? 0 : isNegative ? -1 : 1
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    /// Below zero when this number is less than the other, zero when they are equal.
    func order(with other: DataNumber) -> Int {
        if sign != other.sign { return sign < other.sign ? -1 : 1 }
        if sign == 0 { return 0 }
        if power != other.power { return power < other.power ? -sign : sign }
        if digits == other.digits { return 0 }
        return digits.lexicographicallyPrecedes(other.digits) ? -sign : sign
    }
}

extension DataValue {
    /// The value as a number; nil for what is none, and for the infinities.
    var number: DataNumber? {
        switch self {
        case .integer(let text), .float(let text): DataNumber(literal: text)
        default: nil
        }
    }

    /// Below zero when this number is less than the other, zero when they are equal; nil when one of them is no number.
    package func numericOrder(with other: DataValue) -> Int? {
        guard let left = number, let right = other.number else { return nil }
        return left.order(with: right)
    }

    /// Whether two values are the same but for the order of members and the spelling of numbers.
    package func isEquivalent(to other: DataValue) -> Bool {
        if let order = numericOrder(with: other) { return order == 0 }
        switch (self, other) {
        case (.sequence(let left), .sequence(let right)):
            return left.count == right.count
                && zip(left, right).allSatisfy { $0.isEquivalent(to: $1) }
        case (.mapping(let left), .mapping(let right)):
            return left.count == right.count
                && left.allSatisfy { member in
                    right.contains {
                        $0.key.hasSameBytes(as: member.key)
                            && $0.value.isEquivalent(to: member.value)
                    }
                }
        default: return self == other
        }
    }
}
