import Foundation

/// How much of what could be tried the tests of the store try.
enum Thoroughness {
    /// Everything, which takes many minutes: `COMPLYBOT_STORE_KILLS=all`, as `Scripts/reliability` sets it.
    static let isFull = ProcessInfo.processInfo.environment["COMPLYBOT_STORE_KILLS"] == "all"

    /// One of two amounts.
    static func amount(usual: Int, full: Int) -> Int { isFull ? full : usual }

    /// Tells the figures of a full run.
    static func tell(_ words: String) { if isFull { print(words) } }
}
