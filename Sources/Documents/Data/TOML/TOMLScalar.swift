/// The kinds of scalars of TOML that stand without quotes.
enum TOMLScalar {
    /// The value of a word; nil when it is none.
    static func value(of word: String) -> DataValue? {
        switch word {
        case "true": return .bool(true)
        case "false": return .bool(false)
        case "inf", "+inf": return .float("inf")
        case "-inf": return .float("-inf")
        case "nan", "+nan", "-nan": return .float("nan")
        default: return number(Array(word.utf8)) ?? moment(Array(word.utf8))
        }
    }

    // MARK: Numbers

    private static func number(_ word: [UInt8]) -> DataValue? {
        for (prefix, radix) in [("0x", 16), ("0o", 8), ("0b", 2)]
        where word.starts(with: prefix.utf8) {
            guard let digits = joined(word.dropFirst(2), radix: radix) else { return nil }
            return NumberLiteral.integer(digits, radix: radix).map { .integer($0) }
        }
        var rest = word[...]
        let sign = rest.first == 0x2B || rest.first == 0x2D ? [rest.removeFirst()] : []
        guard let whole = joined(rest.prefix { isDigit($0) || $0 == 0x5F }, radix: 10),
            whole.count == 1 || whole.first != 0x30
        else { return nil }
        rest = rest.drop { isDigit($0) || $0 == 0x5F }
        if rest.isEmpty { return NumberLiteral.integer(sign + whole).map { .integer($0) } }
        guard let tail = fractionAndExponent(rest) else { return nil }
        return NumberLiteral.float(sign + whole + tail).map { .float($0) }
    }

    private static func fractionAndExponent(_ text: ArraySlice<UInt8>) -> [UInt8]? {
        var rest = text
        var result: [UInt8] = []
        if rest.first == 0x2E {
            rest.removeFirst()
            guard let digits = joined(rest.prefix { isDigit($0) || $0 == 0x5F }, radix: 10) else {
                return nil
            }
            rest = rest.drop { isDigit($0) || $0 == 0x5F }
            result += [0x2E] + digits
        }
        guard let letter = rest.first else { return result }
        guard letter | 0x20 == 0x65 else { return nil }
        rest.removeFirst()
        let sign = rest.first == 0x2B || rest.first == 0x2D ? [rest.removeFirst()] : []
        guard let digits = joined(rest, radix: 10) else { return nil }
        return result + [0x65] + sign + digits
    }

    /// Digits without the underscores that may stand between two of them; nil when anything else is there.
    private static func joined(_ text: ArraySlice<UInt8>, radix: Int) -> [UInt8]? {
        guard let first = text.first, let last = text.last, first != 0x5F, last != 0x5F else {
            return nil
        }
        var digits: [UInt8] = []
        var previous = first
        for byte in text {
            if byte == 0x5F {
                guard previous != 0x5F else { return nil }
            } else {
                guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, digit < radix
                else { return nil }
                digits.append(byte)
            }
            previous = byte
        }
        return digits
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

    // MARK: Dates and times

    /// A date, a time, or both with or without an offset, with `T` between and `Z` for no offset.
    private static func moment(_ word: [UInt8]) -> DataValue? {
        var canonical = word
        if isTime(word[...]) { return .other(String(decoding: word, as: UTF8.self)) }
        guard word.count >= 10, isDate(word[..<10]) else { return nil }
        if word.count > 10 {
            guard word[10] == 0x54 || word[10] == 0x74 || word[10] == 0x20 else { return nil }
            canonical[10] = 0x54
            var time = word[11...]
            if let last = time.last, last | 0x20 == 0x7A {
                time.removeLast()
                canonical[canonical.count - 1] = 0x5A
            } else if time.count > 6, let sign = time.dropLast(5).last, sign == 0x2B || sign == 0x2D
            {
                guard isClock(time.suffix(5)) else { return nil }
                time.removeLast(6)
            }
            guard isTime(time) else { return nil }
        }
        return .other(String(decoding: canonical, as: UTF8.self))
    }

    private static func pair(_ text: ArraySlice<UInt8>, at place: Int) -> Int? {
        let digits = Array(text.dropFirst(place).prefix(2))
        guard digits.count == 2, digits.allSatisfy(isDigit) else { return nil }
        return Int(digits[0] - 0x30) * 10 + Int(digits[1] - 0x30)
    }

    private static func isDate(_ text: ArraySlice<UInt8>) -> Bool {
        let bytes = Array(text)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D,
            let century = pair(text, at: 0),
            let years = pair(text, at: 2), let month = pair(text, at: 5),
            let day = pair(text, at: 8)
        else { return false }
        let year = century * 100 + years
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return year > 0 && (1...12).contains(month) && (1...days[month - 1]).contains(day)
    }

    /// `hh:mm`.
    private static func isClock(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count == 5, let hour = pair(text, at: 0), let minute = pair(text, at: 3) else {
            return false
        }
        return text.dropFirst(2).first == 0x3A && hour < 24 && minute < 60
    }

    /// `hh:mm:ss` with any fraction.
    private static func isTime(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.count >= 8, isClock(text.prefix(5)), text.dropFirst(5).first == 0x3A,
            let second = pair(text, at: 6), second < 60
        else { return false }
        let fraction = text.dropFirst(8)
        return fraction.isEmpty
            || fraction.first == 0x2E && fraction.count > 1
                && fraction.dropFirst().allSatisfy(isDigit)
    }
}
