internal import HTTPClient

/// A moment as GitHub's JSON writes it, such as `2016-07-11T22:14:10Z`.
enum GitHubTimestamp {
    /// Seconds since 1970; nil for anything else than UTC to the second, fractions aside.
    static func seconds(_ text: String) -> Int? {
        let bytes = Array(text.utf8)
        guard bytes.count >= 20, bytes.count <= 32, bytes.last == UInt8(ascii: "Z"),
            bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"),
            bytes[10] == UInt8(ascii: "T"), bytes[13] == UInt8(ascii: ":"),
            bytes[16] == UInt8(ascii: ":"), hasFraction(bytes[19..<(bytes.count - 1)]),
            let year = number(bytes[0..<4]), let month = number(bytes[5..<7]),
            let day = number(bytes[8..<10]), let hour = number(bytes[11..<13]),
            let minute = number(bytes[14..<16]), let second = number(bytes[17..<19])
        else { return nil }
        return HTTPDate.seconds(
            year: year, month: month, day: day, hour: hour, minute: minute, second: second)
    }

    private static func hasFraction(_ bytes: ArraySlice<UInt8>) -> Bool {
        bytes.isEmpty
            || bytes.count > 1 && bytes.first == UInt8(ascii: ".")
                && number(bytes.dropFirst()) != nil
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
        var value = 0
        for byte in bytes {
            guard byte >= 0x30, byte <= 0x39, value < 100_000_000_000 else { return nil }
            value = value * 10 + Int(byte - 0x30)
        }
        return value
    }
}
