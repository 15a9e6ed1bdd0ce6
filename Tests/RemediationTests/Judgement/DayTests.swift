import Testing

@testable import Remediation

@Suite("A day of the calendar")
struct DayTests {
    @Test("every day from 1970 on has one name, and the name leads back to it")
    func roundTrip() {
        for number in stride(from: 0, to: 200_000, by: 97) {
            let day = Day(number: number)
            #expect(Day(day.description) == day, "\(number)")
        }
        #expect(Day("1970-01-01")?.number == 0)
        #expect(Day("2000-02-29")?.number == 11_016)
        #expect(Day("2026-11-21")?.number == 20_778)
        #expect(Day(secondsSince1970: 1_795_219_199).description == "2026-11-20")
        #expect(Day(secondsSince1970: -1).number == -1)
    }

    @Test(
        "what is no day of the calendar is none",
        arguments: [
            "2026-02-29", "1900-02-29", "2026-13-01", "2026-00-10", "2026-1-01", "2026-01-1",
            "2026-01-32", "20260101", "2026/01/01", "tomorrow", "", "2026-01-01T00:00:00Z",
            "１２３４-01-01",
        ])
    func malformed(text: String) { #expect(Day(text) == nil) }
}
